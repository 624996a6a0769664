import { statfs, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Damage } from '../../shared/evidence/evidence'
import { CAPTURE_HEADER_BYTES, type CaptureHeader, readCaptureHeader } from '../packets/capture-header'
import { compressionOf } from '../packets/capture-source'
import { NO_CAPTURE } from '../packets/capture-stream'
import { type CaptureReading, NoCaptureError, readCapture } from '../packets/read-capture'
import { captureRefusal, mixedInterfaces } from './capture-refusal'
import { type Conversion, type ConvertOptions, settled } from './conversion'
import { firstBytes } from './first-bytes'
import type { NfpcapdLog } from './nfpcapd-log'
import { judgeNfpcapd } from './nfpcapd-verdict'
import { convertWithOwnReader } from './own-reading'
import { type ReadFlows, readFlowFiles } from './read-flow-files'
import { captureRemark, joined, timesRemark } from './remarks'
import { type NfpcapdOutcome, runNfpcapd } from './run-nfpcapd'
import { INSTALL_NETFLOW_TOOLS, type NetflowTools } from './tools'
import { Unconvertible } from './unconvertible'
import { TooLargeError, unpackCapture } from './unpack-capture'
import { type ConversionDir, makeConversionDir } from './work-dir'

/**
 * Converts a packet capture to flows: with nfpcapd, whose flows are read back with nfdump, while
 * Flowcase's own reader counts the capture beside it; with that reader alone where the tools are
 * missing, refuse the capture or lose a part of it. Whatever is wrong stands in the result; rejects
 * only when cancelled (with the signal's reason) or when onBlock does.
 */
export function convertCapture(options: ConvertOptions): Promise<Conversion> {
  return settled(options, convert)
}

async function convert(options: ConvertOptions): Promise<Conversion> {
  const { path, tools, toolsRemark } = options
  const { size } = await firstBytes(path, 0)
  const withOwnReader = (why: string) =>
    convertWithOwnReader(
      {
        ...{ path, evidenceId: options.evidenceId, signal: options.signal, onBlock: options.onBlock },
        onProgress: (done) => options.onProgress?.({ stage: 'reading packets', done, total: size }),
      },
      why,
    )
  if (!tools)
    return withOwnReader(toolsRemark ?? `nfpcapd and nfdump can't be used. ${INSTALL_NETFLOW_TOOLS}`)
  const dir = await makeConversionDir(options.workDir, tools)
  try {
    const converted = await convertIn(dir, options, tools, size)
    return typeof converted === 'string' ? await withOwnReader(converted) : converted
  } finally {
    await dir.remove()
  }
}

/** The conversion, or why nfpcapd is no help with this capture. */
async function convertIn(
  dir: ConversionDir,
  options: ConvertOptions,
  tools: NetflowTools,
  size: number,
): Promise<Conversion | string> {
  const source = await unpacked(dir, options, size)
  if (typeof source === 'string') return source
  const header = await readHeader(source)
  const refusal = captureRefusal(header)
  if (refusal !== null) return refusal
  const { outcome, own, wallLimitMs } = await convertAndCount(dir, source, options, tools)
  if (own instanceof NoCaptureError) {
    const said = outcome.state === 'failed' ? ` nfpcapd says: ${outcome.reason}.` : ''
    throw new Unconvertible(`${own.message}${said}`, source.damage ?? own.damage)
  }
  if (own.expectation.headersTooSmall > 0) return harmful(own.expectation.headersTooSmall, tools)
  if (outcome.state !== 'done') return failureOf(outcome, tools, options, wallLimitMs)
  const { log, files } = outcome
  const verdict = judgeNfpcapd(log, own, tools.version)
  if (verdict.refuse !== null) return verdict.refuse
  const read = await readFlowFiles({
    ...{ directory: dir.flows, files, tools, signal: options.signal, evidenceId: options.evidenceId },
    onBlock: options.onBlock,
    onProgress: (done) => options.onProgress?.({ stage: 'reading flows', done, total: log.flows }),
  })
  const { flows, packets, bytes, first, last } = read.rows
  const said = readErrorOf(log)
  return {
    summary: {
      ...{ flows, packets, bytes },
      first: first === null ? null : first / 1000,
      last: last === null ? null : last / 1000,
      skippedPackets: Math.max(0, own.facts.packets - packets),
      converter: `nfpcapd ${tools.version}`,
      facts: own.facts,
    },
    damage:
      source.damage ?? (own.damage && { ...own.damage, message: joined(own.damage.message, said) ?? '' }),
    remark: joined(
      incomplete(log, read, tools),
      verdict.remark,
      own.damage || source.damage ? null : said,
      captureRemark(own),
      timesRemark(read.rows),
    ),
  }
}

/** A file that nfpcapd can read. */
interface Source {
  /** Where the own reader finds the same. */
  readonly content: string | Buffer
  readonly path: string
  /** Of the compression. */
  readonly damage: Damage | null
}

