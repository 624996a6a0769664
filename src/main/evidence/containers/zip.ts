import { crc32 } from '../crc32'
import type { FileWindow } from '../file-window'
import { inflateRaw, type PlacedSink } from './inflate-raw'
import {
  DIRECTORY_HEADER,
  LOCAL_HEADER,
  type LocalEntry,
  readDirectory,
  readLocalHeader,
  type ZipEntry,
} from './zip-directory'

const STORED = 0
const DEFLATED = 8
const STEP_BYTES = 1 << 16

/** Names of other methods, as APPNOTE section 4.4.5 lists them. */
const METHODS: Readonly<Record<number, string>> = {
  1: 'shrink',
  6: 'implode',
  9: 'deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'zstd',
  95: 'xz',
  98: 'PPMd',
  99: 'AES',
}

export interface EntryReading {
  readonly unpacked: number
  /** The first byte of the file that was not read. */
  readonly end: number
  /** What is wrong with the entry; null when it is whole and right. */
  readonly fault: string | null
}

export interface ZipListing {
  readonly entries: Iterable<LocalEntry | UnreadableEntry>
  /** The archive's own directory is gone: entries are found by the headers before them. */
  readonly withoutDirectory: boolean
}

/** An entry that can't be read, and why. */
export interface UnreadableEntry extends ZipEntry {
  readonly fault: string
}

/** The files in an archive, in the order of its directory; folders are left out. */
export function listZip(window: FileWindow, sizeBytes: number): ZipListing {
  const directory = readDirectory(window, sizeBytes)
  return directory
    ? { entries: located(window, directory), withoutDirectory: false }
    : { entries: walked(window, sizeBytes), withoutDirectory: true }
}

function* located(
  window: FileWindow,
  directory: Iterable<ZipEntry>,
): Generator<LocalEntry | UnreadableEntry> {
  for (const entry of directory) {
    if (entry.folder) continue
    const local = readLocalHeader(window, entry.headerAt)
    const fault = local ? unreadable(entry) : `no entry begins at byte ${entry.headerAt}`
    if (local && fault === null) yield { ...entry, sizesBehind: false, dataAt: local.dataAt }
    else yield { ...entry, fault: fault as string }
  }
}

/** Without a directory, an entry is what has a header, from the beginning of the file on. */
function* walked(window: FileWindow, sizeBytes: number): Generator<LocalEntry | UnreadableEntry> {
  for (let at: number | null = 0; at !== null; ) {
    const entry = readLocalHeader(window, at)
    if (!entry) return
    const fault =
      unreadable(entry) ??
      (entry.sizesBehind && entry.method === STORED ? 'its length stands in the directory alone' : null)
    if (!entry.folder) {
      if (fault === null) yield entry
      else yield { ...entry, fault }
    }
    const behind: number = entry.dataAt + (entry.sizesBehind ? 0 : entry.packedBytes)
    at = findHeader(window, behind, sizeBytes)
  }
}

function findHeader(window: FileWindow, from: number, to: number): number | null {
  const mark = Buffer.alloc(4)
  for (let at = from; at < to; ) {
    const bytes = Buffer.from(window.at(at, STEP_BYTES))
    if (bytes.length < 4) return null
    mark.writeUInt32LE(LOCAL_HEADER)
    const hit = bytes.indexOf(mark)
    mark.writeUInt32LE(DIRECTORY_HEADER)
    const directory = bytes.indexOf(mark)
    if (hit >= 0 && (directory < 0 || hit < directory)) return at + hit
    if (directory >= 0) return null
    at += bytes.length - 3
  }
  return null
}

function unreadable({ encrypted, method }: ZipEntry): string | null {
  if (encrypted) return 'encrypted: unpack it with its password beside the archive to have it read'
  if (method === STORED || method === DEFLATED) return null
  return `packed with ${METHODS[method] ?? `method ${method}`}, which is not read: unpack it beside the archive`
}

/**
 * Unpacks one entry.
 * @param sink returns whether more is wanted; of an entry that is not unpacked to its end nothing is checked
 */
export function readEntry(
  window: FileWindow,
  entry: LocalEntry,
  sizeBytes: number,
  sink: (bytes: Uint8Array, end: number) => boolean,
): EntryReading {
  let checksum = 0
  let unpacked = 0
  const hand: PlacedSink = (bytes, end) => {
    checksum = crc32(bytes, checksum)
    unpacked += bytes.length
    if (!sink(bytes, end)) throw new Enough()
  }
  const { dataAt, sizesBehind, packedBytes } = entry
  const to = sizesBehind ? sizeBytes : Math.min(sizeBytes, dataAt + packedBytes)
  try {
    const { end, fault } =
      entry.method === STORED
        ? copy(window, dataAt, to, dataAt + packedBytes, hand)
        : inflateRaw(window, dataAt, to, hand)
    return { unpacked, end, fault: fault ?? checkEntry(entry, unpacked, checksum) }
  } catch (error) {
    if (error instanceof Enough) return { unpacked, end: dataAt, fault: null }
    throw error
  }
}

class Enough extends Error {}

function copy(window: FileWindow, from: number, to: number, due: number, sink: PlacedSink) {
  let at = from
  while (at < to) {
    const bytes = window.at(at, Math.min(STEP_BYTES, to - at))
    if (bytes.length === 0) break
    at += bytes.length
    sink(bytes, at)
  }
  return { end: at, fault: at < due ? 'its data ends early' : null }
}

/** What is wrong with the unpacked data of an entry, by its length and CRC-32; null when nothing is, or can't be told. */
export function checkEntry(entry: LocalEntry, unpacked: number, checksum: number): string | null {
  if (entry.sizesBehind) return null
  if (unpacked !== entry.unpackedBytes) {
    return `gives ${unpacked} bytes where the archive says ${entry.unpackedBytes}`
  }
  if (checksum === entry.checksum) return null
  return `the checksum of its ${unpacked} bytes is wrong, so some of them must be`
}
