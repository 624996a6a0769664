import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BlockSink } from '../../../src/main/evidence/block-sink'
import { FlowLogParser, type LineReading } from '../../../src/main/evidence/flow-log-parser'
import { EvidenceReader } from '../../../src/main/evidence/read-evidence'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { ANY } from '../../../src/shared/filter/ast'
import type { FlowBlock } from '../../../src/shared/flow/block'
import { FIELDS, fieldSpec } from '../../../src/shared/flow/fields'
import { fc } from '../property'
import { temporaryFolder } from '../temporary-folder'
import { type ReferenceReading, readByReference } from './reference-parser'

const KNOWN = FIELDS.filter(({ since }) => since !== 'netflow').map(({ name }) => name)

/** Names in any order; at most as many unknown as known ones, also in front, and one that only flow logs have. */
const formats = fc
  .tuple(
    fc.shuffledSubarray(KNOWN, { minLength: 2 }),
    fc.uniqueArray(fc.stringMatching(/^z[a-z0-9-]{0,8}$/), { maxLength: 3 }),
    fc.gen(),
  )
  .map(([known, unknown, gen]) => {
    const fields = known.some((name) => name.includes('addr')) ? [...known] : ['srcaddr', ...known]
    for (const name of unknown.slice(0, fields.length)) {
      fields.splice(gen(fc.nat, { max: fields.length }), 0, name)
    }
    return fields
  })

const numbers = fc.oneof(
  fc.nat({ max: 65_535 }).map(String),
  fc.bigInt({ min: 0n, max: 18446744073709551614n }).map(String),
  fc.constantFrom('0', '007', '9007199254740991', '9007199254740993', '18446744073709551614'),
)
const times = fc.integer({ min: 1_500_000_000, max: 1_900_000_000 }).map(String)
const addresses = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((address) => !address.includes('%')),
  fc.constantFrom(
    '::',
    '::1',
    '0064:ff9b::1',
    '::ffff:10.0.0.1',
    '2001:DB8:0:0::1',
    '255.255.255.255',
    '0.0.0.0',
  ),
)
// A value that looks like a comment would be one behind the last field.
const texts = fc.oneof(
  fc.stringMatching(/^[!"$-~]{1,30}$/),
  fc.constantFrom('eni-0a1b2c3d', 'ACCEPT', 'OK', 'x%20y', '—é', 'srcaddr'),
)

function valuesFor(field: string): fc.Arbitrary<string> {
  const { kind } = fieldSpec(field)
  const value =
    field === 'start' || field === 'end'
      ? times
      : field === 'log-status'
        ? fc.constantFrom('OK', 'OK', 'OK', 'OK', 'NODATA', 'SKIPDATA')
        : kind === 'number'
          ? numbers
          : kind === 'address'
            ? addresses
            : texts
  return fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.constant('-') })
}

/** A header and records of it; some with more blanks than needed, or a comment. */
const parts = formats.chain((fields) => {
  const plain = fc.tuple(...fields.map(valuesFor)).map((values) => values.join(' '))
  const loose = fc
    .tuple(
      fc.tuple(...fields.map(valuesFor)),
      fc.constantFrom('  ', '\t', ' \t '),
      fc.constantFrom('', ' # why', '  ', '\r'),
    )
    .map(([values, between, tail]) => values.join(between) + tail)
  const lines = fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: loose }, fc.constant(''))
  return fc.array(lines, { minLength: 1, maxLength: 12 }).map((records) => [fields.join(' '), ...records])
})

