import { setImmediate } from 'node:timers/promises'
import type { CaptureFacts, Damage } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import { BlockBuilder } from '../../shared/flow/block-builder'
import { CaptureCounter, type NfpcapdExpectation } from './capture-counter'
import { type CaptureFault, faultMessage } from './capture-fault'
import { readUnpacked, type SourceReading } from './capture-source'
import { CaptureStream, NO_CAPTURE } from './capture-stream'
import { FlowRows, NETFLOW_FIELDS } from './flow-rows'
import { FlowTable } from './flow-table'

export interface ReadCaptureOptions {
  /** Absolute path of the capture, compressed (gzip, zstd) or not. It is only read. */
  readonly path: string | Buffer
  readonly signal: AbortSignal | undefined
  /** Told the bytes of the file that were read. */
  readonly onProgress?: ((bytes: number) => void) | undefined
  /** Takes the flows, when they are wanted; reading waits for it. Rows are numbered from 1. */
  readonly flows?: { readonly evidenceId: number; onBlock(block: FlowBlock): Promise<void> }
}

export interface CaptureReading {
  readonly facts: CaptureFacts
  /** What is wrong with the file, or with its compression. */
  readonly damage: Damage | null
  /** Sums over the flows that were handed over; null when none were wanted. */
  readonly rows: Pick<FlowRows, 'flows' | 'packets' | 'bytes' | 'first' | 'last' | 'impossibleTimes'> | null
  readonly expectation: NfpcapdExpectation
  readonly zeroLength: number
  readonly extensionHeaders: number
  /** Limits that were hit: more flows, or datagrams in fragments, at a time than are kept. */
  readonly crowded: { readonly flows: boolean; readonly datagrams: boolean }
}

/** The file is no capture that can be read; the message says why. */
export class NoCaptureError extends Error {
  constructor(
    message: string,
    readonly damage: Damage | null,
  ) {
    super(message)
  }
}

/** Flows that are written without a pause. */
const ROWS_AT_A_TIME = 8192

/**
 * Reads a packet capture from its first byte to its last, or to where it is damaged. Works in steps of
 * a few milliseconds, so that whatever else the process has to do goes on, and in memory that does not
 * grow with the capture.
 * @throws NoCaptureError; the signal's reason when cancelled; what reading or onBlock throws
 */
export async function readCapture(options: ReadCaptureOptions): Promise<CaptureReading> {
  const { path, signal, flows, onProgress } = options
  signal?.throwIfAborted()
  const table = flows ? new FlowTable() : null
  const counter = new CaptureCounter(table)
  const stream = new CaptureStream(counter)
  const rows = flows
    ? new FlowRows(new BlockBuilder('netflow', 1000, NETFLOW_FIELDS), flows.evidenceId)
    : null
  const handOver = async () => {
    const block = rows?.builder.take()
    if (block) await flows?.onBlock(block)
  }
  const drain = async () => {
    if (!table || !rows) return
    while (table.hasEnded) {
      table.drain(rows, ROWS_AT_A_TIME)
      if (rows.builder.full) await handOver()
      if (table.hasEnded) await setImmediate()
      signal?.throwIfAborted()
    }
  }
  let onDisk = 0
  const source = await readUnpacked(path, {
    take: (bytes) => stream.push(bytes),
    next: async (bytes) => {
      signal?.throwIfAborted()
      onDisk = bytes
      onProgress?.(bytes)
      await drain()
      return !stream.finished
    },
  })
  stream.end()
  counter.end()
  await drain()
  await handOver()
  const { header, fault, refusal } = stream
  if (refusal !== null || !header) {
    const message = refusal ?? NO_CAPTURE
    throw new NoCaptureError(message, source.damage ?? (fault && { ...fault, message }))
  }
  return {
    facts: counter.facts(header),
    damage: source.damage ?? (fault && damageOf(fault, source, onDisk)),
    rows,
    expectation: counter.expectation,
    zeroLength: counter.zeroLength,
    extensionHeaders: counter.extensionHeaders,
    crowded: { flows: table?.crowded ?? false, datagrams: counter.fragments.crowded },
  }
}

/** @param onDisk bytes of the file that had been read when it was found */
function damageOf(fault: CaptureFault, source: SourceReading, onDisk: number): Damage {
  const place = source.packed ? ' of the unpacked capture' : ` of ${source.sizeBytes}`
  return {
    kind: fault.kind,
    atByte: source.packed ? onDisk : fault.atByte,
    message: faultMessage(fault, place),
  }
}
