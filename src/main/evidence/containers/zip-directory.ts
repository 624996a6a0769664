import { escapeBytes } from '../escape'
import type { FileWindow } from '../file-window'

/** Signatures of the ZIP format (PKWARE's APPNOTE, section 4.3), as little-endian numbers. */
export const LOCAL_HEADER = 0x0403_4b50
export const DIRECTORY_HEADER = 0x0201_4b50
const DIRECTORY_END = 0x0605_4b50
const DIRECTORY_END_64 = 0x0606_4b50
const LOCATOR_64 = 0x0706_4b50

const LOCAL_BYTES = 30
const DIRECTORY_BYTES = 46
const END_BYTES = 22
const LONGEST_COMMENT = 65_535
/** In place of a number that has too many bits; the real one stands in the extra field. */
const IN_EXTRA = 0xffff_ffff
const EXTRA_64 = 1

const FLAG_ENCRYPTED = 1
const FLAG_SIZES_BEHIND = 8

export interface ZipEntry {
  /** Control bytes escaped. */
  readonly path: string
  readonly folder: boolean
  readonly encrypted: boolean
  /** 0 stored, 8 deflate; others are not read. */
  readonly method: number
  /** CRC-32 of what it holds. */
  readonly checksum: number
  readonly packedBytes: number
  readonly unpackedBytes: number
  /** Where its local header is in the file. */
  readonly headerAt: number
}

/** A local header, as it stands before the data; sizesBehind tells that its sizes are not to be trusted. */
export interface LocalEntry extends ZipEntry {
  readonly sizesBehind: boolean
  readonly dataAt: number
}

export function isZip(bytes: Uint8Array): boolean {
  const signature = bytes.length >= 4 ? viewOf(bytes).getUint32(0, true) : 0
  return signature === LOCAL_HEADER || signature === DIRECTORY_END
}

/** The entries that the directory at the end of an archive lists; null when there is none. */
export function readDirectory(window: FileWindow, sizeBytes: number): Generator<ZipEntry> | null {
  const end = findEnd(window, sizeBytes)
  if (!end) return null
  return entries(window, end)
}

/** The local header at an offset, or null when there is none. */
export function readLocalHeader(window: FileWindow, at: number): LocalEntry | null {
  const head = window.at(at, LOCAL_BYTES)
  if (head.length < LOCAL_BYTES) return null
  const view = viewOf(head)
  if (view.getUint32(0, true) !== LOCAL_HEADER) return null
  const [nameLength, extraLength] = [view.getUint16(26, true), view.getUint16(28, true)]
  const bytes = window.at(at, LOCAL_BYTES + nameLength + extraLength).slice()
  const local = viewOf(bytes)
  const flags = local.getUint16(6, true)
  const extra = bytes.subarray(LOCAL_BYTES + nameLength)
  const [unpackedBytes, packedBytes] = large(extra, [local.getUint32(22, true), local.getUint32(18, true)])
  return {
    ...named(bytes.subarray(LOCAL_BYTES, LOCAL_BYTES + nameLength)),
    encrypted: (flags & FLAG_ENCRYPTED) !== 0,
    method: local.getUint16(8, true),
    checksum: local.getUint32(14, true),
    packedBytes: packedBytes as number,
    unpackedBytes: unpackedBytes as number,
    headerAt: at,
    sizesBehind: (flags & FLAG_SIZES_BEHIND) !== 0,
    dataAt: at + LOCAL_BYTES + nameLength + extraLength,
  }
}

interface DirectoryEnd {
  readonly from: number
  readonly to: number
  /** What offsets count from: bytes before the archive, of a program that unpacks itself. */
  readonly base: number
}

function findEnd(window: FileWindow, sizeBytes: number): DirectoryEnd | null {
  const from = Math.max(0, sizeBytes - END_BYTES - LONGEST_COMMENT)
  const tail = window.at(from, sizeBytes - from).slice()
  const view = viewOf(tail)
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== DIRECTORY_END) continue
    if (at + END_BYTES + view.getUint16(at + 20, true) > tail.length) continue
    const to = from + at
    // A directory of 64 bits, which archives from a pipe have whatever their size, ends before.
    const end64 = findEnd64(window, to)
    if (end64) return end64
    const length = view.getUint32(at + 12, true)
    return checked(window, to - length, to, view.getUint32(at + 16, true))
  }
  return null
}

