/** A frame's header, as RFC 8878 section 3.1.1.1 lays it out. */
export interface ZstdFrame {
  readonly headerBytes: number
  /** What a decoder must keep of what it has unpacked. */
  readonly windowBytes: number
  /** Null when the header does not tell. */
  readonly contentBytes: number | null
  readonly checksum: boolean
  readonly dictionary: number
}

const MAGIC = 0xfd2f_b528
/** 0x184D2A50 to 0x184D2A5F begin a frame of somebody's own, which is skipped. */
const SKIPPABLE = 0x184d_2a50

export function isZstd(bytes: Uint8Array): boolean {
  const magic = bytes.length >= 4 ? viewOf(bytes).getUint32(0, true) : 0
  return magic === MAGIC || isSkippable(magic)
}

export function isSkippable(magic: number): boolean {
  return (magic & ~15) >>> 0 === SKIPPABLE
}

export function isFrame(magic: number): boolean {
  return magic === MAGIC
}

/** Bytes of the header, told by the fifth of them. */
export function headerLength(descriptor: number): number {
  const [contentFlag, single, dictionaryFlag] = [descriptor >> 6, (descriptor >> 5) & 1, descriptor & 3]
  const dictionary = dictionaryFlag === 3 ? 4 : dictionaryFlag
  return 5 + (single ? 0 : 1) + dictionary + (contentFlag === 0 ? single : 1 << contentFlag)
}

/** @param bytes the whole header; null when it is not one */
export function readFrameHeader(bytes: Uint8Array): ZstdFrame | null {
  const descriptor = bytes[4] as number
  if (descriptor & 8) return null
  const view = viewOf(bytes)
  const single = (descriptor & 32) !== 0
  const dictionaryFlag = descriptor & 3
  const dictionaryBytes = dictionaryFlag === 3 ? 4 : dictionaryFlag
  const dictionaryAt = single ? 5 : 6
  const contentAt = dictionaryAt + dictionaryBytes
  const contentBytes = readContentBytes(view, contentAt, bytes.length - contentAt)
  return {
    headerBytes: bytes.length,
    windowBytes: single ? (contentBytes ?? 0) : windowBytes(bytes[5] as number),
    contentBytes,
    checksum: (descriptor & 4) !== 0,
    dictionary: littleEndian(bytes.subarray(dictionaryAt, contentAt)),
  }
}

function readContentBytes(view: DataView, at: number, length: number): number | null {
  switch (length) {
    case 1:
      return view.getUint8(at)
    case 2:
      return view.getUint16(at, true) + 256
    case 4:
      return view.getUint32(at, true)
    case 8:
      return Number(view.getBigUint64(at, true))
    default:
      return null
  }
}

function windowBytes(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
