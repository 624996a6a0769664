import { copyFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EvidenceFile, FlowLogFormat, LineCounts } from '../../../src/shared/evidence/evidence'
import { ANY } from '../../../src/shared/filter/ast'
import { folderOf, shell, V2_HEADER } from './flow-log-text'
import { type ReadCase, readCase } from './read-case'

const SAMPLES = join(import.meta.dirname, '../../fixtures/vpc')

interface Truth {
  /** Lines that `grep -c ''` counts are all but these records. */
  readonly headers?: number
  readonly malformed?: number
  readonly order: FlowLogFormat['order']
  readonly fields: number
  /** Column of bytes in a record, from 1, as awk counts. */
  readonly bytes: number | null
  readonly commented?: number
}

// By hand: what stands in the samples and in the notes that came with them.
const TRUTH: Readonly<Record<string, Truth>> = {
  'aws-docs/accepted-and-rejected-traffic.log': { order: 'standard', fields: 14, bytes: 10 },
  'aws-docs/encryption-status-aws-news-blog.log': {
    headers: 1,
    order: 'header',
    fields: 7,
    bytes: null,
    commented: 2,
  },
  'aws-docs/ipv6-traffic.log': { order: 'standard', fields: 14, bytes: 10 },
  'aws-docs/no-data-and-skipped-records.log': { order: 'standard', fields: 14, bytes: 10 },
  'aws-docs/security-group-and-network-acl-rules.log': { order: 'standard', fields: 14, bytes: 10 },
  'aws-docs/service-name-traffic-path-and-flow-direction.log': {
    headers: 1,
    order: 'header',
    fields: 29,
    bytes: 11,
  },
  'aws-docs/tcp-flag-sequence.log': { headers: 1, order: 'header', fields: 21, bytes: 15 },
  'aws-docs/traffic-through-a-nat-gateway.log': {
    headers: 1,
    order: 'header',
    fields: 6,
    bytes: null,
    commented: 2,
  },
  'aws-docs/traffic-through-a-transit-gateway.log': {
    headers: 1,
    malformed: 1,
    order: 'header',
    fields: 17,
    bytes: null,
  },
  'elastic-integrations/test-ecs-samples.log': { order: 'standard', fields: 39, bytes: 10 },
  'elastic-integrations/test-extra-samples.log': { order: 'standard', fields: 14, bytes: 10 },
  'elastic-integrations/test-tgw-samples.log': { order: 'standard', fields: 36, bytes: 23 },
  'elastic-integrations/test-v5-all-fields.log': { order: 'standard', fields: 29, bytes: 10 },
  'elastic-integrations/test-v8-samples.log': { order: 'standard', fields: 40, bytes: 10 },
  'elastic-integrations/test-with-message-field.log': { order: 'standard', fields: 14, bytes: null },
  'm-mizutani/sample1.log': { headers: 1, order: 'header', fields: 14, bytes: 10 },
  'm-mizutani/sample2.log.gz': { headers: 1, order: 'header', fields: 14, bytes: 10 },
  'misc/tgw-default-format-readme-sample.log': { headers: 1, order: 'header', fields: 36, bytes: 23 },
  'obsrvbl/v2_millisecond_timestamps.log': { order: 'standard', fields: 14, bytes: 10 },
  'obsrvbl/v2_records.log': { order: 'standard', fields: 14, bytes: 10 },
  'obsrvbl/v3_file.log': { headers: 1, order: 'header', fields: 18, bytes: 2 },
  'obsrvbl/v4_file.log': { headers: 1, order: 'header', fields: 22, bytes: 2 },
  'obsrvbl/v5_file.log': { headers: 1, malformed: 1, order: 'header', fields: 29, bytes: 4 },
  'obsrvbl/v6_file.log': { headers: 1, order: 'header', fields: 18, bytes: null },
  'otel/valid_tgw_flow_log.log': { headers: 1, order: 'header', fields: 31, bytes: 20 },
  'otel/valid_vpc_flow_log_ecs.log': { headers: 1, order: 'header', fields: 24, bytes: 10 },
  'otel/valid_vpc_flow_log_multi.log': { headers: 1, order: 'header', fields: 14, bytes: 10 },
}

