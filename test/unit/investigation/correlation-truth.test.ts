import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { correlate, correlateCaptures } from '../../../src/renderer/investigation/correlation'
import { askCorrelationScope, scopeOf } from '../../../src/renderer/investigation/correlation-scope'
import type { Correlation } from '../../../src/renderer/investigation/types'
import { figureCommand } from '../../../src/renderer/report/command/figure-command'
import type { CorrelationSettings } from '../../../src/shared/case/case'
import { ANY } from '../../../src/shared/filter/ast'
import { folderOf, shell } from '../evidence/flow-log-text'
import { type CaseInFolder, readFolder } from './case-folder'
import { AHEAD, HOST, HOST_PUBLIC, SUSPECT, TRUTH, truthCase } from './truth-case'

const ALIASES = [{ publicAddress: HOST_PUBLIC, privateAddress: HOST }]

let opened: CaseInFolder

beforeAll(async () => {
  opened = await readFolder(folderOf(truthCase()))
})

afterAll(() => rm(opened.folder, { recursive: true }))

async function scopeWith(settings: CorrelationSettings) {
  return askCorrelationScope(opened.ask, scopeOf(opened.evidence, { correlation: settings }))
}

function found({ tuples }: Correlation) {
  return Object.fromEntries(
    tuples.map((tuple) => [
      `${tuple.srcaddr}:${tuple.srcport}>${tuple.dstport}`,
      [tuple.state, tuple.difference],
    ]),
  )
}

describe('over packets that both sources are made of', () => {
  it('every five-tuple has its state and reason, once the offset is taken off', async () => {
    const scope = await scopeWith({ aliases: ALIASES, clockOffset: AHEAD })
    const correlation = await correlate(opened.ask, ANY, scope)
    expect(found(correlation)).toEqual(TRUTH)
    expect(correlation.appliedOffset).toBe(AHEAD)
    expect(correlation.verdict).toBe('differ')
    const unexplained = Object.values(TRUTH).filter(([, difference]) => difference === 'unexplained')
    expect(correlation.unexplained).toBe(unexplained.length)
  })

  it('the offset is told to a second, and not applied by itself', async () => {
    const { clock, appliedOffset } = await correlate(
      opened.ask,
      ANY,
      await scopeWith({ aliases: ALIASES, clockOffset: null }),
    )
    expect(appliedOffset).toBeNull()
    expect(clock?.seconds).toBeGreaterThanOrEqual(AHEAD - 1)
    expect(clock?.seconds).toBeLessThanOrEqual(AHEAD + 1)
    expect(clock?.deviation).toBeLessThan(1)
    // Thirty connections each way, and a few that began within the capture.
    expect(clock?.tuples).toBeGreaterThanOrEqual(60)
  })

  it('without the private address of the host its public one stands in the captures alone', async () => {
    const correlation = await correlate(opened.ask, ANY, await scopeWith({ aliases: [], clockOffset: AHEAD }))
    const nat = correlation.tuples.filter(({ srcport }) => srcport === 41_003)
    expect(nat.map(({ dstaddr, state }) => [dstaddr, state]).sort()).toEqual([
      [HOST, 'vpc-only'],
      [HOST_PUBLIC, 'netflow-only'],
    ])
  })

  it('of the captures alone, only what their hosts did in that time is compared', async () => {
    const scope = await scopeWith({ aliases: ALIASES, clockOffset: AHEAD })
    const correlation = await correlateCaptures(opened.ask, ANY, scope)
    const { [`${SUSPECT}:41009>80`]: _early, [`${SUSPECT}:41010>80`]: _elsewhere, ...captured } = TRUTH
    // What is logged outside of that time is not looked at: less of one, and nothing of the other.
    const truth = {
      ...captured,
      [`${SUSPECT}:41007>80`]: ['netflow-only', 'unexplained'],
    }
    expect(found(correlation)).toMatchObject({ ...truth, [`${SUSPECT}:41001>22`]: expect.anything() })
    expect(Object.keys(found(correlation)).sort()).toEqual(Object.keys(truth).sort())
  })

  it('sums up by service, by reason and by time', async () => {
    const correlation = await correlate(
      opened.ask,
      ANY,
      await scopeWith({ aliases: ALIASES, clockOffset: AHEAD }),
    )
    const all = Object.values(TRUTH)
    const count = (state: string) => all.filter(([each]) => each === state).length
    const totals = {
      matched: count('matched'),
      vpcOnly: count('vpc-only'),
      netflowOnly: count('netflow-only'),
    }
    expect(correlation).toMatchObject(totals)
    for (const rolled of [correlation.services, correlation.times]) {
      const sum = (of: 'matched' | 'vpcOnly' | 'netflowOnly' | 'unexplained') =>
        rolled.reduce((total, row) => total + row[of], 0)
      expect({ matched: sum('matched'), vpcOnly: sum('vpcOnly'), netflowOnly: sum('netflowOnly') }).toEqual(
        totals,
      )
      expect(sum('unexplained')).toBe(correlation.unexplained)
    }
    expect(correlation.services.find(({ port }) => port === 80)).toMatchObject({ name: 'http', protocol: 6 })
    const reasons = Object.fromEntries(
      correlation.differences.map(({ difference, state, tuples }) => [`${difference} ${state}`, tuples]),
    )
    expect(reasons).toMatchObject({
      'amazon-service netflow-only': 3,
      'interfaces matched': 1,
      'rejected vpc-only': 1,
    })
  })

  it.each(['matched', 'vpc-only', 'netflow-only'] as const)(
    'a command counts those that are %s',
    async (state) => {
      const ask = { of: 'tuples', state, filter: ANY, aliases: ALIASES } as const
      const command = figureCommand(ask, 'netflow', opened.evidence)
      const expected = Object.values(TRUTH).filter(([each]) => each === state).length
      expect(Number(shell(opened.folder, command))).toBe(expected)
    },
  )
})
