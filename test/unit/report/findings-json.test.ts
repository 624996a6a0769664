import { expect, test } from 'vitest'
import { buildReport } from '../../../src/renderer/report'
import { findingsSchema } from '../../../src/shared/findings/findings-schema'
import { EVIDENCE, INVESTIGATION } from './case-fixture'

const OPTIONS = { version: '0.1.0', nfdump: null, document: null }

const { json } = buildReport(INVESTIGATION, OPTIONS)
const content = JSON.parse(json)

test('the file fits its schema, and ends as a text file does', () => {
  expect(findingsSchema.parse(content)).toEqual(content)
  expect(json.endsWith('\n')).toBe(true)
  expect(content.tool).toEqual({ name: 'flowcase', version: '0.1.0', nfdump: null })
})

test('keys stand in the order of the reference', () => {
  const keys = (value: object) => Object.keys(value).join(' ')
  expect(keys(content)).toBe('schema tool case evidence totals suspects netflow correlation findings figures')
  expect(keys(content.case)).toBe('title examiner timeZone createdAt')
  expect(keys(content.evidence[0])).toBe(
    'path kind container sizeBytes sha256 unpackedBytes lines headerLines records noData skipData malformed blank firstStart lastEnd damage',
  )
  expect(keys(content.totals)).toBe(
    'files flowLogFiles lines headerLines records noData skipData malformed blank damagedFiles bytes packets firstStart lastEnd',
  )
  const [suspect] = content.suspects
  expect(keys(suspect)).toBe('address records window ports services residue')
  expect(keys(suspect.window)).toBe('firstStart lastStart lastEnd')
  expect(keys(suspect.ports[0])).toBe('side port protocol records bytes packets accepted rejected')
  expect(keys(suspect.services[0])).toBe(
    'address port protocol name clients records bytesToSuspect bytesFromSuspect firstStart lastEnd',
  )
  expect(keys(suspect.residue)).toBe('excludedPorts records')
  expect(keys(content.netflow[0])).toBe('path flows packets bytes first last')
  expect(keys(content.correlation[0])).toBe(
    'address matched vpcOnly netflowOnly clockOffsetSeconds bytesVpc bytesNetflow',
  )
  expect(keys(content.findings[0])).toBe('id title severity attack summary figures')
  expect(keys(content.figures[0])).toBe('id label value unit source filter command')
})

test('evidence is sorted by path; times and damage are told or null', () => {
  expect(content.evidence.map((file: { path: string }) => file.path)).toEqual([
    'c.pcap',
    'locked.bin',
    'logs/a.log.gz',
    'logs/b.log.gz',
  ])
  expect(content.evidence[1]).toMatchObject({
    kind: 'unreadable',
    sha256: null,
    firstStart: null,
    damage: null,
  })
  expect(content.evidence[3].damage).toEqual({
    kind: 'truncated',
    atByte: 411,
    message: 'gzip stream ends early, after 2017 unpacked bytes',
  })
  expect(content.netflow).toEqual([
    { path: 'c.pcap', flows: 14, packets: 611, bytes: 77003, first: 1695921755.25, last: 1695922356.5 },
  ])
})

test('numbers above 2^53 are decimal strings, and a name that is not listed is null', () => {
  const [suspect] = content.suspects
  expect(content.totals.bytes).toBe('9007199254999999')
  expect(suspect.ports[0].bytes).toBe('9007199254700000')
  expect(suspect.services.map((service: { name: string }) => service.name)).toEqual([null, 'http', 'ssh'])
  expect(suspect.residue).toEqual({ excludedPorts: [80], records: 3 })
  const values = Object.fromEntries(
    content.figures.map(({ id, value }: { id: string; value: unknown }) => [id, value]),
  )
  expect(values).toMatchObject({
    'suspect.1.bytes': '9007199254740993',
    'suspect.1.records': 71,
    'suspect.1.none': null,
  })
})

test('a service whose times are unknown, and a case without anything', () => {
  const [suspect] = INVESTIGATION.suspects
  if (!suspect) throw new Error('The fixture has a suspect')
  const services = suspect.vpc.services.map((service) => ({
    ...service,
    firstStart: Number.NaN,
    lastEnd: Number.NaN,
  }))
  const timeless = buildReport(
    { ...INVESTIGATION, suspects: [{ ...suspect, vpc: { ...suspect.vpc, services } }] },
    OPTIONS,
  )
  expect(JSON.parse(timeless.json).suspects[0].services[0]).toMatchObject({ firstStart: null, lastEnd: null })
  const bare = buildReport(
    { ...INVESTIGATION, evidence: EVIDENCE.slice(0, 1), suspects: [], findings: [], figures: [] },
    OPTIONS,
  )
  const parsed = findingsSchema.parse(JSON.parse(bare.json))
  expect(parsed).toMatchObject({ suspects: [], netflow: [], correlation: [], findings: [], figures: [] })
})
