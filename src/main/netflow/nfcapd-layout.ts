import type { FileHandle } from 'node:fs/promises'
import type { Damage } from '../../shared/evidence/evidence'

/** What nfdump's file says of itself, read without nfdump: layout 1 of version 1.6, layout 2 of 1.7. */
export interface NfcapdLayout {
  readonly layout: number
  readonly byteOrder: 'big' | 'little'
  /** Sums that the program which wrote the file put down; null where it did not come to that. */
  readonly sums: { readonly flows: number; readonly packets: number; readonly bytes: number } | null
  readonly damage: Damage | null
}

const MAGIC = 0xa50c
const LAYOUT_1_HEADER_BYTES = 140
const LAYOUT_1_STATISTICS_BYTES = 136
const LAYOUT_2_HEADER_BYTES = 40
const BLOCK_HEADER_BYTES = 12
/** Record of the sums in the appendix of layout 2. */
const STATISTICS_RECORD = 0x8002
/** nfdump takes no larger block. */
const LARGEST_BLOCK = 256 * 1024 * 1024
const LARGEST_APPENDIX = 65_536

/** Reads header and block structure; null when the file is none of nfdump's. */
export async function readNfcapdLayout(file: FileHandle, size: number): Promise<NfcapdLayout | null> {
  const view = async (at: number, length: number): Promise<DataView | null> => {
    if (at + length > size) return null
    const bytes = new Uint8Array(length)
    const { bytesRead } = await file.read(bytes, 0, length, at)
    return bytesRead === length ? new DataView(bytes.buffer) : null
  }
  const start = await view(0, 4)
  if (!start) return null
  const little = start.getUint16(0, true) === MAGIC
  if (!little && start.getUint16(0) !== MAGIC) return null
  const byteOrder = little ? 'little' : 'big'
  const layout = start.getUint16(2, little)
  const found = { layout, byteOrder } as const
  const headerBytes = layout === 1 ? LAYOUT_1_HEADER_BYTES + LAYOUT_1_STATISTICS_BYTES : LAYOUT_2_HEADER_BYTES
  if (layout !== 1 && layout !== 2) return { ...found, sums: null, damage: null }
  const header = await view(0, headerBytes)
  if (!header) return { ...found, sums: null, damage: cutOff('its header', 0, size) }
  const blocks = header.getUint32(layout === 1 ? 8 : 36, little)
  const walked = await walkBlocks(view, headerBytes, blocks, size, little)
  if (layout === 1) {
    return { ...found, sums: sumsAt(header, LAYOUT_1_HEADER_BYTES, little), damage: walked.damage }
  }
  const appendix = Number(header.getBigUint64(24, little))
  if (appendix === 0) {
    const damage = size > LAYOUT_2_HEADER_BYTES || blocks > 0 ? unfinished(size) : null
    return { ...found, sums: null, damage: walked.damage ?? damage }
  }
  const sums = await appendixSums(view, appendix, size, little)
  const damage =
    walked.damage ?? (sums ? null : cutOff('what follows its flows', Math.min(appendix, size), size))
  return { ...found, sums, damage }
}

type View = (at: number, length: number) => Promise<DataView | null>

async function walkBlocks(
  view: View,
  from: number,
  blocks: number,
  size: number,
  little: boolean,
): Promise<{ damage: Damage | null }> {
  let at = from
  for (let block = 1; block <= blocks; block++) {
    const header = await view(at, BLOCK_HEADER_BYTES)
    if (!header) return { damage: cutOff(`block ${block} of ${blocks}`, at, size) }
    const length = header.getUint32(4, little)
    if (length === 0 || length > LARGEST_BLOCK) {
      const message = `The NetFlow file is damaged at byte ${at} of ${size}: block ${block} claims ${length} bytes.`
      return { damage: { kind: 'corrupt', atByte: at, message } }
    }
    if (at + BLOCK_HEADER_BYTES + length > size) {
      return { damage: cutOff(`block ${block} of ${blocks}`, at, size) }
    }
    at += BLOCK_HEADER_BYTES + length
  }
  return { damage: null }
}

async function appendixSums(
  view: View,
  at: number,
  size: number,
  little: boolean,
): Promise<NfcapdLayout['sums']> {
  const header = await view(at, BLOCK_HEADER_BYTES)
  if (!header || at > size) return null
  const length = header.getUint32(4, little)
  if (length > LARGEST_APPENDIX) return null
  const body = await view(at + BLOCK_HEADER_BYTES, length)
  if (!body) return null
  for (let record = 0; record + 4 <= length; ) {
    const type = body.getUint16(record, little)
    const bytes = body.getUint16(record + 2, little)
    if (type === STATISTICS_RECORD && record + 28 <= length) return sumsAt(body, record + 4, little)
    if (bytes < 4) return null
    record += bytes
  }
  return null
}

function sumsAt(view: DataView, at: number, little: boolean): NonNullable<NfcapdLayout['sums']> {
  const number = (index: number) => Number(view.getBigUint64(at + index * 8, little))
  return { flows: number(0), bytes: number(1), packets: number(2) }
}

function cutOff(what: string, at: number, size: number): Damage {
  return {
    kind: 'truncated',
    atByte: at,
    message: `The NetFlow file is cut off in ${what}, which begins at byte ${at} of ${size}.`,
  }
}

function unfinished(size: number): Damage {
  return {
    kind: 'truncated',
    atByte: size,
    message:
      'The NetFlow file was never finished: the collector was still writing it, or was ended. Its last flows may be missing.',
  }
}