/** One sample, read on its own. */
async function readSample(path: string): Promise<{ file: EvidenceFile; engine: ReadCase['engine'] }> {
  const folder = folderOf({})
  copyFileSync(join(SAMPLES, path), join(folder, basename(path)))
  const { files, engine } = await readCase(folder)
  const [file] = files
  return { file: file ?? expect.fail(`${path} was not read`), engine }
}

/** Lines, those with the states NODATA and SKIPDATA, and the sum of a column over the others, as awk has them. */
function awk(path: string, column: number): readonly number[] {
  const program = `/(^| )NODATA( |"|$)/{n++;next} /(^| )SKIPDATA( |$)/{k++;next} {s+=$${column}} END{print NR,n+0,k+0,s+0}`
  return shell(SAMPLES, `zcat -f '${path}' | awk '${program}'`).split(' ').map(Number)
}

describe('the samples that vendors and open projects have published', () => {
  it.each(Object.entries(TRUTH))('%s', async (path, truth) => {
    const { file, engine } = await readSample(path)
    const [lines = 0, noData = 0, skipData = 0, sum = 0] = awk(path, truth.bytes ?? 1)
    const { headers = 0, malformed = 0 } = truth
    const counts: LineCounts = {
      lines,
      headerLines: headers,
      records: lines - headers - malformed - noData - skipData,
      noData,
      skipData,
      malformed,
      blank: 0,
    }
    expect(file).toMatchObject({
      kind: 'vpc-flow-log',
      counts,
      commented: truth.commented ?? 0,
      formatNeeded: null,
      format: { order: truth.order },
      damage: null,
    })
    expect(file.fields).toHaveLength(truth.fields)
    expect(engine.contents.flows.vpc).toBe(counts.records)
    if (truth.bytes !== null) {
      const { rows } = await engine.ask({
        source: 'vpc',
        filter: ANY,
        groupBy: [],
        measures: [{ as: 'bytes', op: 'sum', field: 'bytes' }],
      })
      expect(rows[0]?.values.bytes).toBe(sum)
    }
  })

  it('are all in the table above, or need more than their text', () => {
    const known = [...Object.keys(TRUTH), 'obsrvbl/flows.parquet', 'otel/valid_vpc_flow_cw_custom.json']
    expect(shell(SAMPLES, 'find . -mindepth 2 -type f ! -path "./packed/*" | cut -c3- | LC_ALL=C sort')).toBe(
      known.sort().join('\n'),
    )
  })

  it('keep their values: the record of transit gateways, the one with a double blank, the one without addresses', async () => {
    const first = async (path: string, at = 0) => {
      const { engine } = await readSample(path)
      const { rows } = await engine.page({
        source: 'vpc',
        filter: ANY,
        sort: { field: 'evidence', descending: false },
        offset: at,
        limit: 1,
      })
      return rows[0]?.values
    }
    expect(await first('otel/valid_tgw_flow_log.log')).toMatchObject({
      version: 6,
      'tgw-id': 'tgw-0abc12345def67890',
      'packets-lost-ttl-expired': 4,
      'flow-direction': 'ingress',
      region: 'us-east-1',
    })
    expect(await first('aws-docs/tcp-flag-sequence.log', 7)).toMatchObject({
      'pkt-srcaddr': '10.0.0.62',
      'pkt-dstaddr': '52.213.180.42',
      bytes: 967,
      packets: 14,
      'tcp-flags': 19,
    })
    expect(await first('obsrvbl/v6_file.log')).toEqual({
      'resource-type': 'TransitGateway',
      'tgw-id': '00000000',
      'tgw-attachment-id': '00000001',
      'tgw-src-vpc-account-id': '00000002',
      'tgw-dst-vpc-account-id': '00000003',
      'tgw-src-vpc-id': '00000004',
      'tgw-dst-vpc-id': '00000005',
      'tgw-src-subnet-id': '00000006',
      'tgw-dst-subnet-id': '00000007',
      'tgw-src-eni': '00000008',
      'tgw-dst-eni': '00000009',
      'tgw-src-az-id': '00000010',
      'tgw-dst-az-id': '00000011',
      'tgw-pair-attachment-id': '00000012',
      'packets-lost-no-route': 13,
      'packets-lost-blackhole': 14,
      'packets-lost-mtu-exceeded': 15,
      'packets-lost-ttl-expired': 16,
    })
    expect(await first('elastic-integrations/test-v5-all-fields.log')).toMatchObject({
      start: 164000066,
      end: 1640000297,
      'account-id': '64111117617',
      'pkt-dst-aws-service': 'CLOUDFRONT',
      'traffic-path': 1,
    })
  })
})

