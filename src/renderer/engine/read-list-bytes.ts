import type { ListContent } from '../../shared/case/casework'
import { readList } from '../../shared/case/read-list'

/** Longer files are no lists of addresses. */
const MOST_BYTES = 32 * 2 ** 20

/** Hashes and reads the bytes of a list. Rejects with an Error that can be shown. */
export async function readListBytes(bytes: Uint8Array, column: number | null): Promise<ListContent> {
  if (bytes.length > MOST_BYTES) {
    throw new Error('The file is larger than 32 MiB: a list has one address or network in a line.')
  }
  const text = new TextDecoder().decode(bytes)
  const read = readList(text, column)
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { ...read, sha256, sizeBytes: bytes.length }
}
