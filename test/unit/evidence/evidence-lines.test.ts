import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { beforeAll, expect, test } from 'vitest'
import { EvidenceLines } from '../../../src/main/evidence/evidence-lines'
import { temporaryFolder } from '../temporary-folder'
import { folderOf, shell, V2_HEADER } from './flow-log-text'
import { buildReaders } from './run-import'

let lines: EvidenceLines
beforeAll(async () => {
  lines = new EvidenceLines(await buildReaders())
})

const record = (source: string) => `2 1 eni-1 ${source} 10.0.0.2 5 80 6 3 400 1695921755 1695921800 ACCEPT OK`
const sha256 = (folder: string, file: string) =>
  execFileSync('sha256sum', [join(folder, file)], { encoding: 'utf8' }).slice(0, 64)
const read = (folder: string, path: string, line: number, fields: string[] | null = null) =>
  lines.read(folder, { folderId: '0123456789abcdef', path, line, fields })

test('a line is what sed prints, with the SHA-256 of the file as it is now', async () => {
  const many = Array.from({ length: 70_000 }, (_, i) => record(`10.1.${(i >> 8) & 255}.${i & 255}`))
  const folder = folderOf({ 'a.log.gz': `${V2_HEADER}\n${many.join('\n')}\n` })
  const copy = folderOf({ 'a.log.gz': readFileSync(join(folder, 'a.log.gz')) })
  const before = statSync(join(folder, 'a.log.gz'))
  for (const line of [2, 35_000, 70_001]) {
    expect(await read(folder, 'a.log.gz', line)).toEqual({
      state: 'read',
      text: shell(copy, `zcat a.log.gz | sed -n ${line}p`),
      sha256: sha256(copy, 'a.log.gz'),
    })
  }
  expect(statSync(join(folder, 'a.log.gz'))).toEqual(before)
  expect(await read(folder, 'a.log.gz', 1)).toMatchObject({ text: null })
  expect(await read(folder, 'a.log.gz', 70_002)).toMatchObject({ text: null })
})

test('lines of archives, and of an order that the examiner stated', async () => {
  const text = (source: string) => Buffer.from(`${V2_HEADER}\n${record(source)}\n`)
  const folder = folderOf({
    'b.zip': zipSync({ 'one.log': text('10.0.0.1'), 'two.log': text('10.0.0.9') }),
    'c.log': '10.0.0.7 12\n10.0.0.8\t\x01 13\n10.0.0.8 \xff\n',
  })
  expect(await read(folder, 'b.zip', 4)).toMatchObject({ text: record('10.0.0.9') })
  expect(await read(folder, 'c.log', 1, ['srcaddr', 'bytes'])).toMatchObject({ text: '10.0.0.7 12' })
})

test('a file that has changed has another hash, and one that is gone is named', async () => {
  const folder = folderOf({ 'a.log': `${V2_HEADER}\n${record('10.0.0.1')}\n` })
  const before = sha256(folder, 'a.log')
  appendFileSync(join(folder, 'a.log'), `${record('10.0.0.2')}\n`)
  expect(await read(folder, 'a.log', 2)).toEqual({
    state: 'read',
    text: record('10.0.0.1'),
    sha256: sha256(folder, 'a.log'),
  })
  expect(sha256(folder, 'a.log')).not.toBe(before)
  expect(await read(folder, 'b.log', 2)).toEqual({
    state: 'unreadable',
    message: "b.log can't be read: ENOENT",
  })
  renameSync(folder, `${folder}-away`)
  expect(await read(folder, 'a.log', 2)).toEqual({
    state: 'unreadable',
    message: `Can't open the folder ${folder}: no such file or folder`,
  })
  renameSync(`${folder}-away`, folder)
})

test('nothing outside of the folder is read', async () => {
  const outside = temporaryFolder('outside')
  writeFileSync(join(outside, 'secret.log'), `${V2_HEADER}\n${record('10.0.0.1')}\n`)
  const folder = temporaryFolder('inside')
  mkdirSync(join(folder, 'sub'))
  symlinkSync(outside, join(folder, 'link'))
  symlinkSync(join(outside, 'secret.log'), join(folder, 'sub', 'secret.log'))
  for (const path of [
    '../secret.log',
    `sub/../../${outside}/secret.log`,
    'link/secret.log',
    'sub/secret.log',
  ]) {
    await expect(read(folder, path, 2)).rejects.toThrow('is no file of the evidence folder')
  }
})

test('of lines that are asked for at once the last is read', async () => {
  const folder = folderOf({ 'a.log': `${V2_HEADER}\n${record('10.0.0.1')}\n${record('10.0.0.2')}\n` })
  const answers = await Promise.all([
    read(folder, 'a.log', 2),
    read(folder, 'a.log', 2),
    read(folder, 'a.log', 3),
  ])
  expect(answers.map(({ state }) => state)).toEqual(['superseded', 'superseded', 'read'])
  expect(answers[2]).toMatchObject({ text: record('10.0.0.2') })
})