describe('records without a header', () => {
  const V3 =
    '3 111122223333 eni-1 10.0.0.1 10.0.0.2 443 50000 6 10 840 1700000000 1700000060 ACCEPT OK vpc-1 subnet-1 i-1 19 IPv4 10.0.0.1 10.0.0.2'

  it.each([
    ['version 3', V3, 21],
    ['version 4', `${V3} us-east-1 use1-az1 - -`, 25],
    ['version 5', `${V3} us-east-1 use1-az1 - - S3 - ingress -`, 29],
    ['version 7', `${V3} us-east-1 use1-az1 - - S3 - ingress - ${'- '.repeat(10)}`, 39],
    ['version 8', `${V3} us-east-1 use1-az1 - - S3 - ingress - ${'- '.repeat(10)}BPA`, 40],
    ['version 9', `${V3} us-east-1 use1-az1 - - S3 - ingress - ${'- '.repeat(10)}- nat-1`, 41],
    ['version 10', `${V3} us-east-1 use1-az1 - - S3 - ingress - ${'- '.repeat(10)}- - 1`, 42],
    [
      'version 11',
      `${V3} us-east-1 use1-az1 - - S3 - ingress - ${'- '.repeat(10)}- - 1${' -'.repeat(12)}`,
      54,
    ],
  ])('are read as %s when all their values fit it', async (_name, record, columns) => {
    const { files } = await readCase(folderOf({ 'a.log': `${record}\n${record} # why\n` }))
    expect(files[0]?.fields).toHaveLength(columns)
    expect(files[0]).toMatchObject({
      commented: 1,
      counts: { lines: 2, records: 2 },
      format: { order: 'standard' },
    })
    expect(files[0]?.format?.description).toContain('no header line')
  })

  it.each([
    ['an address where a number must be', V3.replace(' 443 ', ' 10.9.9.9 ')],
    ['a number where an address must be', V3.replace('10.0.0.1', '5')],
    ['no state', V3.replace(' OK ', ' - ')],
    ['an action that is none', V3.replace('ACCEPT', 'MAYBE')],
  ])('are not read as version 3 with %s', async (_what, record) => {
    const { files, engine } = await readCase(folderOf({ 'a.log': `${record}\n` }))
    expect(files[0]).toMatchObject({ kind: 'unrecognised', formatNeeded: { columns: 21 }, fields: null })
    expect(files[0]?.remark).toMatch(/without a header line: 21 fields .* state its format/)
    expect(engine.contents.flows.vpc).toBe(0)
  })

  it('in an order of their own are shown, not guessed, and read once the examiner states the order', async () => {
    const text =
      'ACCEPT 10.0.0.1 203.0.113.9 443 1700000000 900\nREJECT 10.0.0.1 198.51.100.4 22 1700000005 60\n'
    const folder = folderOf({ 'a.log': text, 'b.log.gz': text })
    const before = await readCase(folder)
    expect(before.files.map(({ kind }) => kind)).toEqual(['unrecognised', 'unrecognised'])
    expect(before.files[0]?.formatNeeded).toEqual({
      columns: 6,
      kinds: ['text', 'address', 'address', 'number', 'number', 'number'],
      firstRecords: text
        .trim()
        .split('\n')
        .map((line) => line.split(' ')),
    })
    const fields = ['action', 'srcaddr', 'dstaddr', 'dstport', 'start', 'bytes']
    const { files, engine } = await readCase(folder, { 'b.log.gz': fields })
    expect(files[0]?.kind).toBe('unrecognised')
    expect(files[1]).toMatchObject({
      kind: 'vpc-flow-log',
      fields,
      formatNeeded: null,
      format: { order: 'given', description: expect.stringContaining('as the examiner stated') },
      counts: { lines: 2, records: 2, headerLines: 0 },
    })
    const { rows } = await engine.page({
      source: 'vpc',
      filter: ANY,
      sort: { field: 'evidence', descending: false },
      offset: 1,
      limit: 1,
    })
    expect(rows[0]?.values).toEqual({
      action: 'REJECT',
      srcaddr: '10.0.0.1',
      dstaddr: '198.51.100.4',
      dstport: 22,
      start: 1700000005,
      bytes: 60,
    })
  })
})

