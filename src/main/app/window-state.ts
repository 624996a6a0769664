import { z } from 'zod'

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const windowStateSchema = z.object({
  bounds: z.object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int().positive(),
    height: z.number().int().positive(),
  }),
  maximised: z.boolean(),
})
export type WindowState = z.infer<typeof windowStateSchema>

export const DEFAULT_SIZE = { width: 1280, height: 800 } as const
export const LEAST_SIZE = { width: 960, height: 600 } as const

/** How much of the window's top must lie on a display for the examiner to grab it, in pixels. */
const GRIP = { width: 160, height: 40 } as const

/** Where the window opens; without x and y it is centred. */
export type WindowPlace = Pick<Bounds, 'width' | 'height'> & Partial<Pick<Bounds, 'x' | 'y'>>

/** Where to open the window: where it was, unless the display that it was on is gone. */
export function placeWindow(state: WindowState | null, workAreas: readonly Bounds[]): WindowPlace {
  if (state === null) return DEFAULT_SIZE
  const { x, y } = state.bounds
  const width = Math.max(LEAST_SIZE.width, state.bounds.width)
  const height = Math.max(LEAST_SIZE.height, state.bounds.height)
  const reachable = workAreas.some((area) => {
    const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x)
    const topRow = y >= area.y && y + GRIP.height <= area.y + area.height
    return across >= GRIP.width && topRow
  })
  return reachable ? { x, y, width, height } : DEFAULT_SIZE
}
