import { describe, expect, it } from 'vitest'
import { ZstdUnpacker } from '../../../src/main/evidence/containers/zstd'
import { folderOf, V2_HEADER } from './flow-log-text'
import { packed, RECORDS, readPacked, valuesOf } from './packed-samples'
import { readCase } from './read-case'

const TEXT = packed('records.log').toString()

async function unpack(bytes: Uint8Array, pieces = bytes.length) {
  let text = ''
  const unpacker = await ZstdUnpacker.create(() => {
    text += '|'
  })
  for (let at = 0; at < bytes.length; at += pieces) {
    unpacker.push(bytes.subarray(at, at + pieces), (unpacked) => {
      text += Buffer.from(unpacked).toString('latin1')
    })
  }
  unpacker.end()
  return { text, damage: unpacker.damage, consumed: unpacker.consumed }
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[at] = (copy[at] as number) ^ 0x10
  return copy
}

describe('zstd', () => {
  it.each(['records.log.zst', 'frames.log.zst'])(
    'gives what zstd packed into %s, in pieces of any size',
    async (name) => {
      const bytes = packed(name)
      for (const pieces of [bytes.length, 1, 100]) {
        expect(await unpack(bytes, pieces)).toEqual({ text: TEXT, damage: null, consumed: bytes.length })
      }
    },
  )

  it('is read as the flow log that is in it', async () => {
    const read = await readPacked('frames.log.zst')
    const { lines, noData, skipData } = RECORDS
    expect(read.files[0]).toMatchObject({
      kind: 'vpc-flow-log',
      container: 'zstd',
      unpackedBytes: TEXT.length,
      damage: null,
      counts: { lines, headerLines: 1, noData, skipData, records: lines - 1 - noData - skipData },
      format: { carrier: 'text', description: 'text, packed with zstd; fields by its header line' },
    })
    expect(await valuesOf(read, 0)).toEqual(await valuesOf(read, 1))
  })

  it('that is cut off is read up to there', async () => {
    const bytes = packed('frames.log.zst')
    const { text, damage } = await unpack(bytes.subarray(0, bytes.length - 100))
    expect(damage).toMatchObject({ kind: 'truncated', atByte: bytes.length - 100 })
    expect(TEXT.startsWith(text)).toBe(true)
    expect(text.length).toBeGreaterThanOrEqual(5000)
  })

  it('with a wrong checksum or length is read, and said to be wrong', async () => {
    const bytes = packed('records.log.zst')
    const wrong = await unpack(flipped(bytes, bytes.length - 1))
    expect(wrong.text).toBe(TEXT)
    expect(wrong.damage).toMatchObject({
      kind: 'corrupt',
      atByte: bytes.length - 4,
      message: expect.stringContaining('the checksum of the zstd frame at byte 0'),
    })
    // The frame of the first 5,000 bytes has no checksum, but its header tells its length.
    const length = await unpack(flipped(packed('frames.log.zst'), 13 + 5))
    expect(length.text).toBe(TEXT)
    expect(length.damage).toMatchObject({ message: expect.stringContaining('the length of the zstd frame') })
  })

  it('with a damaged block is read on in the next frame, and the lost bytes are named', async () => {
    const bytes = packed('frames.log.zst')
    const second = bytes.indexOf(Buffer.of(0x28, 0xb5, 0x2f, 0xfd), 20)
    // 13 bytes of the frame that is skipped; a type of block that there is none of.
    const blockAt = 13 + 7
    const copy = Buffer.from(bytes)
    copy[blockAt] = (copy[blockAt] as number) | 6
    const { text, damage } = await unpack(copy)
    expect(text).toBe(TEXT.slice(5000))
    expect(damage).toMatchObject({ kind: 'corrupt', atByte: blockAt, lost: [{ from: blockAt, to: second }] })
  })

  it('followed by other bytes says so', async () => {
    const bytes = packed('records.log.zst')
    const { text, damage } = await unpack(Buffer.concat([bytes, Buffer.from('garbage!')]))
    expect(text).toBe(TEXT)
    expect(damage).toMatchObject({
      atByte: bytes.length,
      message: expect.stringContaining('no zstd frame'),
      lost: [{ from: bytes.length, to: bytes.length + 8 }],
    })
  })

  it('that asks for a dictionary or too much memory is refused with the reason', async () => {
    const frame = (descriptor: number, ...rest: number[]) =>
      Buffer.of(0x28, 0xb5, 0x2f, 0xfd, descriptor, ...rest)
    expect((await unpack(frame(1, 0x58, 7))).damage?.message).toContain('it needs dictionary 7')
    expect((await unpack(frame(0, 0xa8))).damage?.message).toContain('it needs 2147483648 bytes of memory')
    expect((await unpack(frame(8, 0x58))).damage?.message).toContain('its header is damaged')
  })

  it('of which any one byte is wrong never gives other text without a word', async () => {
    const bytes = packed('records.log.zst')
    for (let at = 4; at < bytes.length; at += 3) {
      const { text, damage } = await unpack(flipped(bytes, at))
      if (text !== TEXT) expect(damage, `byte ${at}`).not.toBeNull()
    }
  })

  it('that gives too much is stopped', async () => {
    // A header line as it is, then 64 blocks of 128 KiB of one byte each: 8 MiB of blank lines from 0.4 kB.
    const block = (type: number, size: number, last: boolean) => {
      const word = Number(last) | (type << 1) | (size << 3)
      return [word & 255, (word >> 8) & 255, word >> 16]
    }
    const header = Buffer.from(`${V2_HEADER}\n`)
    const blank = Array.from({ length: 64 }, (_, i) => [...block(1, 131_072, i === 63), 10]).flat()
    const bytes = Buffer.of(
      0x28,
      0xb5,
      0x2f,
      0xfd,
      0,
      0x58,
      ...block(0, header.length, false),
      ...header,
      ...blank,
    )
    const { files } = await readCase(folderOf({ 'a.zst': bytes }), {}, { bytes: 1 << 20, ratio: 100 })
    expect(files[0]?.damage?.message).toContain('unpacking was stopped after')
    expect(files[0]?.unpackedBytes).toBeGreaterThan(2 ** 19)
    expect(files[0]?.unpackedBytes).toBeLessThanOrEqual(2 ** 20)
    expect(files[0]?.counts.blank).toBe((files[0]?.unpackedBytes ?? 0) - header.length)
  })
})
