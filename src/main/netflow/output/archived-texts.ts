import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { ArchiveMember, Damage } from '../../../shared/evidence/evidence'
import { RawInflater } from '../../evidence/containers/inflate-raw'
import { checkEntry, listZip } from '../../evidence/containers/zip'
import type { LocalEntry } from '../../evidence/containers/zip-directory'
import { crc32 } from '../../evidence/crc32'
import { FileWindow } from '../../evidence/file-window'
import type { ConvertOptions } from '../conversion'
import { Unconvertible } from '../unconvertible'
import { PrintedText } from './printed-text'

const STORED = 0

export interface ArchivedText {
  /** In the archive. */
  readonly path: string
  readonly text: PrintedText
}

export interface ArchivedTexts {
  readonly texts: readonly ArchivedText[]
  /** Of the first text that is not whole. */
  readonly damage: Damage | null
  /** Files of the archive that nothing is known of: it holds more than are looked at. */
  readonly notLookedAt: number
}

/**
 * Reads what nfdump printed out of a zip archive, one file after the other in the order of its
 * directory; lines count on from file to file.
 * @param members of the archive, as they were recognised before: only those of nfdump are read
 * @throws the signal's reason when cancelled
 */
export async function readArchivedTexts(
  file: FileHandle,
  members: readonly ArchiveMember[],
  options: ConvertOptions,
): Promise<ArchivedTexts> {
  const { size } = await file.stat()
  const window = new FileWindow((buffer, at) => readSync(file.fd, buffer, 0, buffer.length, at))
  const texts: ArchivedText[] = []
  let damage: Damage | null = null
  let lines = 0
  // All of the list first: the window is moved by it.
  const entries = [...listZip(window, size).entries]
  for (const [place, entry] of entries.entries()) {
    const member = members[place]
    if ('fault' in entry || member?.kind !== 'nfdump-output' || member.note !== null) continue
    const text = new PrintedText(options, lines)
    let fault: string | null
    try {
      fault = await readMember(file, entry, size, text, options)
      texts.push({ path: entry.path, text })
      lines += text.reader.counts().lines
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error
      fault = error.message
    }
    if (fault !== null) {
      damage ??= { kind: 'corrupt', atByte: entry.dataAt, message: `${entry.path}: ${fault}` }
    }
  }
  return { texts, damage, notLookedAt: Math.max(0, entries.length - members.length) }
}

/** @returns what is wrong with the member; what came before that is read */
async function readMember(
  file: FileHandle,
  entry: LocalEntry,
  size: number,
  text: PrintedText,
  { signal, onProgress }: ConvertOptions,
): Promise<string | null> {
  const due = entry.sizesBehind ? size : entry.dataAt + entry.packedBytes
  const end = Math.min(size, due)
  let checksum = 0
  let fault: string | null = end < due ? 'its data ends early' : null
  // Of an empty member there is nothing to stream.
  if (end > entry.dataAt) {
    const packed = file.createReadStream({ start: entry.dataAt, end: end - 1, autoClose: false })
    const read = entry.method === STORED ? packed : unpackedOf(packed, (why) => (fault ??= why))
    for await (const piece of read) {
      signal?.throwIfAborted()
      checksum = crc32(piece, checksum)
      await text.push(piece)
      onProgress?.({ stage: 'reading lines', done: entry.dataAt + packed.bytesRead, total: size })
    }
  }
  await text.finish()
  return fault ?? checkEntry(entry, text.unpackedBytes, checksum)
}

/** @param onFault told why not all could be unpacked */
async function* unpackedOf(
  packed: AsyncIterable<Uint8Array>,
  onFault: (why: string) => void,
): AsyncGenerator<Uint8Array> {
  let unpacked: Uint8Array[] = []
  const inflater = new RawInflater((piece) => unpacked.push(piece))
  for await (const piece of packed) {
    inflater.push(piece)
    yield* unpacked
    unpacked = []
    if (inflater.ended) break
  }
  if (!inflater.ended) {
    inflater.cutOff()
    yield* unpacked
  }
  if (inflater.fault !== null) onFault(inflater.fault)
}
