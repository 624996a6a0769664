import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { captureAgreement, captureRates } from '../../../src/renderer/views/evidence/capture-agreement'
import { splitCaptures } from '../../../src/renderer/views/evidence/split-captures'
import type { EvidenceFile } from '../../../src/shared/evidence/evidence'
import { startReaders, wholeImport } from '../evidence/run-import'
import { fixture } from '../netflow/conversion'

let root: string
beforeAll(startReaders)
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowcase-split-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** A capture (little endian pcap) in so many files, as tcpdump -C writes them: each with the header of the first. */
function split(path: string, parts: number): readonly Uint8Array[] {
  const bytes = readFileSync(path)
  const ends: number[] = []
  for (let at = 24; at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) ends.push(at)
  ends.push(bytes.length)
  const packets = ends.length - 1
  return Array.from({ length: parts }, (_, i) => {
    const from = ends[Math.floor((packets * i) / parts)]
    const to = ends[Math.floor((packets * (i + 1)) / parts)]
    return Buffer.concat([bytes.subarray(0, 24), bytes.subarray(from, to)])
  })
}

async function read(files: Readonly<Record<string, Uint8Array>>): Promise<readonly EvidenceFile[]> {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(root, name), bytes)
  return (await wholeImport(root)).files
}

const [a, b, c] = split(fixture('zeek/sshguess.pcap'), 3) as [Uint8Array, Uint8Array, Uint8Array]

test('files of one capture are read each, and known for its parts', async () => {
  const files = await read({ 'base.pcap': a, 'base.pcap1': b, 'base.pcap2': c })
  expect(files.map(({ kind }) => kind)).toEqual(['pcap', 'pcap', 'pcap'])
  // capinfos of the whole: 431 packets from 1427726689.213… to 1427726759.306….
  expect(splitCaptures(files)).toMatchObject([
    {
      ...{ name: 'base.pcap', packets: 431 },
      parts: [{ path: 'base.pcap' }, { path: 'base.pcap1' }, { path: 'base.pcap2' }],
    },
  ])
  const [whole] = splitCaptures(files)
  expect([Math.floor(whole?.first ?? 0), Math.floor(whole?.last ?? 0)]).toEqual([1427726689, 1427726759])
  // nfdump of the whole: 77,967 bytes.
  const bytes = files.reduce((sum, { capture }) => sum + (capture?.bytes ?? 0), 0)
  expect(bytes).toBe(77_967)
})

test('a ring that began anew is in the order of its packets', async () => {
  const files = await read({ 'ring.pcap0': c, 'ring.pcap1': a, 'ring.pcap2': b })
  expect(splitCaptures(files)[0]?.parts.map(({ path }) => path)).toEqual([
    'ring.pcap1',
    'ring.pcap2',
    'ring.pcap0',
  ])
})

test('the names of dumpcap, and names that only count', async () => {
  const dumpcap = await read({ 'x_00001_20150330144449.pcap': a, 'x_00002_20150330144500.pcap': b })
  expect(splitCaptures(dumpcap)).toMatchObject([{ name: 'x.pcap', parts: [{}, {}] }])
})

test('what times or names do not say is no group', async () => {
  const other = readFileSync(fixture('zeek/bruteforce.pcap'))
  const files = await read({
    // The same time twice.
    ...{ 'host.pcap': a, 'host.pcap1': Buffer.concat([a, b.subarray(24)]) },
    // A year apart, and only a number in common.
    ...{ 'day1.pcap': b, 'day2.pcap': other },
    'alone.pcap': c,
  })
  expect(splitCaptures(files)).toEqual([])
})

test('both counts of a capture, and its means over time', async () => {
  const [file] = await read({ 'a.pcap': readFileSync(fixture('zeek/sshguess.pcap')) })
  const capture = file?.capture
  if (!capture?.facts) throw new Error('It was not converted')
  expect(captureAgreement(capture)).toEqual({
    equal: true,
    text: 'equal: 431 packets with 77,967 bytes (78.0 kB) by both',
  })
  expect(captureAgreement({ ...capture, packets: 430 })).toMatchObject({ equal: false })
  // capinfos: 431 packets of 84,001 bytes from 1427726689.213953 to 1427726759.306612; the rest by bc.
  const rates = captureRates(capture.facts)
  expect(rates?.seconds).toBeCloseTo(70.092659, 5)
  expect(rates?.packetsPerSecond).toBeCloseTo(6.149, 3)
  expect(rates?.bitsPerSecond).toBeCloseTo(9587.42, 1)
  expect(captureRates({ ...capture.facts, lastPacket: capture.facts.firstPacket })).toBeNull()
})