describe('text that is no flow log', () => {
  it.each([
    ['a script', '#!/bin/sh\nif true; then\n  echo type action\nend\n'],
    ['an Apache log', '10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200 2326\n'.repeat(5)],
    ['a table of numbers', '1 2 3 4\n5 6 7 8\n'],
    ['a list of hosts', '10.0.0.1 gateway\n10.0.0.2 files\n'],
    ['one word that is a field', 'end\n'],
  ])('is not taken for one: %s', async (_what, text) => {
    const { files } = await readCase(folderOf({ 'a.txt': text }))
    expect(files[0]).toMatchObject({ kind: 'unrecognised', formatNeeded: null })
  })

  it.each([
    ['a tar archive', `${'a.log'.padEnd(257, '\0')}ustar\x0000`, 'Unpack it'],
    ['packed with bzip2', 'BZh91AY&SY', 'Unpack it'],
    ['packed with xz', '\xfd7zXZ\0', 'Unpack it'],
    ['a 7-Zip archive', '7z\xbc\xaf\x27\x1c', 'Unpack it'],
    ['a RAR archive', 'Rar!\x1a\x07', 'Unpack it'],
    ['text in UTF-16', '\xff\xfev\0e\0r\0s\0', 'Convert a copy to UTF-8'],
  ])('is named where its beginning tells that it is %s', async (name, bytes, advice) => {
    const { files } = await readCase(folderOf({ 'a.bin': Buffer.from(bytes, 'latin1') }))
    expect(files[0]?.remark).toMatch(new RegExp(`^This is ${name}: hashed, not analysed. ${advice}`))
  })
})

describe('a flow log with more than one format in it', () => {
  it('reads every part by the header before it', async () => {
    const text = [
      V2_HEADER,
      '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK',
      '',
      'new-field-of-a-later-version srcaddr bytes',
      'x%20y 10.0.0.3 30',
      'region dstaddr bytes',
      'us-east-1 10.0.0.4 40',
      V2_HEADER,
      '2 1 eni-1 10.0.0.5 10.0.0.6 1 2 6 10 50 1700000000 1700000001 ACCEPT OK',
    ].join('\n')
    const { files, engine, blocks } = await readCase(folderOf({ 'a.log': `${text}\n` }))
    expect(files[0]).toMatchObject({
      counts: { lines: 9, headerLines: 4, records: 4, blank: 1, malformed: 0 },
      fields: V2_HEADER.split(' '),
    })
    expect(blocks.map(({ count }) => count)).toEqual([1, 1, 1, 1])
    const { rows } = await engine.page({
      source: 'vpc',
      filter: ANY,
      sort: { field: 'bytes', descending: false },
      offset: 0,
      limit: 9,
    })
    expect(rows.map(({ line, values }) => [line, values.bytes, values.srcaddr ?? values.dstaddr])).toEqual([
      [2, 20, '10.0.0.1'],
      [5, 30, '10.0.0.3'],
      [7, 40, '10.0.0.4'],
      [9, 50, '10.0.0.5'],
    ])
    expect(rows[1]?.values['new-field-of-a-later-version']).toBe('x%20y')
  })

  it('reads past a byte order mark, and lines that end as on DOS', async () => {
    const record = '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK'
    const { files } = await readCase(
      folderOf({ 'a.log': `\ufeff${V2_HEADER}\r\n${record}\r\n`, 'b.log': `\ufeff${record}\n` }),
    )
    expect(files.map(({ counts }) => [counts.headerLines, counts.records, counts.malformed])).toEqual([
      [1, 1, 0],
      [0, 1, 0],
    ])
  })
})

