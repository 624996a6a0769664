import { copyFileSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { byTurns, judge, Originals, ofOneSize } from '../../../src/main/evidence/duplicates'
import type { ReaderFile } from '../../../src/main/evidence/reader-pool'
import { NO_LINES } from '../../../src/shared/evidence/evidence'
import { folderOf, randomRecords, shell, V2_HEADER } from './flow-log-text'
import { batches, end, filesOf, requestAfter, run, startReaders, until, wholeImport } from './run-import'

beforeAll(startReaders)

const log = (seed: number, records = 200) => `${V2_HEADER}\n${randomRecords(records, seed).join('\n')}\n`

/** Records of the distinct contents of a folder, by the shell. */
const distinctRecords = (root: string) =>
  Number(
    shell(
      root,
      `find . -type f -exec sha256sum {} + | sort | awk '!met[$1]++{print $2}' | xargs zcat -f | grep -c ' OK$'`,
    ),
  )

describe('the same file twice', () => {
  it('is listed twice, said, and counted once', async () => {
    const root = folderOf({ 'a.log.gz': log(1), 'b.log.gz': log(2), 'empty-1': '', 'empty-2': '' })
    mkdirSync(join(root, 'copies'))
    copyFileSync(join(root, 'b.log.gz'), join(root, 'copies/a.log.gz'))
    copyFileSync(join(root, 'a.log.gz'), join(root, 'copies/z.bin'))
    linkSync(join(root, 'a.log.gz'), join(root, 'hard-link'))
    const { files, flows, outcome } = await wholeImport(root)
    expect(outcome).toEqual({ state: 'complete' })
    expect(files.map(({ path, duplicateOf }) => [path, duplicateOf])).toEqual([
      ['a.log.gz', null],
      ['b.log.gz', null],
      ['copies/a.log.gz', 'b.log.gz'],
      ['copies/z.bin', 'a.log.gz'],
      ['empty-1', null],
      ['empty-2', null],
      ['hard-link', 'a.log.gz'],
    ])
    expect(files[3]).toMatchObject({
      kind: 'vpc-flow-log',
      container: 'gzip',
      sha256: files[0]?.sha256,
      sizeBytes: files[0]?.sizeBytes,
      unpackedBytes: 0,
      counts: NO_LINES,
      fields: null,
      remark: 'Same content as a.log.gz (same SHA-256): it is read and counted there, not here.',
    })
    expect(flows).toBe(distinctRecords(root))
    expect(files.reduce((sum, { counts }) => sum + counts.records, 0)).toBe(flows)
  })

  it('is no file of the same size, beginning and end with another middle', async () => {
    const lines = randomRecords(400, 3)
    const other = [...lines.slice(0, 200), ...lines.slice(201, 300), lines[200], ...lines.slice(300)]
    const [a, b] = [lines, other].map((records) => `${V2_HEADER}\n${records.join('\n')}\n`) as [
      string,
      string,
    ]
    expect(a.length).toBe(b.length)
    const root = folderOf({ '1': a, '2': b, '3': a, '4': b, '5': b })
    const { files, flows } = await wholeImport(root)
    expect(files.map(({ duplicateOf }) => duplicateOf)).toEqual([null, null, '1', '2', '2'])
    expect(flows).toBe(distinctRecords(root))
  })

  it('is found again when it comes later', async () => {
    const root = folderOf({ 'm.log': log(1), 'n.log': log(2), 'o.log': log(1) })
    const first = await wholeImport(root)
    expect(first.files.map(({ duplicateOf }) => duplicateOf)).toEqual([null, null, 'm.log'])
    copyFileSync(join(root, 'n.log'), join(root, 'a.log'))
    copyFileSync(join(root, 'o.log'), join(root, 'b.log'))
    writeFileSync(join(root, 'c.log'), log(3))
    const second = await wholeImport(root, requestAfter(first.files))
    expect(second.files.map(({ id, path, duplicateOf }) => [id, path, duplicateOf])).toEqual([
      [3, 'a.log', 'n.log'],
      [4, 'b.log', 'm.log'],
      [5, 'c.log', null],
    ])
    expect(first.flows + second.flows).toBe(distinctRecords(root))
  })

  it('is read if the first of the two is gone before its turn', async () => {
    const root = folderOf({ 'a.log': log(1), 'b.log': log(1) })
    const { messages, done, credit, pause } = run(root)
    pause.set(true)
    await until(() => messages.some(({ type }) => type === 'progress'))
    rmSync(join(root, 'a.log'))
    pause.set(false)
    credit(1000)
    await done
    expect(filesOf(messages).map(({ path, kind, duplicateOf }) => [path, kind, duplicateOf])).toEqual([
      ['a.log', 'unreadable', null],
      ['b.log', 'vpc-flow-log', null],
    ])
  })

  it('is never complete before the file that it repeats', async () => {
    const root = folderOf({ 'a.log': log(1, 150_000), 'b.log': log(1, 150_000) })
    const { messages, done, credit, abort } = run(root)
    credit(1)
    await until(() => batches(messages).length === 1)
    abort()
    await done
    expect(end(messages).outcome).toEqual({ state: 'cancelled' })
    expect(filesOf(messages)).toEqual([])
  })
})

describe('the same log in another container', () => {
  it('is counted, and remarked', async () => {
    const root = folderOf({ 'a.log': log(1), 'a.log.gz': log(1), 'b.log': log(2) })
    writeFileSync(join(root, 'fast.gz'), gzipSync(log(2), { level: 1 }))
    const { files, remarks } = await wholeImport(root)
    expect(files.filter(({ duplicateOf }) => duplicateOf)).toEqual([])
    expect(remarks.map(({ path, message }) => `${path}: ${message.split(',')[0]}`).sort()).toEqual([
      expect.stringMatching(/^a\.log(\.gz)?: Seems to hold the same lines as a\.log(\.gz)?$/),
      expect.stringMatching(/^(b\.log|fast\.gz): Seems to hold the same lines as (b\.log|fast\.gz)$/),
    ])
  })
})

describe('the order of reading', () => {
  const file = (id: number, sizeBytes: number): ReaderFile => ({
    ...{ id, sizeBytes, path: `${id}`, modifiedMs: 0 },
  })

  it('looks only at files of one size, and at none that is empty', () => {
    const files = [file(0, 5), file(1, 7), file(2, 5), file(3, 0), file(4, 0), file(5, 9)]
    const originals = new Originals()
    const known = { path: 'k', modifiedMs: 0, duplicateOf: null, kind: 'pcap', container: 'none' } as const
    originals.add({ ...known, sizeBytes: 9, sha256: 'abc' })
    originals.add({ ...known, sizeBytes: 7, sha256: 'def', duplicateOf: 'other' })
    expect(ofOneSize(files, originals).map(({ id }) => id)).toEqual([0, 2, 5])
  })

  it('reads one of those that are alike, and those that can’t be told', () => {
    const files = [file(0, 5), file(1, 5), file(2, 5), file(3, 5)]
    const samples = new Map([
      [0, 'x'],
      [1, 'x'],
      [2, null],
      [3, 'y'],
    ])
    const { now, later } = byTurns(files, samples, new Originals())
    expect([now, later].map((turn) => turn.map(({ id }) => id))).toEqual([[0, 2, 3], [1]])
    const judged = judge(files, samples, new Originals())
    expect([judged.now, judged.later].map((turn) => turn.map(({ id }) => id))).toEqual([[0, 2, 3], [1]])
  })
})