/** The capture itself, or unpacked in the conversion's directory; or why it could not be unpacked. */
async function unpacked(dir: ConversionDir, options: ConvertOptions, size: number): Promise<Source | string> {
  const { path, signal, onProgress } = options
  const { head } = await firstBytes(path, 16)
  const target = join(dir.path, 'capture')
  if (compressionOf(head) === null) {
    // Whatever the evidence is called, nfpcapd sees this name.
    await symlink(path, target)
    return { content: path, path: target, damage: null }
  }
  const disk = await statfs(dir.path)
  // The other half is for the flows.
  const limitBytes = Math.floor((disk.bavail * disk.bsize) / 2)
  try {
    const damage = await unpackCapture({
      ...{ source: path, target, limitBytes, signal },
      onProgress: (done) => onProgress?.({ stage: 'unpacking', done, total: size }),
    })
    return { content: target, path: target, damage }
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    return `unpacked for nfpcapd, the capture takes more than ${limitBytes} bytes, half of the free space on the disk with ${options.workDir}`
  }
}

async function readHeader(source: Source): Promise<CaptureHeader> {
  const { head } = await firstBytes(source.content, CAPTURE_HEADER_BYTES)
  const header = readCaptureHeader(head)
  if (header) return header
  throw new Unconvertible(NO_CAPTURE, source.damage)
}

/** Has nfpcapd make flows, and the own reader count, at the same time. */
async function convertAndCount(
  dir: ConversionDir,
  source: Source,
  options: ConvertOptions,
  tools: NetflowTools,
): Promise<{ outcome: NfpcapdOutcome; own: CaptureReading | NoCaptureError; wallLimitMs: number }> {
  const { signal, onProgress } = options
  const { size } = await firstBytes(source.content, 0)
  const wallLimitMs = options.wallLimitMs ?? 30_000 + size / 5_000
  const stop = new AbortController()
  const cancel = () => stop.abort()
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  onProgress?.({ stage: 'converting', done: 0, total: size })
  const count = async (): Promise<CaptureReading | NoCaptureError> => {
    try {
      const own = await readCapture({
        ...{ path: source.content, signal: stop.signal },
        onProgress: (done) => onProgress?.({ stage: 'converting', done, total: size }),
      })
      // nfpcapd may never end over such a packet; what it makes of it is of no use in any case.
      if (own.expectation.headersTooSmall > 0) cancel()
      return own
    } catch (error) {
      if (error instanceof NoCaptureError) return error
      cancel()
      throw error
    }
  }
  const make = async (): Promise<NfpcapdOutcome> => {
    try {
      return await runNfpcapd({
        capture: source.path,
        outputDir: dir.flows,
        tools,
        signal: stop.signal,
        wallLimitMs,
      })
    } catch (error) {
      if (stop.signal.aborted && !signal?.aborted) return { state: 'stopped' }
      cancel()
      throw error
    }
  }
  const [counted, made] = await Promise.allSettled([count(), make()])
  signal?.removeEventListener('abort', cancel)
  signal?.throwIfAborted()
  // When the one fails it stops the other, whose failure then says nothing.
  if (made.status === 'rejected') throw made.reason
  if (counted.status === 'rejected') throw counted.reason
  return { outcome: made.value, own: counted.value, wallLimitMs }
}

function harmful(packets: number, { version }: NetflowTools): string {
  return `the capture has ${packets === 1 ? 'a packet' : `${packets} packets`} with an IPv4 header of less than 20 bytes in a VLAN or a tunnel, which no system sends: one kind of them keeps nfpcapd ${version} busy for ever, and of the others it makes flows that never were`
}

function failureOf(
  outcome: Exclude<NfpcapdOutcome, { state: 'done' }>,
  tools: NetflowTools,
  options: ConvertOptions,
  wallLimitMs: number,
): string {
  const { version } = tools
  switch (outcome.state) {
    case 'stopped':
      return `nfpcapd ${version} was stopped`
    case 'hung':
      return `nfpcapd ${version} was still at work after ${Math.round(wallLimitMs / 1000)} s and was stopped; a packet made for it can keep it busy for ever`
    case 'disk-full':
      return `the disk with ${options.workDir} is full, so nfpcapd could not write its flows`
    case 'failed':
      return `nfpcapd ${version} could not convert the capture: ${outcome.reason}`
  }
}

/** Why nfpcapd did not read to the end, in its own words; null when it did, or when only other interfaces followed. */
function readErrorOf(log: NfpcapdLog): string | null {
  if (log.readError === null || mixedInterfaces(log.readError) !== null) return null
  return `nfpcapd read ${log.totals?.processed ?? 0} packets before that and says: ${log.readError}.`
}

/** Whether fewer (or other) flows came back than nfpcapd says it wrote. */
function incomplete(log: NfpcapdLog, { rows, failure }: ReadFlows, { version }: NetflowTools): string | null {
  const same = log.flows === rows.flows && log.packets === rows.packets && log.bytes === rows.bytes
  if (failure === null && same) return null
  const what =
    failure === null
      ? `nfpcapd wrote ${log.packets} packets with ${log.bytes} bytes, nfdump gave back ${rows.packets} with ${rows.bytes}.`
      : `nfdump ${version} failed while the flows were read: ${failure}.`
  return `${what} ${rows.flows} of ${log.flows} flows were read: figures of this capture are not to be relied on. Open the folder again as a new case; if it happens again, install another version of nfdump.`
}
