import type { FileHandle } from 'node:fs/promises'
import { openUntouched } from '../packets/open-untouched'
import { wordsFor } from './conversion'
import { Unconvertible } from './unconvertible'

/** The first bytes of a file, fewer when it is shorter, and its size. Throws Unconvertible when it can't be opened. */
export async function firstBytes(
  path: string | Buffer,
  length: number,
): Promise<{ head: Uint8Array; size: number }> {
  let file: FileHandle
  try {
    file = await openUntouched(path)
  } catch (error) {
    const message = `The file can't be opened: ${wordsFor(error)}. Check that it is there and that you may read it.`
    throw new Unconvertible(message, { kind: 'unreadable', atByte: 0, message })
  }
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0)
    return { head: buffer.subarray(0, bytesRead), size: (await file.stat()).size }
  } finally {
    await file.close()
  }
}