describe('lines that are nearly records', () => {
  it('keep no value of theirs, not even one that is too large for a double', async () => {
    const folder = folderOf({
      'a.log': `srcaddr bytes log-status\n${[
        '10.0.0.1 1 OK',
        '10.0.0.2 2 OK',
        '10.0.0.3 3 OK',
        '10.0.0.4 4 OK',
        '10.0.0.5 18446744073709551614 OK too-many',
        '10.0.0.6 18446744073709551613 NODATA',
        '10.0.0.7 7 OK',
        '10.0.0.8 18446744073709551612 OK',
      ].join('\n')}\n`,
    })
    const { files, engine } = await readCase(folder)
    expect(files[0]?.counts).toMatchObject({ records: 6, noData: 1, malformed: 1 })
    const { rows } = await engine.page({
      source: 'vpc',
      filter: ANY,
      sort: { field: 'evidence', descending: false },
      offset: 4,
      limit: 9,
    })
    expect(rows.map(({ values }) => values.bytes)).toEqual([7, 18446744073709551612n])
  })

  it('do not fill the memory of a block: 140,000 of them, each with addresses of its own', async () => {
    const malformed = Array.from({ length: 140_000 }, (_, i) => {
      const address = (net: number) => `${net}.${i >> 16}.${(i >> 8) & 255}.${i & 255}`
      return `2 1 eni-1 ${address(10)} ${address(11)} 1 2 6 10 20 1700000000 1700000001 ACCEPT OK one-too-many`
    })
    const good = '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK'
    const text = `${V2_HEADER}\n${good}\n${malformed.join('\n')}\n${good}\n`
    const { files, engine } = await readCase(folderOf({ 'a.log': text }))
    expect(files[0]?.counts).toMatchObject({ records: 2, malformed: 140_000 })
    expect(engine.contents.flows.vpc).toBe(2)
  })

  it('do not fill it with IPv6 addresses either, among records that have as many of their own', async () => {
    const address = (net: number, i: number) =>
      `2001:db8:${net}::${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}`
    const lines = Array.from({ length: 280_000 }, (_, i) => {
      const end = i % 2 === 0 && i > 6000 ? ' one-too-many' : ''
      return `2 1 eni-1 ${address(1, i)} ${address(2, i)} 1 2 6 10 ${i} 1700000000 1700000001 ACCEPT OK${end}`
    })
    const folder = folderOf({ 'a.log': `${V2_HEADER}\n${lines.join('\n')}\n` })
    const { files, engine } = await readCase(folder)
    const good = Number(shell(folder, "awk 'NR>1 && NF==14' a.log | wc -l"))
    expect(files[0]?.counts).toMatchObject({ records: good, malformed: 280_000 - good })
    const { rows } = await engine.ask({
      source: 'vpc',
      filter: ANY,
      groupBy: [],
      measures: [
        { as: 'sources', op: 'distinct', field: 'srcaddr' },
        { as: 'bytes', op: 'sum', field: 'bytes' },
      ],
    })
    const bytes = Number(shell(folder, `awk 'NR>1 && NF==14 {s+=$10} END {printf "%.0f", s}' a.log`))
    expect(rows[0]?.values).toEqual({ sources: good, bytes })
  })

  it('are told by control bytes and by their length', async () => {
    const record = '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK'
    const long = `${'x'.repeat(70_000)}`
    const { files } = await readCase(
      folderOf({ 'a.log': `${V2_HEADER}\n${record.replace('eni', 'e\u0003i')}\n${long}\n${record}\n` }),
    )
    expect(
      files[0]?.malformedLines.map(({ line, reason, text }) => [line, reason, text.slice(0, 12)]),
    ).toEqual([
      [2, 'holds the control byte \\x03', '2 1 e\\x03i-1'],
      [3, 'line is longer than 65536 bytes', 'xxxxxxxxxxxx'],
    ])
    expect(files[0]?.counts.records).toBe(1)
  })
})
