import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { readStored, writeStored } from '../../../src/main/app/stored-json'
import { writeFileAtomically } from '../../../src/main/export/atomic-file'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'flowcase-stored-'))
})
afterEach(() => {
  rmSync(dir, { recursive: true, force: true })
  vi.restoreAllMocks()
})

test('a file is written whole, over an old one, with its mode', async () => {
  const target = path.join(dir, 'verify.sh')
  writeFileSync(target, 'old')
  await writeFileAtomically(target, '#!/bin/sh\n', { mode: 0o755 })
  expect(readFileSync(target, 'utf8')).toBe('#!/bin/sh\n')
  expect(statSync(target).mode & 0o777).toBe(0o755)
  await writeFileAtomically(path.join(dir, 'f.pdf'), Uint8Array.of(1, 2, 3))
  expect(statSync(path.join(dir, 'f.pdf')).mode & 0o777).toBe(0o644)
  expect(readdirSync(dir).sort()).toEqual(['f.pdf', 'verify.sh'])
})

test('what fails leaves nothing behind and the old file as it was', async () => {
  const taken = path.join(dir, 'findings.md')
  mkdirSync(taken)
  writeFileSync(path.join(taken, 'keep'), 'me')
  await expect(writeFileAtomically(taken, 'x')).rejects.toThrow(`Can't write ${taken}: `)
  expect(readdirSync(dir)).toEqual(['findings.md'])
  expect(readdirSync(taken)).toEqual(['keep'])
  await expect(
    writeFileAtomically(path.join(dir, 'none/f.md'), 'x', { shownAs: '/reports/f.md' }),
  ).rejects.toThrow("Can't write /reports/f.md: no such file or folder")
})

const schema = z.object({ folder: z.string() })

test('a document comes back as it was written, for its owner alone', () => {
  const file = path.join(dir, 'deep/export.json')
  expect(readStored(file, schema)).toBeNull()
  writeStored(file, { folder: '/reports' })
  expect(readStored(file, schema)).toEqual({ folder: '/reports' })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(path.dirname(file))).toEqual(['export.json'])
})

test.each(['', '{"folder":', '{"folder":7}', 'null'])('a damaged document %j is set aside, aloud', (text) => {
  const said: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((line: string) => {
    said.push(line)
  })
  const file = path.join(dir, 'export.json')
  writeFileSync(file, text)
  chmodSync(file, 0o600)
  expect(readStored(file, schema)).toBeNull()
  expect(readdirSync(dir)).toEqual(['export.json.damaged'])
  expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text)
  expect(said).toEqual([`${file} is damaged and was set aside as export.json.damaged`])
})
