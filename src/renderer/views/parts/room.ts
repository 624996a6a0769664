import { useSyncExternalStore } from 'react'

/** Share of the window's height that a drawing over time has in tall windows. */
const DRAWING = 0.2
/** What a window with room for the usual number of rows has in height, in pixels. */
const USUAL_HEIGHT = 1000
/** Pixels of additional height that one more row is worth: two tables share them. */
const PER_ROW = 60

function subscribe(listener: () => void): () => void {
  window.addEventListener('resize', listener)
  return () => window.removeEventListener('resize', listener)
}

/** Height of the window's content, in pixels. */
export function useWindowHeight(): number {
  return useSyncExternalStore(subscribe, () => window.innerHeight)
}

/** Height of a drawing over time, in pixels: the least, and more where the window is tall. */
export function useDrawingHeight(least: number): number {
  return Math.max(least, Math.round(useWindowHeight() * DRAWING))
}

/** Rows that a short table shows without scrolling: the usual ones, and more where the window is tall. */
export function useRoomForRows(usual: number): number {
  return usual + Math.max(0, Math.floor((useWindowHeight() - USUAL_HEIGHT) / PER_ROW))
}
