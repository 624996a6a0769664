import { execFileSync } from 'node:child_process'
import { symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { BlockSink } from '../../../src/main/evidence/block-sink'
import { createInflater, GzipError, StreamInflater } from '../../../src/main/evidence/inflate'
import { Cancelled, EvidenceReader } from '../../../src/main/evidence/read-evidence'
import { UNPACK_LIMIT } from '../../../src/main/evidence/unpack-limit'
import type { ImportProgress } from '../../../src/shared/ipc/import-messages'
import { quickest } from '../quickest'
import { temporaryFolder } from '../temporary-folder'
import { numberedRecord } from './damaged-gzip'
import { folderOf, randomRecords, V2_HEADER } from './flow-log-text'
import { BytesReader } from './read-bytes'
import { end, run, startReaders, until } from './run-import'

const records = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => numberedRecord(from + i))
const text = (from: number, to: number) => `${records(from, to).join('\n')}\n`

const A = gzipSync(text(1, 300))
const B = gzipSync(text(301, 600))
const C = gzipSync(text(601, 700))
/** Bytes in which nothing that looks like gzip is hidden. */
const garbage = (length: number) => Buffer.alloc(length, 'garbage ')

const changed = (bytes: Uint8Array, at: number, mask = 0xff): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] as number) ^ mask
  return copy
}

/** Lines as zcat prints them, which ends with an error for each of these files. */
function zcat(path: string): readonly string[] {
  const command = 'zcat "$0" 2>/dev/null || true'
  return execFileSync('sh', ['-c', command, path], { encoding: 'latin1', maxBuffer: 1 << 28 }).split('\n')
}

const reader = new BytesReader()

