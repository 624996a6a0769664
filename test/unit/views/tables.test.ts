import { describe, expect, it } from 'vitest'
import { totalsOf } from '../../../src/renderer/views/evidence/evidence-totals'
import { tcpFlagNames } from '../../../src/renderer/views/flows/tcp-flags'
import { compareValues } from '../../../src/renderer/views/parts/compare-values'
import { bucketSeconds, bucketStarts, stack } from '../../../src/renderer/views/timeline/buckets'
import { bareEvidence } from '../../../src/shared/evidence/evidence'

describe('order of a column', () => {
  it('puts absent values first, numbers by size and file names by the numbers in them', () => {
    const values = [3, null, 12n, 2 ** 40]
    expect([...values].sort(compareValues)).toEqual([null, 3, 12n, 2 ** 40])
    expect(['log10', 'log9', 'Log1'].sort(compareValues)).toEqual(['Log1', 'log9', 'log10'])
  })
})

describe('time buckets', () => {
  it('are of a length that people know, and at most 160 to a span', () => {
    // 24 hours in 160 parts would be 540 seconds; the next length that people know is 600.
    expect(bucketSeconds(86_400)).toBe(600)
    expect(bucketSeconds(59)).toBe(1)
    expect(bucketSeconds(30 * 86_400)).toBe(21_600)
  })

  it('are drawn without gaps, each series on top of those before it', () => {
    const series = [
      {
        label: 'accepted',
        color: '--accepted',
        values: new Map([
          [600, 5],
          [1200, 1],
        ]),
      },
      { label: 'rejected', color: '--rejected', values: new Map([[2400, 2]]) },
    ]
    const starts = bucketStarts(series, 600)
    expect(starts).toEqual([600, 1200, 1800, 2400])
    expect(stack(series, starts)).toEqual([
      [5, 1, 0, 0],
      [5, 1, 0, 2],
    ])
    expect(bucketStarts([], 600)).toEqual([])
  })
})

describe('TCP flags of a record', () => {
  it.each([
    [2, 'SYN'],
    [18, 'SYN ACK'],
    [3, 'SYN FIN'],
    [0, ''],
    [255, 'SYN ACK PSH FIN RST URG ECE CWR'],
  ])('%d', (bits, names) => expect(tcpFlagNames(bits)).toBe(names))
})

describe('totals of the evidence', () => {
  it('counts kinds and lines, and spans the times of all records', () => {
    const file = (id: number, change: object) => ({
      ...bareEvidence({ id, path: `${id}`, sizeBytes: 10, modifiedMs: 0 }),
      ...change,
    })
    const counts = { lines: 7, headerLines: 1, records: 3, noData: 1, skipData: 0, malformed: 1, blank: 1 }
    const totals = totalsOf([
      file(0, { kind: 'vpc-flow-log', counts, sha256: 'a', firstStart: 50, lastEnd: 90 }),
      file(1, { kind: 'vpc-flow-log', counts, sha256: 'b', firstStart: 40, lastEnd: 60 }),
      file(2, { kind: 'pcap', sha256: 'c', damage: { kind: 'truncated', atByte: 5, message: 'cut' } }),
      file(3, { kind: 'unreadable' }),
    ])
    expect(totals).toMatchObject({
      files: 4,
      flowLogs: 2,
      captures: 1,
      others: 1,
      damaged: 1,
      hashed: 3,
      sizeBytes: 40,
      lines: 14,
      headerLines: 2,
      records: 6,
      firstStart: 40,
      lastEnd: 90,
    })
  })
})
