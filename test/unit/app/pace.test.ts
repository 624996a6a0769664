import { describe, expect, it } from 'vitest'
import { type PaceSample, paceOf, withSample } from '../../../src/renderer/app/pace'

function at(milliseconds: number, bytesDone: number, flows: number): PaceSample {
  return {
    at: milliseconds,
    progress: { files: 10, filesDone: 1, bytes: 10_000, bytesDone, flows, stage: 'Reading' },
  }
}

function paceAfter(...samples: readonly PaceSample[]) {
  return paceOf(samples.reduce<readonly PaceSample[]>(withSample, []))
}

describe('the pace of a reading', () => {
  it('is unknown until a second has passed', () => {
    const unknown = { bytesPerSecond: 0, flowsPerSecond: 0, secondsLeft: null }
    expect(paceOf([])).toEqual(unknown)
    expect(paceAfter(at(0, 0, 0), at(90, 4_000, 900))).toEqual(unknown)
  })

  it('is that of the last five seconds', () => {
    // Ten seconds at 100 bytes a second, then five at 1,000.
    const slow = Array.from({ length: 11 }, (_, i) => at(i * 1_000, i * 100, i))
    const fast = Array.from({ length: 5 }, (_, i) => at(11_000 + i * 1_000, 2_000 + i * 1_000, 110 + i * 100))
    expect(paceAfter(...slow, ...fast)).toEqual({
      bytesPerSecond: 1_000,
      flowsPerSecond: 100,
      secondsLeft: 4,
    })
  })

  it('does not jump when two reports come at once after a pause', () => {
    const pace = paceAfter(at(0, 0, 0), at(9_000, 900, 90), at(9_001, 1_000, 100))
    expect(pace.flowsPerSecond).toBeLessThan(12)
  })
})