const logs = fc
  .tuple(fc.array(parts, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([all, ended]) => all.flat().join('\n') + (ended ? '\n' : ''))

/** Whatever lines may hold, also what no flow log has. */
const roughLogs = fc.tuple(parts, fc.gen()).map(([lines, gen]) => {
  const [header = '', ...records] = lines
  const rough = records.map((record) => {
    const values = record.split(' ')
    const at = gen(fc.nat, { max: values.length - 1 })
    switch (gen(fc.nat, { max: 7 })) {
      case 0:
        values.splice(at, 1)
        break
      case 1:
        values.splice(at, 0, gen(fc.constantFrom, 'x', '1', '10.0.0.1', '#'))
        break
      case 2:
        values[at] = gen(
          fc.constantFrom,
          '1e5',
          '-1',
          '+1',
          '1.5',
          '10.0.0',
          '1.2.3.4.5',
          '010.0.0.1',
          ':::',
          '1::2::3',
        )
        break
      case 3:
        values[at] = gen(
          fc.constantFrom,
          '',
          '--',
          '18446744073709551615',
          '123456789012345678901',
          '256.1.1.1',
          '1.2.3.4 ',
        )
        break
      case 4:
        values[at] += gen(fc.constantFrom, '\r', '\t', '\u0000', '\u001f', '\u007f', 'é', ':', '.', '0')
        break
      default:
    }
    return values.join(' ')
  })
  // The first lines are always read the careful way, so that there must be some before them.
  return [...lines, ...lines, header, ...rough, ...rough].join('\n')
})

async function flowsOf(
  blocks: readonly FlowBlock[],
): Promise<ReadonlyMap<number, Readonly<Record<string, string>>>> {
  const engine = new FlowEngine()
  for (const block of blocks) engine.append(block)
  const sort = { field: 'evidence', descending: false } as const
  const { rows } = await engine.page({ source: 'vpc', filter: ANY, sort, offset: 0, limit: 1_000_000 })
  return new Map(
    rows.map(({ line, values }) => [
      line,
      Object.fromEntries(Object.entries(values).map(([field, value]) => [field, String(value)])),
    ]),
  )
}

async function parse(text: string, reading: LineReading, pieces = 1 << 20) {
  const blocks: FlowBlock[] = []
  const sink = new BlockSink((block) => {
    if (block) blocks.push(block)
  })
  const parser = new FlowLogParser(0, sink, reading)
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += pieces) parser.push(bytes.subarray(at, at + pieces))
  const result = parser.end()
  sink.flush()
  return { result, flows: await flowsOf(blocks) }
}

function expectSame(read: Awaited<ReturnType<typeof parse>>, reference: ReferenceReading): void {
  const { counts, malformedLines } = read.result
  expect(malformedLines.map(({ line }) => line)).toEqual(reference.malformed)
  expect(counts).toEqual({
    lines: reference.lines,
    headerLines: reference.headers,
    records: reference.records.size,
    noData: reference.noData,
    skipData: reference.skipData,
    malformed: reference.malformed.length,
    blank: reference.blank,
  })
  expect(read.flows).toEqual(reference.records)
}

describe('records of any format', () => {
  it('survive the whole path: text, gzip, parser, blocks, engine', async () => {
    const path = join(temporaryFolder('property'), 'a.log.gz')
    const blocks: FlowBlock[] = []
    const sink = new BlockSink((block) => {
      if (block) blocks.push(block)
    })
    const reader = new EvidenceReader(sink, { throwIfCancelled() {}, advanced() {} })
    await fc.assert(
      fc.asyncProperty(logs, async (text) => {
        const reference = readByReference(text)
        writeFileSync(path, gzipSync(text))
        const { size, mtimeMs } = statSync(path)
        const file = await reader.read({
          id: 0,
          path: 'a',
          absolutePath: path,
          sizeBytes: size,
          modifiedMs: mtimeMs,
        })
        sink.flush()
        const flows = await flowsOf(blocks.splice(0))
        expect(file).toMatchObject({ kind: 'vpc-flow-log', damage: null, unterminated: !text.endsWith('\n') })
        expectSame({ result: file as never, flows }, reference)
        expect(file.counts.malformed).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('are read alike in one pass over their bytes and with care, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(roughLogs, fc.integer({ min: 1, max: 300 }), async (text, pieces) => {
        const reference = readByReference(text)
        for (const reading of ['careful', 'fast', 'kernel'] as const) {
          expectSame(await parse(text, reading), reference)
          expectSame(await parse(text, reading, pieces), reference)
        }
      }),
      { numRuns: 60 },
    )
  })
})
