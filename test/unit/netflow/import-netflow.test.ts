import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { requestAfter, startReaders, wholeImport } from '../evidence/run-import'
import { fixture } from './conversion'
import { flowDirectory, nfdump } from './printed-output'

let root: string
let flows: string

beforeAll(startReaders)
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowcase-import-netflow-'))
  flows = mkdtempSync(join(tmpdir(), 'flowcase-import-flows-'))
})
afterEach(() => {
  for (const dir of [root, flows]) rmSync(dir, { recursive: true, force: true })
})

test('output of nfdump is known by its content, packed or not, and counted in full', async () => {
  const from = flowDirectory(join(flows, 'web'), fixture('zeek/web.pcap'))
  for (const [name, format] of [
    ['a.txt', 'line'],
    ['b.log', 'extended'],
    ['c.csv', 'csv'],
    ['d', 'json'],
    ['e', 'raw'],
  ] as const) {
    const text = nfdump(from, ['-o', format])
    writeFileSync(join(root, name), name === 'b.log' ? gzipSync(text) : text)
  }
  writeFileSync(join(root, 'statistics.txt'), nfdump(from, ['-s', 'srcip']))
  const { files, flows: sent, outcome } = await wholeImport(root)
  expect(outcome).toEqual({ state: 'complete' })
  expect(files.map(({ path, kind, container }) => `${path} ${kind} ${container}`)).toEqual([
    'a.txt nfdump-output none',
    'b.log nfdump-output gzip',
    'c.csv nfdump-output none',
    'd nfdump-output none',
    'e nfdump-output none',
    'statistics.txt unrecognised none',
  ])
  // nfdump -I: 4 flows, 24 packets, 10,775 bytes.
  for (const { capture } of files.slice(0, 5)) {
    expect(capture).toMatchObject({ flows: 4, packets: 24, bytes: 10_775, converter: 'nfdump', facts: null })
  }
  expect(sent).toBe(20)
  expect(files[0]?.firstLines[0]).toMatch(/^Date first seen/)
})

test('captures that are added later are read when the folder is read again, and none twice', async () => {
  copyFileSync(fixture('zeek/web.pcap'), join(root, 'web.pcap'))
  const first = await wholeImport(root)
  expect(first.files).toMatchObject([{ id: 0, path: 'web.pcap', capture: { flows: 4 } }])
  copyFileSync(fixture('zeek/5-pings.pcap'), join(root, 'added.pcap'))
  const second = await wholeImport(root, requestAfter(first.files))
  expect(second.files).toMatchObject([{ id: 1, path: 'added.pcap', kind: 'pcap', capture: { packets: 10 } }])
  const third = await wholeImport(root, requestAfter([...first.files, ...second.files]))
  expect(third).toMatchObject({ files: [], flows: 0, outcome: { state: 'complete' } })
})
