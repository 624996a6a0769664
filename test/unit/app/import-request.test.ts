import { describe, expect, it } from 'vitest'
import { importRequestOf } from '../../../src/renderer/app/import-request'
import { bareEvidence, type EvidenceFile } from '../../../src/shared/evidence/evidence'
import { importRequestSchema } from '../../../src/shared/ipc/channels'

const record = {
  id: 'a',
  title: '',
  examiner: '',
  timeZone: 'UTC',
  folderId: '0123456789abcdef',
  folderPath: '/evidence',
  createdAt: 0,
  openedAt: 0,
  state: 'complete' as const,
  flows: 0,
  suspects: [],
  notes: '',
}
const formatNeeded = { columns: 1, kinds: ['address' as const], firstRecords: [['10.0.0.1']] }
const file = (id: number, path: string, change: Partial<EvidenceFile> = {}): EvidenceFile => ({
  ...bareEvidence({ id, path, sizeBytes: 8, modifiedMs: 1 }),
  kind: 'vpc-flow-log',
  ...change,
})
const request = (evidence: readonly EvidenceFile[], stated: readonly string[] = []) =>
  importRequestOf({
    record,
    evidence,
    formats: stated.map((path) => ({ path, fields: ['srcaddr'] })),
    zones: [],
  })
const known = (...args: Parameters<typeof request>) => request(...args).known.map(({ path }) => path)

describe('what main is asked to read', () => {
  it('is told the time zones that were stated', () => {
    const zones = [{ path: 'a', zone: 'Asia/Dubai' }]
    const asked = importRequestOf({ record, evidence: [], formats: [], zones })
    expect(asked.zones).toEqual(zones)
    expect(importRequestSchema.safeParse(asked).success).toBe(true)
    const nowhere = { ...asked, zones: [{ path: 'a', zone: 'Mars/Olympus' }] }
    expect(importRequestSchema.safeParse(nowhere).success).toBe(false)
  })

  it('is nothing that the case holds, and gets new ids', () => {
    const asked = request([file(0, 'a'), file(4, 'b'), file(2, 'c')])
    expect(asked.known.map(({ path }) => path)).toEqual(['a', 'b', 'c'])
    expect(asked.nextEvidenceId).toBe(5)
    expect(importRequestSchema.safeParse(asked).success).toBe(true)
    expect(request([]).nextEvidenceId).toBe(0)
  })

  it('is a file whose format has been stated since, with those that repeat it', () => {
    const evidence = [
      file(0, 'a', { kind: 'unrecognised', formatNeeded }),
      file(1, 'b', { kind: 'unrecognised', formatNeeded }),
      file(2, 'copy of a', { kind: 'unrecognised', duplicateOf: 'a' }),
      file(3, 'copy of b', { kind: 'unrecognised', duplicateOf: 'b' }),
    ]
    expect(known(evidence)).toEqual(['a', 'b', 'copy of a', 'copy of b'])
    expect(known(evidence, ['a'])).toEqual(['b', 'copy of b'])
    expect(request(evidence, ['a']).formats).toEqual([{ path: 'a', fields: ['srcaddr'] }])
  })

  it('is not a file that was read by the format that was stated for it', () => {
    expect(known([file(0, 'a')], ['a'])).toEqual(['a'])
  })

  it('is a file that could not be read at all, but none that was read in part', () => {
    const damage = { kind: 'unreadable', atByte: 3, message: '' } as const
    expect(known([file(0, 'a', { kind: 'unreadable' }), file(1, 'b', { damage })])).toEqual(['b'])
  })
})
