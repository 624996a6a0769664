import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import {
  ARCHIVE_VERSION,
  archiveVersion,
  HEAD_BYTES,
  SEAL_BYTES,
  sealOf,
} from '../../shared/archive/archive-form'
import { ExpectedError, reasonOf } from '../app/expected-error'

const READ_BYTES = 1 << 20

export interface CheckedArchive {
  /** Bytes before the seal. */
  readonly contentBytes: number
  /** Of the whole file, lower-case hexadecimal. */
  readonly sha256: string
}

/** Opens a file for reading, and nothing but a file. An ExpectedError says why it can't be. */
export async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    throw new ExpectedError(`Can't open ${path}: ${reasonOf(error)}`, { cause: error })
  }
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new ExpectedError(`Can't open ${path}: it is no file`)
}

/**
 * Reads an archive to its end and compares its seal with what it holds. An ExpectedError when it is no archive,
 * one of a later version, or damaged; the signal's reason when it is aborted.
 */
export async function checkArchive(
  file: FileHandle,
  path: string,
  signal: AbortSignal,
): Promise<CheckedArchive> {
  const { size } = await file.stat()
  const version = archiveVersion(await textAt(file, 0, HEAD_BYTES))
  if (version === null) {
    throw new ExpectedError(
      `${path} is no archive of a case. Open the folder that evidence lies in, or a file that “Archive…” has written`,
    )
  }
  if (version > ARCHIVE_VERSION) {
    throw new ExpectedError(
      `${path} was written by a later version of Flowcase (its form is ${version}, and ${ARCHIVE_VERSION} is the latest known here). Open it with that version`,
    )
  }
  const contentBytes = Math.max(0, size - SEAL_BYTES)
  const content = createHash('sha256')
  const whole = createHash('sha256')
  for await (const piece of piecesOf(file, contentBytes, READ_BYTES)) {
    signal.throwIfAborted()
    content.update(piece)
    whole.update(piece)
  }
  const seal = await textAt(file, contentBytes, SEAL_BYTES)
  if (seal !== sealOf(content.digest('hex'))) {
    throw new ExpectedError(
      `${path} is damaged or cut off: its content does not have the SHA-256 that stands at its end. Nothing of it was opened; copy it anew from where it was written`,
    )
  }
  return { contentBytes, sha256: whole.update(seal, 'latin1').digest('hex') }
}

/** The same for a file by its path. */
export async function checkArchiveFile(path: string, signal: AbortSignal): Promise<CheckedArchive> {
  const file = await openFile(path)
  try {
    return await checkArchive(file, path, signal)
  } finally {
    await file.close()
  }
}

/** The first bytes of a file, in pieces of their own; fewer when it ends early. */
export async function* piecesOf(file: FileHandle, length: number, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; ) {
    const buffer = new Uint8Array(Math.min(size, length - at))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}

async function textAt(file: FileHandle, at: number, length: number): Promise<string> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, at)
  return buffer.toString('latin1', 0, bytesRead)
}