describe('damaged gzip', () => {
  it.each([
    ['garbage in front', [garbage(40), A, B], 'corrupt', 0, [[0, 40]], [1, 600]],
    ['garbage behind', [A, B, garbage(9)], 'trailing-garbage', A.length + B.length, 'rest', [1, 600]],
    ['garbage between members', [A, garbage(40), B], 'corrupt', A.length, 'garbage', [1, 600]],
    ['zeros between members', [A, Buffer.alloc(512), B], 'corrupt', A.length, 'zeros', [1, 600]],
    [
      'garbage behind zeros',
      [A, Buffer.alloc(512), garbage(5)],
      'trailing-garbage',
      A.length,
      'rest',
      [1, 300],
    ],
    ['a wrong first byte', [changed(A, 0), B], 'corrupt', 0, [], [1, 600]],
    ['a wrong method', [changed(A, 2), B], 'corrupt', 0, [], [1, 600]],
    ['wrong flags', [changed(A, 3, 0x08), B], 'corrupt', 0, [], [1, 600]],
    ['reserved flags', [changed(A, 3, 0x80), B], 'corrupt', 0, [], [1, 600]],
    ['a wrong checksum', [changed(A, A.length - 8), B], 'corrupt', A.length - 8, [], [1, 600]],
    ['a wrong length', [changed(A, A.length - 1), B, C], 'corrupt', A.length - 8, [], [1, 700]],
  ] as const)('%s costs no line', async (_what, parts, kind, atByte, lost, [first, last]) => {
    const bytes = Buffer.concat(parts)
    const { file, flows } = await reader.read(bytes)
    const ranges = {
      rest: [[atByte, bytes.length]],
      garbage: [[A.length, A.length + 40]],
      zeros: [[A.length, A.length + 512]],
    }
    const expected = typeof lost === 'string' ? ranges[lost] : lost
    expect(flows).toEqual(records(first, last))
    expect(file.counts).toMatchObject({ lines: last, records: last, malformed: 0 })
    expect(file).toMatchObject({ kind: 'vpc-flow-log', container: 'gzip', damage: { kind, atByte } })
    expect(file.damage?.lost?.map(({ from, to }) => [from, to])).toEqual(expected)
    for (const [from = 0, to = 0] of expected) {
      expect(file.damage?.message).toContain(`Lost: bytes ${from} to ${to - 1} of the file`)
    }
  })

  it('without damage is zeros behind the last member, and a header with all that it may have', async () => {
    for (const [bytes, storedName, last] of [
      [Buffer.concat([A, Buffer.alloc(1024)]), null, 300],
      [withHeader(A), 'a.log', 300],
      [Buffer.concat([withHeader(A), B]), 'a.log', 600],
    ] as const) {
      const { file, flows } = await reader.read(bytes)
      expect(file.damage).toBeNull()
      expect(file.gzip).toMatchObject({ madeOn: 'Unix', storedName })
      expect(flows).toEqual(records(1, last))
    }
  })

  it('in the checksum of the header is told, and costs no line', async () => {
    const packed = withHeader(A)
    const checksumAt = packed.length - (A.length - 10) - 1
    const { file, flows } = await reader.read(Buffer.concat([B, changed(packed, checksumAt)]))
    expect(flows).toEqual([...records(301, 600), ...records(1, 300)])
    expect(file.damage).toMatchObject({ kind: 'corrupt', atByte: B.length, lost: [] })
    expect(file.damage?.message).toBe(`the checksum of the gzip header at byte ${B.length} is wrong`)
  })

  it('that cuts the file off keeps every line before, the last one as far as it goes', async () => {
    // Stored, not packed: the byte of the text at which the file ends is known.
    const stored = gzipSync(text(1, 300), { level: 0 })
    const before = text(1, 200).length
    const dataAt = 15
    const cut = stored.subarray(0, dataAt + before + 30)
    const { file, flows } = await reader.read(cut)
    expect(flows).toEqual(records(1, 200))
    expect(file.counts).toMatchObject({ lines: 201, records: 200, malformed: 1 })
    expect(file.malformedLines[0]?.text).toBe(numberedRecord(201).slice(0, 30))
    expect(file).toMatchObject({ unterminated: true, unpackedBytes: before + 30 })
    expect(file.damage).toEqual({
      kind: 'truncated',
      atByte: cut.length,
      message: `gzip stream ends early, after ${before + 30} unpacked bytes`,
      lost: [],
    })
  })

  it('in the trailer or the header alone is a cut as well', async () => {
    for (const cut of [1, 4, 8]) {
      const { file, flows } = await reader.read(A.subarray(0, A.length - cut))
      expect(flows).toEqual(records(1, 300))
      expect(file.damage?.kind).toBe('truncated')
    }
    const { file, flows } = await reader.read(Buffer.concat([A, B.subarray(0, 6)]))
    expect(flows).toEqual(records(1, 300))
    expect(file.damage).toMatchObject({ kind: 'trailing-garbage', atByte: A.length })
  })

  it('in the middle loses no line before it and none of later members, and joins no two lines', async () => {
    for (const at of [400, 1000, 2000, A.length - 20]) {
      const bytes = Buffer.concat([A.subarray(0, at), garbage(64), A.subarray(at + 64), B, garbage(3), C])
      const { file, flows } = await reader.read(bytes)
      const printed = zcat(reader.path)
      const sound = new Set(records(1, 300))
      const found = new Set(flows)
      expect(printed.filter((line) => sound.has(line) && !found.has(line))).toEqual([])
      expect(flows.slice(-400)).toEqual(records(301, 700))
      const { lines, headerLines, noData, skipData, malformed, blank } = file.counts
      expect(headerLines + flows.length + noData + skipData + malformed + blank).toBe(lines)
      expect(file.damage?.kind).toBe('corrupt')
      const garbageAt = bytes.length - C.length - 3
      expect(file.damage?.lost).toContainEqual({ from: garbageAt, to: garbageAt + 3 })
      // A line that the damage cut is a line of its own, not the beginning of the next one.
      const firstOfNext = numberedRecord(301)
      expect(file.malformedLines.filter(({ text }) => text.includes(firstOfNext))).toEqual([])
    }
  })

  it('finds a member that was written over another one', async () => {
    const big = gzipSync(text(1000, 9000))
    const bytes = Buffer.concat([big.subarray(0, 8192), C, big.subarray(8192 + C.length)])
    const { file, flows } = await reader.read(bytes)
    const found = new Set(flows)
    expect(records(601, 700).filter((line) => !found.has(line))).toEqual([])
    expect(file.damage?.message).toContain(`the gzip member at byte 0 is interrupted by the one at byte 8192`)
  })

  it('is not taken for a beginning where the three bytes stand by chance', async () => {
    const false_starts = Buffer.concat(
      Array.from({ length: 500 }, () => Buffer.from('1f8b0800000000000003ff', 'hex')),
    )
    const { file, flows } = await reader.read(Buffer.concat([A, false_starts, B]))
    expect(flows).toEqual(records(1, 600))
    expect(file.damage?.lost).toEqual([{ from: A.length, to: A.length + false_starts.length }])
  })

  it('tells some ranges one by one and the others by their number', async () => {
    const parts = Array.from({ length: 9 }, (_, i) => [gzipSync(text(i + 1, i + 1)), garbage(10)]).flat()
    const { file, flows } = await reader.read(Buffer.concat(parts))
    expect(flows).toEqual(records(1, 9))
    expect(file.damage?.lost).toHaveLength(9)
    expect(file.damage?.message).toMatch(/(bytes \d+ to \d+, ){6}and 3 more of the file$/)
  })
})

