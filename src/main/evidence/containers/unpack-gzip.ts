import type { Damage } from '../../../shared/evidence/evidence'
import { type Content, readFrom } from '../evidence-content'
import { recoverGzip } from '../gzip-recovery'
import { createInflater, GzipError } from '../inflate'
import { checkUnpacked, type UnpackLimit } from '../unpack-limit'

/** Unpacks gzip data that lies in memory into a content, by other means where it is damaged. */
export async function unpackGzip(
  bytes: Buffer,
  content: Content,
  limit: UnpackLimit,
  throwIfCancelled: () => void,
): Promise<Damage | null> {
  const inflater = createInflater()
  const sink = (unpacked: Uint8Array) => {
    throwIfCancelled()
    checkUnpacked(inflater.consumed, content.unpackedBytes + unpacked.length, limit)
    content.push(unpacked)
  }
  try {
    await inflater.push(bytes, sink)
    await inflater.end(sink)
    return null
  } catch (error) {
    if (!(error instanceof GzipError)) throw error
    const recovered = recoverGzip(readFrom(bytes), (unpacked) => content.push(unpacked), {
      sizeBytes: bytes.length,
      delivered: content.unpackedBytes,
      first: null,
      limit,
      throwIfCancelled,
      wanted: () => content.wanted,
      endLine: () => content.endLine(),
    })
    return recovered ?? error.damage
  } finally {
    inflater.close()
  }
}