function findEnd64(window: FileWindow, endAt: number): DirectoryEnd | null {
  const locator = endAt >= 20 ? window.at(endAt - 20, 20).slice() : new Uint8Array(0)
  if (locator.length < 20 || viewOf(locator).getUint32(0, true) !== LOCATOR_64) return null
  const at = Number(viewOf(locator).getBigUint64(8, true))
  if (!Number.isSafeInteger(at) || at > endAt) return null
  const end = window.at(at, 56).slice()
  if (end.length < 56 || viewOf(end).getUint32(0, true) !== DIRECTORY_END_64) return null
  const length = Number(viewOf(end).getBigUint64(40, true))
  return checked(window, at - length, at, Number(viewOf(end).getBigUint64(48, true)))
}

/** A directory lies right before its end; when it is not found there, it is not found. */
function checked(window: FileWindow, from: number, to: number, offset: number): DirectoryEnd | null {
  if (!Number.isSafeInteger(from) || from < 0 || from > to) return null
  if (from < to) {
    const head = window.at(from, 4)
    if (head.length < 4 || viewOf(head).getUint32(0, true) !== DIRECTORY_HEADER) return null
  }
  return { from, to, base: from - offset }
}

function* entries(window: FileWindow, { from, to, base }: DirectoryEnd): Generator<ZipEntry> {
  for (let at = from; at + DIRECTORY_BYTES <= to; ) {
    const head = viewOf(window.at(at, DIRECTORY_BYTES).slice())
    if (head.byteLength < DIRECTORY_BYTES || head.getUint32(0, true) !== DIRECTORY_HEADER) return
    const [nameLength, extraLength] = [head.getUint16(28, true), head.getUint16(30, true)]
    const rest = window.at(at + DIRECTORY_BYTES, nameLength + extraLength).slice()
    const flags = head.getUint16(8, true)
    const [unpackedBytes, packedBytes, headerAt] = large(rest.subarray(nameLength), [
      head.getUint32(24, true),
      head.getUint32(20, true),
      head.getUint32(42, true),
    ])
    at += DIRECTORY_BYTES + nameLength + extraLength + head.getUint16(32, true)
    yield {
      ...named(rest.subarray(0, nameLength)),
      encrypted: (flags & FLAG_ENCRYPTED) !== 0,
      method: head.getUint16(10, true),
      checksum: head.getUint32(16, true),
      packedBytes: packedBytes as number,
      unpackedBytes: unpackedBytes as number,
      headerAt: base + (headerAt as number),
    }
  }
}

/** Numbers of 32 bits, or those of 64 bits that stand for them in the extra field, in the same order. */
function large(extra: Uint8Array, numbers: readonly number[]): readonly number[] {
  if (!numbers.includes(IN_EXTRA)) return numbers
  const view = viewOf(extra)
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = view.getUint16(at + 2, true)
    if (view.getUint16(at, true) === EXTRA_64) {
      let next = at + 4
      return numbers.map((number) => {
        if (number !== IN_EXTRA || next + 8 > extra.length) return number
        next += 8
        return Number(view.getBigUint64(next - 8, true))
      })
    }
    at += 4 + length
  }
  return numbers
}

function named(name: Uint8Array): Pick<ZipEntry, 'path' | 'folder'> {
  return { path: nameText(name), folder: name[name.length - 1] === 0x2f }
}

/** UTF-8 where the name is that, whatever its flag says; else its bytes escaped, as code pages are not told. */
function nameText(name: Uint8Array): string {
  try {
    return visible(new TextDecoder('utf-8', { fatal: true }).decode(name))
  } catch {
    return escapeBytes(name)
  }
}

/** Control characters, and a backslash that could be read as one of them, as \xHH. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/[\x00-\x1f\x7f-\x9f\\]/g, (character) =>
    character === '\\' ? '\\\\' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