describe('a file that unpacks to far more than its size', () => {
  const limit = { bytes: 1_000_000, ratio: 100 }
  const small = new BytesReader({ limit })
  const header = `${V2_HEADER}\n`

  it.each([
    ['blank lines', gzipSync(header + '\n'.repeat(20_000_000)), 1],
    ['one record again and again', gzipSync(header + text(1, 1).repeat(200_000)), 1],
    [
      'many members',
      Buffer.concat([gzipSync(header), ...Array(200).fill(gzipSync('\n'.repeat(100_000)))]),
      1,
    ],
    ['a line without an end', gzipSync(header + text(1, 1) + '0'.repeat(20_000_000)), 1],
  ])('is stopped: %s', async (_what, bytes, headerLines) => {
    const { file, flows } = await small.read(bytes)
    expect(file.counts.headerLines).toBe(headerLines)
    expect(file.counts.records).toBe(flows.length)
    expect(file.unpackedBytes).toBeGreaterThan(700_000)
    expect(file.unpackedBytes).toBeLessThan(1_300_000)
    const { atByte = 0, message = '', lost } = file.damage ?? {}
    expect(lost).toEqual([{ from: atByte, to: bytes.length }])
    expect(message).toMatch(
      /^unpacking was stopped after \d+ bytes out of \d+, more than 1000000 bytes and 100 times/,
    )
    expect(file.sha256).toMatch(/^[0-9a-f]{64}$/)
    // The rest of the case goes on.
    expect((await small.read(A)).flows).toEqual(records(1, 300))
  })

  it('is stopped behind damage as well', async () => {
    const bomb = gzipSync('\n'.repeat(20_000_000))
    const bytes = Buffer.concat([changed(A, A.length - 8), garbage(5), bomb])
    const { file, flows } = await small.read(bytes)
    expect(flows).toEqual(records(1, 300))
    expect(file.unpackedBytes).toBeLessThan(1_300_000)
    expect(file.damage?.message).toContain('unpacking was stopped')
    expect(file.damage?.lost?.at(-1)?.to).toBe(bytes.length)
  })

  it('is no log that is large, or packed well, but not both', async () => {
    const large = gzipSync(`${header}${randomRecords(30_000, 1).join('\n')}\n`)
    const well = gzipSync(header + text(1, 1).repeat(9000))
    expect(well.length * 150).toBeLessThan(text(1, 1).length * 9000)
    for (const bytes of [large, well]) expect((await small.read(bytes)).file.damage).toBeNull()
    expect(UNPACK_LIMIT.bytes).toBeGreaterThanOrEqual(2 ** 30)
    expect(UNPACK_LIMIT.ratio).toBeGreaterThanOrEqual(200)
  })
})

