import { appendFileSync, cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { blockOfBytes, bytesOfBlock } from '../../../src/renderer/engine/archive/block-bytes'
import { packFrame } from '../../../src/renderer/engine/archive/frames'
import type { ArchivedCase } from '../../../src/renderer/engine/archive/write-archive'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { archiveName } from '../../../src/shared/archive/archive-form'
import type { Mark } from '../../../src/shared/case/casework'
import { address, and, type Filter, port } from '../../../src/shared/filter/ast'
import type { FlowBlock } from '../../../src/shared/flow/block'
import { shell } from '../evidence/flow-log-text'
import { type ReadCase, readCase } from '../evidence/read-case'
import { sampleFolder } from '../export/export-to-file'
import { caseRecord } from '../investigation/case-folder'
import { temporaryFolder } from '../temporary-folder'
import { readFrom, sealAgain, writeTo } from './archive-file'

const SUSPECT = '20.106.124.93'

const MARK: Mark = {
  id: 'flow 2 a.log.gz',
  subject: {
    kind: 'flow',
    path: 'a.log.gz',
    line: 2,
    source: 'vpc',
    values: { srcaddr: SUSPECT, bytes: 18_446_744_073_709_551_615n, start: 1695921755 },
  },
  starred: true,
  tags: ['c2', 'ünïcode \ud83d\ude00'],
  note: '**first** contact',
  createdAt: 1,
  changedAt: 2,
}
const LIST = {
  id: 'list',
  name: 'Indicators',
  kind: 'ioc',
  addedAt: 3,
  sha256: 'ab'.repeat(32),
  sizeBytes: 20,
  entries: [{ network: '203.0.113.0/24', comment: '', line: 1 }],
  bad: [],
  badLines: 0,
  repeated: 0,
  csv: null,
}
const RECORD = {
  ...caseRecord([SUSPECT]),
  flows: 172_583,
  notes: '# Notes',
  networks: ['10.130.0.0/16'],
  filters: { recent: ['port 22'], saved: [{ name: 'web', text: 'port 80' }] },
  review: {
    thresholds: { 'brute-force.connections': 9 },
    decisions: { key: { verdict: 'accepted' as const, comment: 'yes', title: 'Scan' } },
  },
}

let sample: ReadCase
let folder: string
let archived: ArchivedCase
let path: string

beforeAll(async () => {
  // Flow logs alone: the capture beside them is another reader's.
  const root = temporaryFolder('sample')
  for (const name of readdirSync(sampleFolder())) {
    if (name.endsWith('.gz')) cpSync(join(sampleFolder(), name), join(root, name))
  }
  sample = await readCase(root)
  const rows: Readonly<Record<string, readonly unknown[]>> = {
    evidence: sample.files,
    remarks: [{ path: 'link', message: 'not followed' }],
    formats: [{ path: 'b.log', fields: ['srcaddr', 'dstaddr'] }],
    zones: [{ path: 'c.txt', zone: 'Europe/Berlin' }],
    marks: [MARK],
    lists: [LIST],
    audit: [{ at: 1_700_000_000_000, what: 'Case opened' }],
  }
  archived = {
    head: { record: RECORD, writtenBy: 'Flowcase 0.1.0', writtenAt: 1_700_000_000 },
    rows: async (table) => rows[table] ?? [],
    async *blocks() {
      yield* sample.blocks
    },
  }
  folder = temporaryFolder('archives')
  path = join(folder, 'case.flowcase')
  await writeTo(path, archived)
})

/** A copy of the archive, which a test may spoil. */
function copy(name: string): string {
  const target = join(folder, name)
  cpSync(path, target)
  return target
}

describe('the sample case in an archive', () => {
  test.each([1 << 19, 37])('comes back whole, read in pieces of %i bytes', async (piece) => {
    const { head, rows, blocks } = await readFrom(path, piece)
    expect(head).toEqual(archived.head)
    expect(rows.evidence).toEqual(sample.files)
    expect(rows.marks).toEqual([MARK])
    expect(rows.lists).toEqual([LIST])
    expect(rows.remarks).toEqual(await archived.rows('remarks'))
    expect(rows.formats).toEqual(await archived.rows('formats'))
    expect(rows.zones).toEqual(await archived.rows('zones'))
    expect(rows.audit).toEqual(await archived.rows('audit'))
    expect(blocks).toEqual(sample.blocks)
  })

  test('answers as awk does over the evidence', async () => {
    const engine = new FlowEngine()
    for (const block of (await readFrom(path)).blocks) engine.append(block)
    const ask = async (filter: Filter) => {
      const { rows } = await engine.ask({
        source: 'vpc',
        filter,
        groupBy: [],
        measures: [
          { as: 'flows', op: 'count' },
          { as: 'bytes', op: 'sum', field: 'bytes' },
          { as: 'first', op: 'min', field: 'start' },
          { as: 'last', op: 'max', field: 'start' },
        ],
      })
      return rows[0]?.values
    }
    expect(await ask(address(SUSPECT))).toMatchObject({ flows: 33_232, first: 1695921755, last: 1695945545 })
    expect(await ask(and(address(SUSPECT), port(8889, 'dst')))).toMatchObject({ bytes: 265_183_813 })
  })

  test('columns that share an array share it still', async () => {
    const shared = ({ columns }: FlowBlock) => new Set(columns.map(({ data }) => data)).size
    for (const block of sample.blocks) expect(shared(blockOfBytes(bytesOfBlock(block)))).toBe(shared(block))
  })

  test('can be checked with a shell', () => {
    expect(shell(folder, 'head -c 19 case.flowcase')).toBe('flowcase-archive 1')
    expect(shell(folder, 'head -c -65 case.flowcase | sha256sum | cut -d" " -f1')).toBe(
      shell(folder, 'tail -c 65 case.flowcase'),
    )
  })
})

describe('what is no whole archive is refused, with why', () => {
  const spoiled = async (name: string, spoil: (target: string) => void, why: RegExp) => {
    const target = copy(name)
    spoil(target)
    await expect(readFrom(target)).rejects.toThrow(why)
  }

  test('cut off, at any place', async () => {
    const { length } = readFileSync(path)
    for (const size of [length - 1, length - 66, length >> 1, 100, 20])
      await spoiled('cut', (target) => truncateSync(target, size), /damaged or cut off/)
    await spoiled('cut', (target) => truncateSync(target, 5), /is no archive of a case/)
    await spoiled('cut', (target) => truncateSync(target, 0), /is no archive of a case/)
  })

  test('one bit turned, or something behind it', async () => {
    const turn = (at: number) => (target: string) => {
      const bytes = readFileSync(target)
      bytes[at] = (bytes[at] as number) ^ 1
      writeFileSync(target, bytes)
    }
    for (const at of [25, 5_000, 200_000]) await spoiled('turned', turn(at), /damaged or cut off/)
    await spoiled('longer', (target) => appendFileSync(target, 'x'), /damaged or cut off/)
  })

  test('another file, and one of a later version', async () => {
    await spoiled(
      'foreign',
      (target) => writeFileSync(target, 'version account-id\n'),
      /is no archive of a case/,
    )
    await spoiled(
      'later',
      (target) =>
        sealAgain(target, (old) => Buffer.concat([Buffer.from('flowcase-archive 2\n'), old.subarray(19)])),
      /written by a later version of Flowcase \(its form is 2/,
    )
  })

  test('parts that are sealed, and yet not as they should be', async () => {
    const withFrames =
      (...frames: readonly Uint8Array[]) =>
      (target: string) =>
        sealAgain(target, (old) => Buffer.concat([old.subarray(0, 19), ...frames]))
    const json = (kind: number, document: unknown) =>
      packFrame({ kind, bytes: Buffer.from(JSON.stringify(document)) })
    const head = json(1, archived.head)
    const end = (flows: number) =>
      json(4, {
        rows: { evidence: 0, remarks: 0, formats: 0, zones: 0, marks: 0, lists: 0, audit: 0 },
        blocks: flows > 0 ? 1 : 0,
        flows,
      })
    await spoiled('a', withFrames(head), /ends early/)
    await spoiled('b', withFrames(end(0)), /out of order/)
    await spoiled('c', withFrames(head, head), /out of order/)
    await spoiled('d', withFrames(head, end(5)), /a part of it is missing/)
    await spoiled('e', withFrames(head, end(0), head), /something follows its end/)
    await spoiled('f', withFrames(json(9, {})), /unknown kind \(9\)/)
    const suspects = { ...archived.head, record: { ...RECORD, suspects: ['<b>'] } }
    await spoiled('g', withFrames(json(1, suspects)), /record\.suspects\.0: no canonical address/)
    const foreign = { ...MARK, id: 'x', subject: { kind: 'address', address: SUSPECT } }
    await spoiled('h', withFrames(head, json(2, { table: 'marks', rows: [foreign] })), /a row of its marks/)
    await spoiled(
      'i',
      withFrames(head, json(2, { table: 'blocks', rows: [] })),
      /a part is not as it should be/,
    )
    const bomb = packFrame({ kind: 1, bytes: new Uint8Array(1 << 20) })
    new DataView(bomb.buffer).setUint32(8, 1_000, true)
    await spoiled('j', withFrames(bomb), /can't be unpacked/)
    new DataView(bomb.buffer).setUint32(8, 0xffff_ffff, true)
    await spoiled('k', withFrames(bomb), /is said to have 4294967295 bytes/)
  })

  test('a block that points to where nothing is', () => {
    const [block] = sample.blocks
    if (!block) throw new Error('the sample has blocks')
    const columns = (kind: string) => block.columns.filter((column) => column.kind === kind)
    expect(columns('address').length).toBeGreaterThan(0)
    const fewer = { ...block.addresses, v4: block.addresses.v4.slice(0, 1) }
    expect(() => blockOfBytes(bytesOfBlock({ ...block, addresses: fewer }))).toThrow(
      /has no value of \S+addr/,
    )
    const [text] = columns('text')
    if (text?.kind !== 'text') throw new Error('the sample has texts')
    const without = { ...block, columns: [{ ...text, values: [] }] }
    expect(() => blockOfBytes(bytesOfBlock(without))).toThrow(`has no value of ${text.field}`)
    const runs = { ...block.runs, row: block.runs.row.map((row) => row + 1) }
    expect(() => blockOfBytes(bytesOfBlock({ ...block, runs }))).toThrow(/where its flows come from/)
    const twice = { ...block, columns: [text, text] }
    expect(() => blockOfBytes(bytesOfBlock(twice))).toThrow(/has a field twice/)
    expect(() => blockOfBytes(bytesOfBlock(block).slice(0, -8))).toThrow(/ends early/)
  })
})

describe('nothing is left', () => {
  test('of an archive that is cancelled, or fails', async () => {
    const empty = temporaryFolder('empty')
    const abort = new AbortController()
    const cancelled: ArchivedCase = {
      ...archived,
      async *blocks() {
        abort.abort()
        yield* sample.blocks
      },
    }
    await expect(writeTo(join(empty, 'a.flowcase'), cancelled, abort.signal)).rejects.toThrow(/abort/)
    const bad: ArchivedCase = { ...archived, rows: async () => [{ neither: 'this', nor: 'that' }] }
    await expect(writeTo(join(empty, 'a.flowcase'), bad)).rejects.toThrow()
    expect(readdirSync(empty)).toEqual([])
  })
})

test('a file is named after its case, without what other file systems do not take', () => {
  expect(archiveName('Web server: 10.0.0.1/24')).toBe('Web server_ 10.0.0.1_24.flowcase')
  expect(archiveName(' ../..\n')).toBe('_.._.flowcase')
  expect(archiveName('…')).toBe('….flowcase')
  expect(archiveName('.')).toBe('case.flowcase')
})
