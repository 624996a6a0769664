import { expect, test } from 'vitest'
import { placeWindow, windowStateSchema } from '../../../src/main/app/window-state'

const LAPTOP = { x: 0, y: 27, width: 1920, height: 1053 }
const LEFT_SCREEN = { x: -2560, y: 0, width: 2560, height: 1440 }
const at = (x: number, y: number, width = 1300, height = 900) => ({
  bounds: { x, y, width, height },
  maximised: false,
})

test('the first window has the default size and is centred', () => {
  expect(placeWindow(null, [LAPTOP])).toEqual({ width: 1280, height: 800 })
})

test('a window opens where it was', () => {
  expect(placeWindow(at(100, 80), [LAPTOP])).toEqual({ x: 100, y: 80, width: 1300, height: 900 })
  expect(placeWindow(at(-2000, 80), [LAPTOP, LEFT_SCREEN])).toMatchObject({ x: -2000, y: 80 })
})

test.each([
  ['its screen is gone', at(-2000, 80)],
  ['too little of it is to be seen', at(1800, 80)],
  ['its head is above the screen', at(100, -100)],
  ['its head is below the screen', at(100, 1060)],
])('a window that nobody could grab is centred: %s', (_why, state) => {
  expect(placeWindow(state, [LAPTOP])).toEqual({ width: 1280, height: 800 })
})

test('no window is smaller than the least size', () => {
  expect(placeWindow(at(10, 40, 200, 100), [LAPTOP])).toEqual({ x: 10, y: 40, width: 960, height: 600 })
})

test('a state that is not one is not taken', () => {
  for (const state of [
    {},
    { bounds: { x: 0.5, y: 0, width: 9, height: 9 }, maximised: true },
    { ...at(0, 0), maximised: 1 },
  ]) {
    expect(windowStateSchema.safeParse(state).success).toBe(false)
  }
})