describe('both ways to unpack', () => {
  const ways = [
    ['with zlib’s handle', () => createInflater()],
    ['with the public stream', () => new StreamInflater()],
  ] as const

  async function unpack(way: (typeof ways)[number][1], bytes: Uint8Array, step: number) {
    const inflater = way()
    const pieces: Buffer[] = []
    const sink = (piece: Uint8Array) => void pieces.push(Buffer.from(piece))
    try {
      for (let at = 0; at < bytes.length; at += step) await inflater.push(bytes.subarray(at, at + step), sink)
      await inflater.end(sink)
    } finally {
      inflater.close()
    }
    return { text: Buffer.concat(pieces).toString('latin1'), consumed: inflater.consumed }
  }

  it.each(ways)('%s: all members, and zeros behind them', async (_name, way) => {
    for (const step of [1, 100, 1 << 20]) {
      const whole = Buffer.concat([A, B])
      expect(await unpack(way, whole, step)).toEqual({ text: text(1, 600), consumed: whole.length })
      const padded = Buffer.concat([A, B, Buffer.alloc(300)])
      expect((await unpack(way, padded, step)).text).toBe(text(1, 600))
    }
  })

  it.each(ways)('%s: nothing behind zeros is passed over', async (_name, way) => {
    for (const step of [1, 100, 1 << 20]) {
      for (const behind of [B, Buffer.from('x')]) {
        const bytes = Buffer.concat([A, Buffer.alloc(300), behind])
        await expect(unpack(way, bytes, step)).rejects.toBeInstanceOf(GzipError)
      }
      await expect(unpack(way, A.subarray(0, 999), step)).rejects.toBeInstanceOf(GzipError)
      await expect(unpack(way, changed(A, 500), step)).rejects.toBeInstanceOf(GzipError)
    }
  })

  it.each(ways)('%s: what the taker throws comes back', async (_name, way) => {
    const inflater = way()
    const fail = async () => {
      await inflater.push(A, () => {
        throw new Cancelled()
      })
      await inflater.end(() => {})
    }
    await expect(fail()).rejects.toBeInstanceOf(Cancelled)
    inflater.close()
  })
})

describe('an import that is stopped', () => {
  beforeAll(startReaders)

  // Each takes seconds to read to its end.
  const many = gzipSync(text(1, 1).repeat(2_000_000), { level: 1 })
  it.each([
    ['while it unpacks one member', () => folderOf({ 'a.log.gz': many }), 'Reading evidence'],
    [
      'while it reads behind damage',
      () => folderOf({ 'a.log.gz': Buffer.concat([changed(A, A.length - 8), many]) }),
      'Reading evidence',
    ],
    ['while it compares files', () => twins(2 ** 30), 'Comparing files of one size'],
  ])('ends within 200 ms: %s', async (_what, folder, stage) => {
    const evidence = folder()
    const took = await quickest(200, async () => {
      const { messages, done, credit, abort } = run(evidence)
      credit(1_000_000)
      await until(() =>
        messages.some(({ type, ...message }) => {
          const { progress } = message as { progress?: ImportProgress }
          return progress?.stage === stage && (progress.flows > 0 || stage.startsWith('Comparing'))
        }),
      )
      const began = performance.now()
      abort()
      await done
      const ended = performance.now()
      expect(end(messages).outcome).toEqual({ state: 'cancelled' })
      return ended - began
    })
    expect(took).toBeLessThan(200)
  })
})

it('says what the system says of a file that can’t be read', async () => {
  const target = { id: 0, path: 'a', sizeBytes: 10, modifiedMs: 0 }
  const watch = { throwIfCancelled() {}, advanced() {} }
  const read = (absolutePath: string) =>
    new EvidenceReader(new BlockSink(() => {}), watch).read({ ...target, absolutePath })
  const folder = temporaryFolder('unreadable')
  symlinkSync('/etc/passwd', join(folder, 'link'))
  // The memory of a process is a regular file of which the first page can't be read.
  expect(await read('/proc/self/mem')).toMatchObject({
    kind: 'unreadable',
    sha256: null,
    damage: { kind: 'unreadable', atByte: 0, message: "can't be read: EIO", lost: [{ from: 0, to: 10 }] },
  })
  expect(await read(join(folder, 'link'))).toMatchObject({
    kind: 'unreadable',
    damage: { message: "can't be read: ELOOP" },
  })
})

/** A folder with two files of zeros, which take no room on the disk. */
function twins(sizeBytes: number): string {
  const folder = folderOf({ a: '', b: '' })
  for (const name of ['a', 'b']) truncateSync(join(folder, name), sizeBytes)
  return folder
}

/** The member with a name, a comment, extra bytes and a checksum in its header. */
function withHeader(member: Buffer): Buffer {
  const fixed = Buffer.from(member.subarray(0, 10))
  fixed[3] = 2 | 4 | 8 | 16
  const header = Buffer.concat([fixed, Buffer.from([4, 0, 65, 66, 0, 0]), Buffer.from('a.log\0kept\0')])
  const checksum = Buffer.alloc(2)
  checksum.writeUInt16LE(crc32(header) & 0xffff)
  return Buffer.concat([header, checksum, member.subarray(10)])
}
