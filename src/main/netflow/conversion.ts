import type { ArchiveMember, CaptureSummary, Damage, EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import type { NetflowTools } from './tools'
import { Unconvertible } from './unconvertible'

export interface ConvertOptions {
  /** Absolute path of the capture or NetFlow file, compressed (gzip, zstd) or not; bytes when it is no text. It is only read. */
  readonly path: string | Buffer
  readonly evidenceId: number
  /** A folder of the app's own; the conversion makes a directory below it and removes it. */
  readonly workDir: string
  /** Null when they are not installed. */
  readonly tools: NetflowTools | null
  /** Why they are null and what to do about it, as netflowToolsRemark says it. */
  readonly toolsRemark?: string | null
  readonly signal?: AbortSignal
  /** Takes the flows in order; whoever makes them waits for it. Rows are numbered from 1. */
  onBlock(block: FlowBlock): Promise<void>
  onProgress?(progress: ConversionProgress): void
  /** The time zone of the machine that printed an output of nfdump, as the examiner stated it. */
  readonly zone?: string | null
  /** Set for a zip archive with outputs of nfdump: what is in it. */
  readonly members?: readonly ArchiveMember[]
  /** Milliseconds that nfpcapd may take; 30 s and one for each 5 MB when not given. */
  readonly wallLimitMs?: number
}

export interface ConversionProgress {
  readonly stage: 'unpacking' | 'converting' | 'reading packets' | 'reading flows' | 'reading lines'
  /**
   * Bytes of the file; of the unpacked one while nfpcapd is converting, when its packets are counted
   * beside it; flows when flows are read.
   */
  readonly done: number
  /** Of the same; for the flows of a NetFlow file 0, since nobody knows it. */
  readonly total: number
}

export interface Conversion {
  /** Null when the file gave no flows because it could not be read; the remark says why. */
  readonly summary: CaptureSummary | null
  readonly damage: Damage | null
  readonly remark: string | null
  /** Of a file of text: its own lines. */
  readonly text?: Pick<EvidenceFile, 'firstLines' | 'malformedLines' | 'unpackedBytes' | 'unterminated'>
}

/**
 * Runs a conversion so that whatever is wrong with the file or the tools stands in the result; rejects
 * only when cancelled (with the signal's reason) or when onBlock does.
 */
export async function settled(
  options: ConvertOptions,
  convert: (options: ConvertOptions) => Promise<Conversion>,
): Promise<Conversion> {
  let handedOver: { error: unknown } | null = null
  const onBlock = async (block: FlowBlock) => {
    try {
      await options.onBlock(block)
    } catch (error) {
      handedOver = { error }
      throw error
    }
  }
  try {
    options.signal?.throwIfAborted()
    return await convert({ ...options, onBlock })
  } catch (error) {
    options.signal?.throwIfAborted()
    if (handedOver) throw error
    if (error instanceof Unconvertible) return { summary: null, damage: error.damage, remark: error.message }
    return { summary: null, damage: null, remark: unforeseen(error) }
  }
}

function unforeseen(error: unknown): string {
  return `The file could not be converted: ${wordsFor(error)}. No flow of it is in any figure.`
}

/** An error of the file system for people. */
export function wordsFor(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'it may not be read (EACCES)'
  if (code === 'ENOSPC') return 'the disk is full'
  return message
}
