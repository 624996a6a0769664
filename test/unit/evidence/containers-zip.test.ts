import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { folderOf, randomRecords, V2_HEADER } from './flow-log-text'
import { packed, RECORDS, readPacked, valuesOf } from './packed-samples'
import { readCase } from './read-case'

const TEXT = packed('records.log').toString()
const log = (seed: number, records = 200) => `${V2_HEADER}\n${randomRecords(records, seed).join('\n')}\n`

async function readZip(bytes: Uint8Array, limit?: { bytes: number; ratio: number }) {
  const { files, engine } = await readCase(folderOf({ 'a.zip': bytes }), {}, limit)
  return { file: files[0] ?? expect.fail('not read'), flows: engine.contents.flows.vpc }
}

/** Where an entry's data lies, by the local header before it. */
function dataOf(bytes: Buffer, name: string): { readonly at: number; readonly length: number } {
  const nameAt = bytes.indexOf(name)
  const head = nameAt - 30
  expect(bytes.readUInt32LE(head)).toBe(0x04034b50)
  return { at: nameAt + name.length + bytes.readUInt16LE(head + 28), length: bytes.readUInt32LE(head + 18) }
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] as number) ^ 0x55
  return copy
}

describe('a zip archive', () => {
  it('is one evidence file with the lines of all logs in it, however those are packed', async () => {
    const read = await readPacked('archive.zip')
    const [file] = read.files
    const { lines, noData, skipData } = RECORDS
    // The whole log four times (plain, gzip, zstd, Parquet: the last without its header line), 20 of its
    // lines and 4 of its lines once.
    expect(file).toMatchObject({
      kind: 'vpc-flow-log',
      container: 'zip',
      counts: { lines: lines * 4 - 1 + 24, headerLines: 5, malformed: 0, blank: 0 },
      unterminated: true,
      damage: null,
      format: {
        carrier: 'mixed',
        description: expect.stringMatching(/^zip archive of 8 files, 6 of them flow logs/),
      },
      remark: expect.stringMatching(
        /^1 file in the archive could not be read.* g\.pcap \(packet capture: unpack it/,
      ),
    })
    expect(file?.counts.noData).toBeGreaterThanOrEqual(noData * 4)
    expect(file?.counts.skipData).toBe(skipData * 4)
    expect(file?.members).toEqual(
      [
        ['readme.txt', 'unrecognised', 'none', 6, null, 0],
        ['b.log.gz', 'vpc-flow-log', 'gzip', 3195, 1, 81],
        ['g.pcap', 'pcap', 'none', 24, null, 0],
        ['f.parquet', 'vpc-flow-log', 'none', 23726, 82, 80],
        ['a.log', 'vpc-flow-log', 'none', 14939, 162, 81],
        ['h.log', 'vpc-flow-log', 'none', 856, 243, 4],
        ['e.log.zst', 'vpc-flow-log', 'zstd', 3405, 247, 81],
        ['sub/c d.log', 'vpc-flow-log', 'none', 3799, 328, 20],
      ].map(([path, kind, container, sizeBytes, firstLine, count]) => ({
        path,
        kind,
        container,
        sizeBytes,
        firstLine,
        lines: count,
        note: kind === 'pcap' ? 'packet capture: unpack it beside the archive to have it read' : null,
      })),
    )
    const values = await valuesOf(read, 1)
    // In the order of the archive: b, f, a, h, e, c.
    expect(await valuesOf(read, 0)).toEqual(
      [values, values, values, values.slice(0, 3), values, values.slice(0, 18)].flat(),
    )
  })

  it.each(['stored.zip', 'streamed.zip'])('is read whatever way its sizes are told: %s', async (name) => {
    const read = await readPacked(name)
    expect(read.files[0]).toMatchObject({
      damage: null,
      remark: null,
      unpackedBytes: TEXT.length,
      format: { carrier: 'text' },
    })
    expect(read.files[0]?.counts).toEqual(read.files[1]?.counts)
    expect(await valuesOf(read, 0)).toEqual(await valuesOf(read, 1))
  })

  it('says which files in it are encrypted, and reads the others', async () => {
    const { file } = await readZip(packed('encrypted.zip'))
    expect(file.members.map(({ path, kind, lines, note }) => [path, kind, lines, note])).toEqual([
      ['a.log', 'unreadable', 0, expect.stringContaining('encrypted')],
      ['readme.txt', 'unreadable', 0, expect.stringContaining('encrypted')],
      ['sub/c d.log', 'vpc-flow-log', 20, null],
    ])
    expect(file.remark).toContain('2 files in the archive could not be read')
    expect(file.damage).toBeNull()
  })

  it('keeps the formats of its files apart: a record without a header takes none from the file before', async () => {
    const custom = '10.0.0.1 10.0.0.2 ACCEPT\n'
    const bytes = zipSync({
      'a.log': strToU8(`srcaddr dstaddr action\n${custom}`),
      'b.log': strToU8(custom),
      'c.log': strToU8('2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK'),
    })
    const { file, flows } = await readZip(bytes)
    expect(file.members.map(({ kind, lines, note }) => [kind, lines, note])).toEqual([
      ['vpc-flow-log', 2, null],
      ['unrecognised', 0, expect.stringContaining('order of fields that is not known')],
      ['vpc-flow-log', 1, null],
    ])
    expect(flows).toBe(2)
  })

  it('without a flow log says so', async () => {
    const { file } = await readZip(
      zipSync({ 'a.txt': strToU8('hello\n'), 'inner.zip': packed('stored.zip') }),
    )
    expect(file).toMatchObject({ kind: 'unrecognised', container: 'zip' })
    expect(file.remark).toMatch(
      /^Zip archive of 2 files without a flow log.*inner\.zip \(an archive in the archive/,
    )
    expect((await readZip(zipSync({}))).file.remark).toContain('Zip archive of 0 files')
  })

  it('with other bytes behind it is read', async () => {
    const bytes = Buffer.from(zipSync({ 'a.log': strToU8(log(1)) }))
    expect((await readZip(Buffer.concat([bytes, Buffer.alloc(1000)]))).file.members).toHaveLength(1)
  })
})

describe('a damaged zip archive', () => {
  const texts = [log(1), log(2), log(3)]
  const bytes = Buffer.from(
    zipSync(Object.fromEntries(texts.map((text, i) => [`${i}.log`, strToU8(text)])), { level: 6 }),
  )

  it('whose end is cut off is read by the headers before the files', async () => {
    const { at, length } = dataOf(bytes, '2.log')
    const { file } = await readZip(bytes.subarray(0, at + length - 500))
    expect(file.members.map(({ lines }) => lines).slice(0, 2)).toEqual([201, 201])
    expect(file.counts.lines).toBeGreaterThan(500)
    expect(file.damage).toMatchObject({
      kind: 'corrupt',
      message: expect.stringContaining('directory is missing'),
    })
    expect(file.damage?.message).toContain('2.log: its data ends early')
  })

  it('streamed and cut off behind its data is read whole', async () => {
    const streamed = packed('streamed.zip')
    const { file } = await readZip(streamed.subarray(0, streamed.length - 30))
    expect(file).toMatchObject({ counts: { lines: RECORDS.lines }, damage: { kind: 'truncated' } })
  })

  it('reads the other files, and up to the damage of the one', async () => {
    const { at, length } = dataOf(bytes, '1.log')
    const { file } = await readZip(flipped(bytes, at + (length >> 1)))
    const [first, second, third] = file.members
    expect([first?.lines, third?.lines]).toEqual([201, 201])
    expect(second?.lines).toBeGreaterThan(50)
    expect(second?.note).toMatch(/can't be unpacked|checksum of its \d+ bytes is wrong|gives \d+ bytes/)
    expect(file.damage).toMatchObject({ kind: 'corrupt', message: expect.stringMatching(/^1\.log: /) })
  })

  it('tells a wrong checksum', async () => {
    const stored = Buffer.from(zipSync({ 'a.log': [strToU8(texts[0] as string), { level: 0 }] }))
    const { at } = dataOf(stored, 'a.log')
    const { file } = await readZip(flipped(stored, at + 5000))
    expect(file.counts.lines).toBe(201)
    expect(file.damage?.message).toMatch(/^a\.log: the checksum of its \d+ bytes is wrong/)
  })

  it('that gives too much is stopped', async () => {
    const blank = Buffer.alloc(1 << 23, 10)
    const bomb = zipSync({
      'a.log': strToU8(log(1)),
      'b.log': Buffer.concat([Buffer.from(`${V2_HEADER}\n`), blank]),
    })
    const { file } = await readZip(bomb, { bytes: 1 << 20, ratio: 50 })
    expect(file.damage?.message).toContain('unpacking was stopped after')
    expect(file.counts.records).toBeGreaterThan(150)
    expect(file.counts.blank).toBeLessThan(1 << 20)
  })

  it('of any one byte never gives other counts without a word', async () => {
    const { file: whole } = await readZip(bytes)
    for (let at = 4; at < bytes.length; at += 211) {
      const { file } = await readZip(flipped(bytes, at))
      const told =
        file.damage !== null || file.remark !== null || file.members.some(({ note }) => note !== null)
      if (JSON.stringify(file.counts) !== JSON.stringify(whole.counts)) expect(told, `byte ${at}`).toBe(true)
    }
  })
})
