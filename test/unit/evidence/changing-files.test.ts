import { appendFileSync, copyFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BlockSink } from '../../../src/main/evidence/block-sink'
import { EvidenceReader } from '../../../src/main/evidence/read-evidence'
import type { EvidenceFile } from '../../../src/shared/evidence/evidence'
import { folderOf, randomRecords, shell, V2_HEADER } from './flow-log-text'

/** More than a reader takes at once. */
const RECORDS = 40_000
const MORE = `${randomRecords(5_000, 2).join('\n')}\n`
const TEXT = `${V2_HEADER}\n${randomRecords(RECORDS, 1).join('\n')}\n`

/** Reads "a.log" of a folder, which somebody changes when the first of it was read. */
async function readWhile(folder: string, change: (path: string) => void): Promise<EvidenceFile> {
  const absolutePath = join(folder, 'a.log')
  const { size, mtimeMs } = statSync(absolutePath)
  let flows = 0
  let changed = false
  const sink = new BlockSink((block) => {
    flows += block?.count ?? 0
  })
  const reader = new EvidenceReader(sink, {
    throwIfCancelled() {},
    advanced(bytes) {
      if (changed || bytes === 0) return
      expect(bytes).toBeLessThan(size)
      changed = true
      change(absolutePath)
    },
  })
  const file = await reader.read({ id: 0, path: 'a.log', absolutePath, sizeBytes: size, modifiedMs: mtimeMs })
  sink.flush()
  expect(changed).toBe(true)
  expect(flows).toBe(file.counts.records)
  return file
}

/** Lines and records of a file, by the shell. */
function counted(folder: string, name: string): { readonly lines: number; readonly records: number } {
  const count = (program: string) => Number(shell(folder, `zcat -f ${name} | ${program}`))
  return { lines: count('wc -l'), records: count(`grep -c ' OK$'`) }
}

const sha256 = (folder: string, name: string) => shell(folder, `sha256sum ${name}`).slice(0, 64)

describe.each([
  ['text', TEXT, MORE],
  ['gzip', gzipSync(TEXT, { level: 0 }), gzipSync(MORE)],
] as const)('a file of %s', (_what, before, more) => {
  it('that grows while it is read is read to its new end, hashed as it was read, and said to have changed', async () => {
    const folder = folderOf({ 'a.log': before })
    const { size } = statSync(join(folder, 'a.log'))
    const file = await readWhile(folder, (path) => appendFileSync(path, more))
    const grown = statSync(join(folder, 'a.log')).size
    expect(file).toMatchObject({ counts: counted(folder, 'a.log'), sha256: sha256(folder, 'a.log') })
    expect(file.damage?.message).toBe(
      `file changed while it was read: ${size} bytes when listed, ${grown} read`,
    )
  })

  it('that vanishes while it is read is read whole', async () => {
    const folder = folderOf({ 'a.log': before, 'copy.log': before })
    const file = await readWhile(folder, (path) => rmSync(path))
    expect(file).toMatchObject({
      counts: counted(folder, 'copy.log'),
      sha256: sha256(folder, 'copy.log'),
      damage: null,
    })
  })

  it('that another one takes the place of while it is read is read as the one that was listed', async () => {
    const folder = folderOf({ 'a.log': before, 'copy.log': before, 'other.log': more })
    const file = await readWhile(folder, (path) => renameSync(join(folder, 'other.log'), path))
    expect(file).toMatchObject({
      counts: counted(folder, 'copy.log'),
      sha256: sha256(folder, 'copy.log'),
      damage: null,
    })
  })
})

it('a file that is cut while it is read is read up to there, and said to have changed', async () => {
  const folder = folderOf({ 'a.log': TEXT })
  // At the end of a line, behind what was read by then.
  const end = TEXT.indexOf('\n', TEXT.length - 1_000) + 1
  const file = await readWhile(folder, (path) => truncateSync(path, end))
  copyFileSync(join(folder, 'a.log'), join(folder, 'left.log'))
  expect(file).toMatchObject({
    counts: { ...counted(folder, 'left.log'), malformed: 0 },
    sha256: sha256(folder, 'left.log'),
    sizeBytes: end,
  })
  expect(file.damage?.message).toBe(
    `file changed while it was read: ${TEXT.length} bytes when listed, ${end} read`,
  )
})
