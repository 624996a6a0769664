import type { EvidenceKind } from '../../shared/evidence/evidence'
import { isDefaultV2, isHeader, splitFields } from './flow-log-format'

/** Unpacked bytes that are enough to tell what a file is. */
export const SNIFF_BYTES = 8192

/** Microseconds, nanoseconds and the "modified" format of old Linux kernels, in both byte orders. */
const PCAP_MAGICS = [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1]
const PCAPNG_MAGIC = 0x0a0d0d0a
/** nfdump's file header begins with 0xA50C, in the byte order of the machine that wrote it. */
const NFCAPD_MAGICS = [0xa50c, 0x0ca5]

/**
 * Tells by its first (unpacked) bytes what a file is: packet captures and nfcapd files by their
 * magic numbers, a flow log by a header line or a record of the default format in its first lines.
 */
export function sniffKind(bytes: Uint8Array): EvidenceKind {
  if (bytes.length >= 4) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const magic = view.getUint32(0)
    if (PCAP_MAGICS.includes(magic) || magic === PCAPNG_MAGIC) return 'pcap'
    if (NFCAPD_MAGICS.includes(view.getUint16(0))) return 'nfcapd'
  }
  return looksLikeFlowLog(bytes) ? 'vpc-flow-log' : 'unrecognised'
}

function looksLikeFlowLog(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, SNIFF_BYTES))
  const lines = head.split('\n')
  // The last piece may be cut in the middle of a line, unless it is all there is.
  if (lines.length > 1) lines.pop()
  return lines.slice(0, 20).some((line) => {
    const fields = splitFields(line)
    return isHeader(fields) || isDefaultV2(fields)
  })
}
