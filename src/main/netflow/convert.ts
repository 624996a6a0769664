import { type FileHandle, open, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { CaptureSummary, Damage } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import { BlockBuilder } from '../../shared/flow/block-builder'
import { isGzip } from '../evidence/gzip-header'
import { findCaptureDamage } from './capture-damage'
import { CAPTURE_HEADER_BYTES, type CaptureHeader, readCaptureHeader } from './capture-header'
import { captureRefusal, mixedInterfacesRemark } from './capture-refusal'
import type { NfpcapdLog } from './nfpcapd-log'
import { FlowReader, NETFLOW_FIELDS } from './read-flows'
import { conversionRemark } from './remarks'
import { runNfdump } from './run-nfdump'
import { runNfpcapd } from './run-nfpcapd'
import type { NetflowTools } from './tools'
import { TooLargeError, unpackCapture } from './unpack-capture'
import { type ConversionDir, makeConversionDir } from './work-dir'

export interface ConvertOptions {
  /** Absolute path of the capture, gzip-compressed or not. It is only read. */
  readonly path: string
  readonly evidenceId: number
  /** A folder of the app's own; the conversion makes a directory below it and removes it. */
  readonly workDir: string
  readonly tools: NetflowTools
  readonly signal?: AbortSignal
  /** Takes the flows in order; nfdump waits for it. Rows are numbered from 1. */
  onBlock(block: FlowBlock): Promise<void>
  onProgress?(progress: ConversionProgress): void
  /** Milliseconds that nfpcapd may take; 30 s and one for each 5 MB when not given. */
  readonly wallLimitMs?: number
}

export interface ConversionProgress {
  readonly stage: 'unpacking' | 'converting' | 'reading flows'
  /** Bytes of the file, for reading flows: flows. Converting is told only at its beginning and end. */
  readonly done: number
  readonly total: number
}

export interface Conversion {
  /** Null when the capture gave no flows because it could not be converted; the remark says why. */
  readonly summary: CaptureSummary | null
  readonly damage: Damage | null
  readonly remark: string | null
}

/** A capture that gives no flows, and why. */
class Unconvertible extends Error {
  constructor(
    message: string,
    readonly damage: Damage | null = null,
  ) {
    super(message)
  }
}

/**
 * Converts a packet capture to NetFlow with nfpcapd and reads the flows back with nfdump. Whatever
 * is wrong with the capture or the tools stands in the result; rejects only when cancelled (with
 * the signal's reason) or when onBlock does.
 */
export async function convertCapture(options: ConvertOptions): Promise<Conversion> {
  let handedOver: { error: unknown } | null = null
  const onBlock = async (block: FlowBlock) => {
    try {
      await options.onBlock(block)
    } catch (error) {
      handedOver = { error }
      throw error
    }
  }
  let dir: ConversionDir | null = null
  try {
    options.signal?.throwIfAborted()
    dir = await makeConversionDir(options.workDir, options.tools)
    return await convertIn(dir, { ...options, onBlock })
  } catch (error) {
    options.signal?.throwIfAborted()
    if (handedOver) throw error
    if (error instanceof Unconvertible) return { summary: null, damage: error.damage, remark: error.message }
    return { summary: null, damage: null, remark: unforeseen(error) }
  } finally {
    await dir?.remove()
  }
}

async function convertIn(dir: ConversionDir, options: ConvertOptions): Promise<Conversion> {
  const { capture, gzipDamage } = await unpacked(dir, options)
  const { header, size } = await readHeader(capture)
  const { files, log } = await toFlowFiles(dir, capture, size, options)
  const rest = await unreadRest(log, capture, size, header)
  const { reader, failure } = await readFlows(dir, files, log.flows, options)
  const { first, last, flows, packets, bytes } = reader
  return {
    summary: {
      ...{ flows, packets, bytes },
      first: first === null ? null : first / 1000,
      last: last === null ? null : last / 1000,
      skippedPackets: Math.max(0, (log.totals?.processed ?? packets) - packets),
      converter: `nfpcapd ${options.tools.version}`,
    },
    damage: gzipDamage ?? rest.damage,
    remark: joined(failure ?? incomplete(log, reader), rest.remark, conversionRemark(log, reader)),
  }
}

/** The capture as nfpcapd can read it: itself, or unpacked in the conversion's directory. */
async function unpacked(
  dir: ConversionDir,
  options: ConvertOptions,
): Promise<{ capture: string; gzipDamage: Damage | null }> {
  const { path, signal, onProgress } = options
  const [head, size] = await opened(path, async (file) => {
    const { buffer, bytesRead } = await file.read(new Uint8Array(16), 0, 16, 0)
    return [buffer.subarray(0, bytesRead), (await file.stat()).size] as const
  })
  if (!isGzip(head)) return { capture: path, gzipDamage: null }
  const target = join(dir.path, 'capture')
  const disk = await statfs(dir.path)
  // The other half is for the flows.
  const limitBytes = Math.floor((disk.bavail * disk.bsize) / 2)
  try {
    const gzipDamage = await unpackCapture({
      ...{ source: path, target, limitBytes, signal },
      onProgress: (done) => onProgress?.({ stage: 'unpacking', done, total: size }),
    })
    return { capture: target, gzipDamage }
  } catch (error) {
    if (error instanceof TooLargeError) {
      throw new Unconvertible(
        `Unpacked, the capture takes more than ${limitBytes} bytes, half of the free space on the disk with ${options.workDir}. Make room there and open the folder again.`,
      )
    }
    throw error
  }
}

async function readHeader(capture: string): Promise<{ header: CaptureHeader; size: number }> {
  const [head, size] = await opened(capture, async (file) => {
    const buffer = new Uint8Array(CAPTURE_HEADER_BYTES)
    const { bytesRead } = await file.read(buffer, 0, CAPTURE_HEADER_BYTES, 0)
    return [buffer.subarray(0, bytesRead), (await file.stat()).size] as const
  })
  const header = readCaptureHeader(head)
  if (!header)
    throw new Unconvertible('The file is no packet capture: it begins like neither pcap nor pcapng.')
  const refusal = captureRefusal(header)
  if (refusal === null) return { header, size }
  const cut = header.interfaces.length === 0
  throw new Unconvertible(refusal, cut ? { kind: 'truncated', atByte: size, message: refusal } : null)
}

async function opened<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    const message = `The capture can't be opened: ${wordsFor(error)}. Check that it is there and that you may read it.`
    throw new Unconvertible(message, { kind: 'unreadable', atByte: 0, message })
  }
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}

