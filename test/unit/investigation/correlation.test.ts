import { describe, expect, it } from 'vitest'
import { MAX_TUPLES_PER_STATE } from '../../../src/renderer/investigation/correlation'
import { scopeOf } from '../../../src/renderer/investigation/correlation-scope'
import { investigateSuspect } from '../../../src/renderer/investigation/investigate-suspect'
import type { Correlation } from '../../../src/renderer/investigation/types'
import { bareEvidence } from '../../../src/shared/evidence/evidence'
import { appendNetflow, netflowLine, readRecords } from './case-folder'

const HEADER = 'srcaddr dstaddr srcport dstport protocol bytes packets start end action log-status'
const SUSPECT = '198.51.100.7'
const HOST = '10.0.0.5'
/** 28 September 2023, 20:00 UTC, from which the times of both sources are counted here. */
const T = Date.UTC(2023, 8, 28, 20) / 1000

function record(ports: string, bytes: number, from: number, to: number, action = 'ACCEPT'): string {
  return `${SUSPECT} ${HOST} ${ports} 6 ${bytes} 5 ${T + from} ${T + to} ${action} OK`
}

function flow(port: number, bytes: number, first: number, last: number): string {
  return netflowLine(SUSPECT, port, HOST, 80, { first, last, packets: 5, bytes })
}

/** Compares under a capture from 100 to 200 s. */
async function compare(records: readonly string[], flows: readonly string[]): Promise<Correlation> {
  const { engine, ask } = await readRecords(HEADER, records)
  appendNetflow(engine, flows)
  const captures = [{ first: T + 100, last: T + 200 }]
  const { correlation } = await investigateSuspect(ask, SUSPECT, { hasNetflow: true, captures })
  if (!correlation) throw new Error('no correlation')
  return correlation
}

