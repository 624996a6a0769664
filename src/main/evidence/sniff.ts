import type { Carrier, EvidenceKind, FormatNeeded } from '../../shared/evidence/evidence'
import { nameOtherOutput, recogniseOutput } from '../netflow/output/recognise-output'
import { JsonMessages } from './containers/json-messages'
import { isParquet } from './containers/parquet'
import { isTellingHeader, recogniseFormat, splitFields, withoutComment } from './flow-log-format'
import { needFormat } from './format-needed'
import { behindMark, behindTime, LF, latin1 } from './line-bytes'

/** Unpacked bytes that are enough to tell what a file is. */
export const SNIFF_BYTES = 8192
/** Lines of which one must be a header or a record. */
const LINES = 20

/** Microseconds, nanoseconds and the "modified" format of old Linux kernels, in both byte orders. */
const PCAP_MAGICS = [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1]
const PCAPNG_MAGIC = 0x0a0d0d0a
/** nfdump's file header begins with 0xA50C, in the byte order of the machine that wrote it. */
const NFCAPD_MAGICS = [0xa50c, 0x0ca5]

/** Archives and packings that are not read, by how they begin. */
const NOT_READ: readonly (readonly [string, string])[] = [
  ['BZh', 'packed with bzip2'],
  ['\xfd7zXZ', 'packed with xz'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['PARE', 'an encrypted Parquet file'],
]
/** A tar archive says so at this offset. */
const TAR_MARK = 257
/** UTF-16, as PowerShell writes it, in both byte orders. */
const UTF16_MARKS = ['\xff\xfe', '\xfe\xff']

export type Sniffed =
  | { readonly kind: 'vpc-flow-log'; readonly carrier: Exclude<Carrier, 'mixed'> }
  | {
      readonly kind: Exclude<EvidenceKind, 'vpc-flow-log' | 'unreadable'>
      readonly formatNeeded: FormatNeeded | null
      /** What the file is, where that is known and it is not read for it: "a RAR archive". */
      readonly named: string | null
    }

/**
 * Tells by its first (unpacked) bytes what a file is: packet captures, nfcapd and Parquet files by
 * their magic numbers, a flow log by a header line or a record of a format that AWS lists among its
 * first lines or JSON messages, what nfdump printed by its flows. Flow logs are told first: there are
 * thousands of them in a case.
 * @param stated the examiner has said that it is a flow log, and of what format
 */
export function sniff(bytes: Uint8Array, stated = false): Sniffed {
  const magic = sniffMagic(bytes)
  if (magic) return other(magic)
  if (isParquet(bytes)) return { kind: 'vpc-flow-log', carrier: 'parquet' }
  const text = bytes.subarray(behindMark(bytes, 0))
  const first = text.find((byte) => byte > 32)
  // '{' and '['
  const json = first === 0x7b || first === 0x5b ? messagesOf(text) : []
  if (json.length > 0) {
    const records = json.map(fieldsOf)
    if (stated || records.some(isRecognised)) return { kind: 'vpc-flow-log', carrier: 'json' }
    return outputOf(bytes) ?? other('unrecognised', needFormat(records), nameOtherOutput(bytes))
  }
  const lines = linesOf(text)
  const behindTimes = lines.flatMap((line) => {
    const behind = behindTime(line, 0, line.length)
    return behind > 0 ? [fieldsOf(line.subarray(behind))] : []
  })
  const whole = lines.map(fieldsOf)
  const known = { whole: whole.filter(isRecognised).length, timed: behindTimes.filter(isRecognised).length }
  // Lines of one file are alike; the majority keeps a stray one from deciding, and of those that are
  // recognised first: what follows damage looks like anything.
  const isTimed =
    known.whole !== known.timed ? known.timed > known.whole : behindTimes.length * 2 > lines.length
  if (known.whole + known.timed > 0 || (stated && isText(bytes))) {
    return { kind: 'vpc-flow-log', carrier: isTimed ? 'timed-text' : 'text' }
  }
  const records = isTimed ? behindTimes : whole
  return outputOf(bytes) ?? other('unrecognised', needFormat(records), notRead(bytes))
}

function outputOf(bytes: Uint8Array): Sniffed | null {
  return recogniseOutput(bytes) ? other('nfdump-output') : null
}

function sniffMagic(bytes: Uint8Array): 'pcap' | 'nfcapd' | null {
  if (bytes.length < 4) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const magic = view.getUint32(0)
  if (PCAP_MAGICS.includes(magic) || magic === PCAPNG_MAGIC) return 'pcap'
  return NFCAPD_MAGICS.includes(view.getUint16(0)) ? 'nfcapd' : null
}

function other(
  kind: 'pcap' | 'nfcapd' | 'nfdump-output' | 'unrecognised',
  formatNeeded: FormatNeeded | null = null,
  named: string | null = null,
): Sniffed {
  return { kind, formatNeeded, named }
}

function isRecognised(fields: readonly string[]): boolean {
  return isTellingHeader(fields) || recogniseFormat(fields) !== null
}

function fieldsOf(line: Uint8Array): readonly string[] {
  return withoutComment(splitFields(latin1(line, 0, line.length)))
}

function linesOf(text: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  let from = 0
  for (let to = text.indexOf(LF); to >= 0 && lines.length < LINES; to = text.indexOf(LF, from)) {
    lines.push(text.subarray(from, to))
    from = to + 1
  }
  // What follows the last line end may be cut in the middle of a line, unless it is all there is.
  if (lines.length === 0) lines.push(text)
  return lines
}

/** Messages of the JSON that a file begins with; none when it is not JSON with messages. */
function messagesOf(text: Uint8Array): readonly Uint8Array[] {
  const messages: Uint8Array[] = []
  new JsonMessages({
    message: (message) => {
      if (messages.length < LINES) messages.push(message)
    },
    malformed: () => {},
  }).push(text)
  return messages
}

function isText(bytes: Uint8Array): boolean {
  return !bytes.includes(0)
}

function notRead(bytes: Uint8Array): string | null {
  const head = latin1(bytes, 0, Math.min(bytes.length, TAR_MARK + 5))
  if (head.startsWith('ustar', TAR_MARK)) return 'a tar archive'
  if (UTF16_MARKS.some((mark) => head.startsWith(mark))) return 'text in UTF-16'
  return NOT_READ.find(([mark]) => head.startsWith(mark))?.[1] ?? nameOtherOutput(bytes)
}