async function toFlowFiles(
  dir: ConversionDir,
  capture: string,
  size: number,
  options: ConvertOptions,
): Promise<{ files: readonly string[]; log: NfpcapdLog }> {
  const { tools, signal, onProgress } = options
  const wallLimitMs = options.wallLimitMs ?? 30_000 + size / 5_000
  onProgress?.({ stage: 'converting', done: 0, total: size })
  const outcome = await runNfpcapd({ capture, outputDir: dir.flows, tools, signal, wallLimitMs })
  onProgress?.({ stage: 'converting', done: size, total: size })
  switch (outcome.state) {
    case 'done':
      return outcome
    case 'hung':
      throw new Unconvertible(
        `nfpcapd ${tools.version} was still at work after ${Math.round(wallLimitMs / 1000)} s and was stopped; a packet made for it can keep it busy for ever. No flow of this capture is in any figure. Cut the capture with "editcap -c 100000 CAPTURE PART", add the parts to the case, and examine the part that fails with Wireshark or tshark.`,
      )
    case 'disk-full':
      throw new Unconvertible(
        `The disk with ${options.workDir} is full, so no flow of this capture could be kept. Make room there, at best as much as the capture takes, and open the folder again.`,
      )
    case 'failed':
      throw new Unconvertible(
        `nfpcapd ${tools.version} could not convert the capture: ${outcome.reason}. No flow of it is in any figure. See with "capinfos CAPTURE" whether the file is sound.`,
      )
  }
}

/** Why a capture was not read to its end, and whether it is damaged; both null when it was. */
async function unreadRest(
  log: NfpcapdLog,
  capture: string,
  size: number,
  header: CaptureHeader,
): Promise<Pick<Conversion, 'damage' | 'remark'>> {
  if (log.readError === null) return { damage: null, remark: null }
  const processed = log.totals?.processed ?? 0
  const mixed = mixedInterfacesRemark(log.readError)
  if (mixed !== null) {
    const remark = `Only the first ${processed} packets are in the figures. ${mixed}`
    return { damage: null, remark }
  }
  const found = await opened(capture, (file) => findCaptureDamage(file, size, header))
  const where = found ?? {
    ...{ kind: 'corrupt' as const, atByte: 0 },
    message: 'The capture could not be read to its end.',
  }
  const message = `${where.message} nfpcapd read ${processed} packets before that and says: ${log.readError}.`
  return { damage: { ...where, message }, remark: null }
}

async function readFlows(
  dir: ConversionDir,
  files: readonly string[],
  total: number,
  options: ConvertOptions,
): Promise<{ reader: FlowReader; failure: string | null }> {
  const { tools, signal, onProgress } = options
  const builder = new BlockBuilder('netflow', 1000, NETFLOW_FIELDS)
  const reader = new FlowReader(builder, options.evidenceId)
  const handOver = async () => {
    const block = builder.take()
    if (block) await options.onBlock(block)
    onProgress?.({ stage: 'reading flows', done: reader.flows, total })
  }
  let failure: string | null = null
  for (const file of files) {
    failure = await runNfdump({
      ...{ directory: dir.flows, file, tools, signal, builder, reader },
      onFull: handOver,
    })
    reader.endOfFile()
    await handOver()
    if (failure !== null) break
  }
  const message = failure && `nfdump ${tools.version} failed while the flows were read: ${failure}.`
  return { reader, failure: message && `${message} ${lost(reader, total)}` }
}

/** Whether fewer (or other) flows came back than nfpcapd says it wrote. */
function incomplete(log: NfpcapdLog, reader: FlowReader): string | null {
  const same = log.flows === reader.flows && log.packets === reader.packets && log.bytes === reader.bytes
  if (same) return null
  return `nfpcapd wrote ${log.packets} packets with ${log.bytes} bytes, nfdump gave back ${reader.packets} with ${reader.bytes}. ${lost(reader, log.flows)}`
}

function lost(reader: FlowReader, total: number): string {
  return `${reader.flows} of ${total} flows were read: figures of this capture are not to be relied on. Open the folder again as a new case; if it happens again, install another version of nfdump.`
}

function joined(...parts: readonly (string | null)[]): string | null {
  const said = parts.filter((part) => part !== null)
  return said.length > 0 ? said.join(' ') : null
}

function unforeseen(error: unknown): string {
  return `The capture could not be converted: ${wordsFor(error)}. No flow of it is in any figure.`
}

function wordsFor(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'it may not be read (EACCES)'
  if (code === 'ENOSPC') return 'the disk is full'
  return message
}
