import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'
import type { ArchiveMember, Damage } from '../../../shared/evidence/evidence'
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
    const take = async (pieces: AsyncIterable<Uint8Array>) => {
      for await (const piece of pieces) {
        checksum = crc32(piece, checksum)
        await text.push(piece)
        const done = entry.dataAt + packed.bytesRead
        onProgress?.({ stage: 'reading lines', done, total: size })
      }
    }
    try {
      if (entry.method === STORED) await pipeline(packed, take)
      else await pipeline(packed, createInflateRaw(), take)
    } catch (error) {
      signal?.throwIfAborted()
      const { code } = error as NodeJS.ErrnoException
      if (!code?.startsWith('Z_')) throw error
      fault ??= `its data can't be unpacked (${code})`
    }
  }
  await text.finish()
  return fault ?? checkEntry(entry, text.unpackedBytes, checksum)
}