describe('both sources', () => {
  it('agree when each tuple of the capture stands in the log with the same bytes', async () => {
    const correlation = await compare(
      [record('1001 80', 400, 120, 130), record('1001 80', 200, 131, 140), record('1002 80', 900, 150, 160)],
      [flow(1001, 500, 120.25, 130), flow(1001, 100, 135, 140), flow(1002, 900, 150.75, 160)],
    )
    expect(correlation).toEqual({
      filter: { type: 'address', side: 'any', networks: [SUSPECT] },
      aliases: [],
      matched: 2,
      vpcOnly: 0,
      vpcOnlyOutsideCapture: 0,
      netflowOnly: 0,
      equalBytes: 2,
      unexplained: 0,
      clock: { seconds: 0.5, lowerQuartile: 0.25, upperQuartile: 0.75, deviation: 0.25, tuples: 2 },
      appliedOffset: null,
      bytesVpc: 1500,
      bytesNetflow: 1500,
      differences: [],
      services: [
        {
          port: 80,
          protocol: 6,
          name: 'http',
          matched: 2,
          vpcOnly: 0,
          netflowOnly: 0,
          unexplained: 0,
          bytesVpc: 1500,
          bytesNetflow: 1500,
        },
      ],
      bucketSeconds: 60,
      times: [{ at: T + 120, matched: 2, vpcOnly: 0, netflowOnly: 0, unexplained: 0 }],
      tuples: [
        {
          srcaddr: SUSPECT,
          srcport: 1002,
          dstaddr: HOST,
          dstport: 80,
          protocol: 6,
          state: 'matched',
          vpc: { records: 1, bytes: 900, packets: 5, first: T + 150, last: T + 160 },
          netflow: { records: 1, bytes: 900, packets: 5, first: T + 150.75, last: T + 160 },
          ratio: 1,
          difference: null,
        },
        {
          srcaddr: SUSPECT,
          srcport: 1001,
          dstaddr: HOST,
          dstport: 80,
          protocol: 6,
          state: 'matched',
          vpc: { records: 2, bytes: 600, packets: 10, first: T + 120, last: T + 140 },
          netflow: { records: 2, bytes: 600, packets: 10, first: T + 120.25, last: T + 140 },
          ratio: 1,
          difference: null,
        },
      ],
      verdict: 'agree',
    })
  })

  it('agree within one per cent of the bytes', async () => {
    const near = await compare([record('1001 80', 1000, 120, 130)], [flow(1001, 1010, 120, 130)])
    expect(near).toMatchObject({ matched: 1, equalBytes: 0, verdict: 'agree' })
    expect(near.tuples[0]?.ratio).toBe(1.01)
    const far = await compare([record('1001 80', 1000, 120, 130)], [flow(1001, 1011, 120, 130)])
    expect(far).toMatchObject({ matched: 1, equalBytes: 0, verdict: 'differ' })
  })

  it('agree when the capture has less of a tuple that went on outside its time', async () => {
    const before = [record('1001 80', 1000, 90, 130)]
    expect((await compare(before, [flow(1001, 300, 120, 130)])).verdict).toBe('agree')
    // More than the log has is no matter of time.
    expect((await compare(before, [flow(1001, 3000, 120, 130)])).verdict).toBe('differ')
    // An end up to 60 s late may still have been within the time.
    const late = (to: number) => compare([record('1001 80', 1000, 120, to)], [flow(1001, 300, 120, 130)])
    expect((await late(260)).verdict).toBe('differ')
    expect((await late(261)).verdict).toBe('agree')
  })

  it('agree on what only the log can have: outside the time of the capture, or rejected', async () => {
    const common = record('1001 80', 400, 120, 130)
    const flows = [flow(1001, 400, 120, 130)]
    const early = await compare([common, record('1002 80', 40, 90, 99)], flows)
    expect(early).toMatchObject({ vpcOnly: 1, vpcOnlyOutsideCapture: 1, verdict: 'agree' })
    const late = await compare([common, record('1002 80', 40, 261, 300)], flows)
    expect(late).toMatchObject({ vpcOnly: 1, vpcOnlyOutsideCapture: 1, verdict: 'agree' })
    const rejected = await compare([common, record('1002 80', 40, 150, 150, 'REJECT')], flows)
    expect(rejected).toMatchObject({ vpcOnly: 1, vpcOnlyOutsideCapture: 0, verdict: 'agree' })
    const missing = await compare([common, record('1002 80', 40, 150, 150)], flows)
    expect(missing).toMatchObject({ vpcOnly: 1, vpcOnlyOutsideCapture: 0, verdict: 'differ' })
    // A start 60 s late: the packet may have been within the time.
    const unsure = await compare([common, record('1002 80', 40, 260, 300)], flows)
    expect(unsure).toMatchObject({ vpcOnly: 1, vpcOnlyOutsideCapture: 0, verdict: 'differ' })
  })

  it('differ when the capture has what the log lacks, were it one direction', async () => {
    const correlation = await compare(
      [record('1001 80', 400, 120, 130)],
      [
        flow(1001, 400, 120, 130),
        netflowLine(HOST, 80, SUSPECT, 1001, { first: 120, last: 130, packets: 1, bytes: 60 }),
      ],
    )
    expect(correlation).toMatchObject({ matched: 1, netflowOnly: 1, verdict: 'differ', bytesNetflow: 460 })
    expect(correlation.tuples[1]).toMatchObject({
      state: 'netflow-only',
      vpc: null,
      srcport: 80,
      ratio: null,
    })
  })

  it('have nothing in common', async () => {
    const correlation = await compare([record('1001 80', 400, 120, 130)], [flow(1002, 400, 120, 130)])
    expect(correlation).toMatchObject({
      matched: 0,
      vpcOnly: 1,
      netflowOnly: 1,
      clock: null,
      verdict: 'no common tuples',
    })
  })

  it('tell apart a capture without the address', async () => {
    const correlation = await compare(
      [record('1001 80', 400, 120, 130)],
      [netflowLine('10.0.0.9', 1, HOST, 80, { first: 120, last: 130, packets: 1, bytes: 60 })],
    )
    expect(correlation).toMatchObject({ matched: 0, netflowOnly: 0, bytesNetflow: 0, verdict: 'no netflow' })
  })

  it('match ICMP, which has no ports', async () => {
    const { engine, ask } = await readRecords(HEADER, [
      `${SUSPECT} ${HOST} 0 0 1 336 4 ${T + 120} ${T + 123} ACCEPT OK`,
    ])
    const ping = { packets: 1, bytes: 84, protocol: 1, flags: '........' }
    const lines = [0, 1, 2, 3].map((n) =>
      // nfdump has type and code in place of the destination port, and one flow for each packet.
      netflowLine(SUSPECT, 0, HOST, 0, { ...ping, first: 120 + n, last: 120 + n }).replace(
        '|0|0|0|.',
        '|8.0|8|0|.',
      ),
    )
    appendNetflow(engine, lines)
    const { correlation } = await investigateSuspect(ask, SUSPECT, { hasNetflow: true })
    expect(correlation).toMatchObject({ matched: 1, equalBytes: 1, netflowOnly: 0, verdict: 'agree' })
  })

  it('keep the largest tuples for display and count all', async () => {
    const count = 2 * MAX_TUPLES_PER_STATE + 100
    const correlation = await compare(
      Array.from({ length: count }, (_, n) => record(`${1024 + n} 80`, 100 + ((n * 7919) % count), 10, 20)),
      [flow(1, 40, 120, 130)],
    )
    expect(correlation).toMatchObject({ vpcOnly: count, vpcOnlyOutsideCapture: count, netflowOnly: 1 })
    // 7919 is coprime to the count: sizes are 100 up to 100 + count − 1, each once.
    const expected = Array.from({ length: MAX_TUPLES_PER_STATE }, (_, n) => 100 + count - 1 - n)
    expect(correlation.tuples.map(({ vpc, netflow }) => (vpc ?? netflow)?.bytes)).toEqual([...expected, 40])
  })
})

describe('the time of the captures', () => {
  const capture = {
    flows: 3,
    packets: 9,
    bytes: 900,
    skippedPackets: 0,
    converter: 'nfpcapd 1.7.1',
    facts: null,
  }
  const file = bareEvidence({ id: 0, path: 'a', sizeBytes: 1, modifiedMs: 0 })

  it('is that of each converted one', () => {
    expect(scopeOf([file])).toEqual({ hasNetflow: false })
    expect(
      scopeOf([
        file,
        { ...file, capture: { ...capture, first: 1.5, last: 2.5 } },
        { ...file, capture: { ...capture, flows: 0, first: null, last: null } },
        { ...file, capture: { ...capture, first: 7, last: 8 } },
      ]),
    ).toEqual({
      hasNetflow: true,
      captures: [
        { first: 1.5, last: 2.5 },
        { first: 7, last: 8 },
      ],
    })
  })

  it('is else that of the flows', async () => {
    const { engine, ask } = await readRecords(HEADER, [
      record('1001 80', 400, 120, 130),
      record('1002 80', 400, 300, 310),
    ])
    appendNetflow(engine, [flow(1001, 400, 120, 130)])
    const { correlation } = await investigateSuspect(ask, SUSPECT, { hasNetflow: true })
    expect(correlation).toMatchObject({ vpcOnly: 1, vpcOnlyOutsideCapture: 1, verdict: 'agree' })
  })
})
