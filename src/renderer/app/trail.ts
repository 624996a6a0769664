/**
 * The places of this window in the order in which they were visited, as the browser's own history
 * has them: that one can be walked, but not looked at.
 */
export interface Trail {
  /** Number of the first step that is still known; steps are numbered from the start of the window. */
  readonly first: number
  /** Places with their query: "/case/1/flows?q=port+22". */
  readonly places: readonly string[]
  /** Number of the step at which the window is. */
  readonly at: number
}

/** More than anybody walks back. */
const MOST = 400

export function trailFrom(place: string): Trail {
  return { first: 0, places: [place], at: 0 }
}

/** A new place after the present one; what lay ahead is gone. */
export function pushed(trail: Trail, place: string): Trail {
  const places = [...trail.places.slice(0, trail.at - trail.first + 1), place]
  const over = Math.max(0, places.length - MOST)
  return { first: trail.first + over, places: places.slice(over), at: trail.at + 1 }
}

/** Another place instead of the present one. */
export function replaced(trail: Trail, place: string): Trail {
  const places = [...trail.places]
  places[trail.at - trail.first] = place
  return { ...trail, places }
}

/** The same trail at another of its steps; null when it does not have the step. */
export function movedTo(trail: Trail, step: number): Trail | null {
  return isStepOf(trail, step) ? { ...trail, at: step } : null
}

export function isStepOf({ first, places }: Trail, step: number): boolean {
  return step >= first && step < first + places.length
}
