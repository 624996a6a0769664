import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
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

test('outputs of nfdump in a zip archive are read like plain files, their lines counted on', async () => {
  const from = flowDirectory(join(flows, 'web'), fixture('zeek/web.pcap'))
  const line = nfdump(from, ['-o', 'line'])
  const json = nfdump(from, ['-o', 'json'])
  const archive = {
    'readme.txt': strToU8('about'),
    'a.txt': strToU8(line),
    'stored.json': [strToU8(json), { level: 0 }] as [Uint8Array, { level: 0 }],
    'packed.csv.gz': gzipSync(line),
  }
  writeFileSync(join(root, 'outputs.zip'), zipSync(archive))
  const { files, flows: sent, outcome } = await wholeImport(root)
  expect(outcome).toEqual({ state: 'complete' })
  expect(sent).toBe(8)
  const [file] = files
  // nfdump -I: 4 flows, 24 packets, 10,775 bytes; the text has a header and four lines of summary.
  expect(file).toMatchObject({
    ...{ kind: 'nfdump-output', container: 'zip', damage: null },
    capture: { flows: 8, packets: 48, bytes: 21_550, output: { lines: 13, flows: 8, malformed: 0 } },
    unpackedBytes: line.length + json.length,
  })
  expect(file?.remark).toContain('packed.csv.gz (output of nfdump, packed once more: unpack it beside')
  expect(file?.remark).toContain('The files in it are in 2 formats (line, json).')
  expect(file?.members.map(({ path, kind, note }) => `${path} ${kind} ${note === null}`)).toEqual([
    'readme.txt unrecognised true',
    'a.txt nfdump-output true',
    'stored.json nfdump-output true',
    'packed.csv.gz nfdump-output false',
  ])
})

test('in a damaged zip archive the flows before the damage are read, beside flow logs none', async () => {
  const from = flowDirectory(join(flows, 'brute'), fixture('zeek/bruteforce.pcap'))
  const text = nfdump(from, ['-o', 'long'])
  writeFileSync(join(root, 'damaged.zip'), zipWithBadBlock('a.txt', text.repeat(20), text.repeat(40)))
  const log =
    '2 123456789010 eni-1235b8ca123456789 10.0.0.1 10.0.0.2 1 2 6 1 40 1418530010 1418530070 ACCEPT OK\n'
  writeFileSync(join(root, 'mixed.zip'), zipSync({ 'a.log': strToU8(log), 'b.txt': strToU8(text) }))
  const { files } = await wholeImport(root)
  const [first, mixed] = files
  // nfdump -I: 60 flows.
  expect(first?.capture?.flows).toBe(20 * 60)
  expect(first?.damage).toMatchObject({
    kind: 'corrupt',
    message: expect.stringContaining('a.txt: its data'),
  })
  expect(mixed).toMatchObject({ kind: 'vpc-flow-log', counts: { records: 1 }, capture: null })
  expect(mixed?.remark).toContain('b.txt (output of nfdump beside flow logs: unpack it beside the archive')
})

test('what nfdump prints without flows is named, with what to print instead', async () => {
  const from = flowDirectory(join(flows, 'web'), fixture('zeek/web.pcap'))
  writeFileSync(join(root, 'a.txt'), nfdump(from, ['-s', 'srcip']))
  // The lists of events as nfdump's own header lines begin them, of versions 1.6 and 1.7.
  writeFileSync(
    join(root, 'b.txt'),
    [
      'Date first seen          Event  XEvent Proto      Src IP Addr:Port          Dst IP Addr:Port     X-Src IP Addr:Port        X-Dst IP Addr:Port   In Byte Out Byte',
      '2020-05-25 01:00:38.000 INVALID  Ignore UDP       192.0.2.126:47954 ->      192.0.2.127:555            0.0.0.0:0     ->          0.0.0.0:0          692        0',
    ].join('\n'),
  )
  writeFileSync(join(root, 'c.json'), '[\n{ "type" : "EVENT",\n "sampled" : 0,\n "proto" : 6 }\n]\n')
  const { files } = await wholeImport(root)
  const advice = 'Print the flows with "nfdump -r FILE -N -6 -o extended"'
  expect(files.map(({ kind }) => kind)).toEqual(['unrecognised', 'unrecognised', 'unrecognised'])
  expect(files[0]?.remark).toContain('This is a statistic printed by nfdump (-s)')
  expect(files[1]?.remark).toContain('This is a list of firewall or NAT events printed by nfdump')
  expect(files[2]?.remark).toContain('This is a list of firewall or NAT events printed by nfdump')
  for (const { remark } of files) expect(remark).toContain(advice)
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

/**
 * A zip archive of one member whose deflate data holds `readable` whole, and then a block of type 3,
 * which RFC 1951 (3.2.3) reserves: there every reader has to stop.
 */
function zipWithBadBlock(path: string, readable: string, promised: string): Buffer {
  const packed = deflateRawSync(readable, { finishFlush: constants.Z_SYNC_FLUSH })
  const archive = Buffer.from(zipSync({ [path]: [Buffer.concat([packed, Buffer.of(0x07)]), { level: 0 }] }))
  const directory = archive.indexOf('PK\x01\x02')
  // Method and unpacked size, in the member's own header and in the directory (APPNOTE 4.3.7, 4.3.12).
  archive.writeUInt16LE(8, 8)
  archive.writeUInt32LE(promised.length, 22)
  archive.writeUInt16LE(8, directory + 10)
  archive.writeUInt32LE(promised.length, directory + 24)
  return archive
}
