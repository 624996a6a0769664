import { describe, expect, it } from 'vitest'
import { checkCase } from '../../fuzz/fuzz-check'

/**
 * A fixed part of a campaign of 100,000 cases and more: FUZZ_CASES and FUZZ_FIRST run others, as in
 * `FUZZ_CASES=100000 npx vitest run test/unit/evidence/parser-fuzz.test.ts`.
 */
const cases = Number(process.env.FUZZ_CASES ?? 600)
const first = Number(process.env.FUZZ_FIRST ?? 1)

describe('flow logs that were flipped, cut and spliced, in every container', () => {
  it('are read without a crash, a hang or a lost line', { timeout: 60_000 + cases * 100 }, async () => {
    const faults: string[] = []
    const tally = new Map<string, number>()
    const count = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1)
    for (let seed = first; seed < first + cases; seed++) {
      const result = await checkCase(seed)
      faults.push(...result.faults)
      count(`${result.carrier}${result.isLog ? ' log' : ''}${result.damageTold ? ' damaged' : ''}`)
    }
    if (process.env.FUZZ_CASES) console.log(Object.fromEntries([...tally].sort()))
    expect(faults).toEqual([])
    // Most must be flow logs still, or nothing would have been tried.
    const logs = [...tally].reduce((sum, [what, number]) => sum + (what.includes(' log') ? number : 0), 0)
    expect(logs).toBeGreaterThan(cases / 2)
  })
})
