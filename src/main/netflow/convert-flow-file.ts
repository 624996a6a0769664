import { statfs, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Damage } from '../../shared/evidence/evidence'
import { compressionOf } from '../packets/capture-source'
import { openUntouched } from '../packets/open-untouched'
import { type Conversion, type ConvertOptions, settled } from './conversion'
import { firstBytes } from './first-bytes'
import { type NfcapdLayout, readNfcapdLayout } from './nfcapd-layout'
import { type ReadFlows, readFlowFiles } from './read-flow-files'
import { counted, joined, timesRemark } from './remarks'
import { INSTALL_NETFLOW_TOOLS, isVersionAtLeast, type NetflowTools } from './tools'
import { Unconvertible } from './unconvertible'
import { TooLargeError, unpackCapture } from './unpack-capture'
import { type ConversionDir, makeConversionDir } from './work-dir'

/** Whatever the evidence is called and wherever it lies, nfdump sees this name in its working directory. */
const NAME = 'evidence.nfcapd'

/**
 * Reads a file of nfcapd, nfpcapd or nfdump -w with nfdump. Whatever is wrong stands in the result;
 * rejects only when cancelled (with the signal's reason) or when onBlock does.
 */
export function convertFlowFile(options: ConvertOptions): Promise<Conversion> {
  return settled(options, convert)
}

async function convert(options: ConvertOptions): Promise<Conversion> {
  const { tools, toolsRemark } = options
  if (!tools) {
    const why = toolsRemark ?? `nfdump can't be used. ${INSTALL_NETFLOW_TOOLS}`
    throw new Unconvertible(`The file holds NetFlow records, which only nfdump can read, and ${why}`)
  }
  const dir = await makeConversionDir(options.workDir, tools)
  try {
    return await convertIn(dir, options, tools)
  } finally {
    await dir.remove()
  }
}

async function convertIn(
  dir: ConversionDir,
  options: ConvertOptions,
  tools: NetflowTools,
): Promise<Conversion> {
  const { content, damage: packedDamage } = await bring(dir, options)
  const layout = await layoutOf(content)
  refuse(layout, tools)
  const read = await readFlowFiles({
    ...{ directory: dir.flows, files: [NAME], tools, signal: options.signal, evidenceId: options.evidenceId },
    onBlock: options.onBlock,
    onProgress: (done) =>
      options.onProgress?.({ stage: 'reading flows', done, total: layout.sums?.flows ?? 0 }),
    untrusted: { silenceLimitMs: options.wallLimitMs },
  })
  const { flows, packets, bytes, first, last } = read.rows
  const failure = read.failure && `nfdump ${tools.version} says: ${read.failure}.`
  return {
    summary: {
      ...{ flows, packets, bytes },
      first: first === null ? null : first / 1000,
      last: last === null ? null : last / 1000,
      skippedPackets: 0,
      converter: `nfdump ${tools.version}`,
      facts: null,
    },
    damage: packedDamage ?? damageOf(layout, failure),
    remark: joined(
      layout.damage || packedDamage ? failure : null,
      difference(layout, read, tools),
      timesRemark(read.rows),
    ),
  }
}

/** Puts the file where nfdump reads it: a link to it, or its content when it is compressed. */
async function bring(
  dir: ConversionDir,
  options: ConvertOptions,
): Promise<{ content: string | Buffer; damage: Damage | null }> {
  const { path, signal, onProgress } = options
  const { head, size } = await firstBytes(path, 16)
  const target = join(dir.flows, NAME)
  if (compressionOf(head) === null) {
    await symlink(path, target)
    return { content: path, damage: null }
  }
  const disk = await statfs(dir.path)
  const limitBytes = disk.bavail * disk.bsize
  try {
    const damage = await unpackCapture({
      ...{ source: path, target, limitBytes, signal },
      onProgress: (done) => onProgress?.({ stage: 'unpacking', done, total: size }),
    })
    return { content: target, damage }
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    throw new Unconvertible(
      `Unpacked, the file takes more than ${limitBytes} bytes, all the free space on the disk with ${options.workDir}. Make room there and open the folder again.`,
    )
  }
}

async function layoutOf(path: string | Buffer): Promise<NfcapdLayout> {
  const file = await openUntouched(path)
  try {
    const layout = await readNfcapdLayout(file, (await file.stat()).size)
    if (layout) return layout
    throw new Unconvertible("The file is none of nfdump's: it does not begin with the bytes A5 0C.")
  } finally {
    await file.close()
  }
}

const HERE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'little' : 'big'

/** What the installed nfdump does not read, which it would say of a file without naming a reason. */
function refuse({ layout, byteOrder }: NfcapdLayout, { version }: NetflowTools): void {
  if (byteOrder !== HERE) {
    throw new Unconvertible(
      `The file was written on a machine with the ${byteOrder}-endian byte order, and nfdump reads only files of its own machine's. Read it with nfdump on a machine of that kind, with "nfdump -r FILE -o csv", and add what it prints to the case.`,
    )
  }
  if (layout === 1) return
  if (layout === 2) {
    if (isVersionAtLeast(version, '1.7.0')) return
    throw new Unconvertible(
      `The file was written by nfdump 1.7, which the installed version ${version} can't read. Install nfdump 1.7, then open the folder again.`,
    )
  }
  throw new Unconvertible(
    `The file has layout ${layout} of nfdump, which Flowcase and nfdump ${version} don't know (1.6 writes layout 1, 1.7 layout 2). Convert it with the nfdump that wrote it: "nfdump -r FILE -o csv".`,
  )
}

function damageOf(layout: NfcapdLayout, failure: string | null): Damage | null {
  if (layout.damage) return layout.damage
  if (failure === null) return null
  const message = `The NetFlow file can't be read whole. ${failure}`
  return { kind: 'corrupt', atByte: 0, message }
}

/** Whether other flows came back than the file says it holds. */
function difference(
  { sums }: NfcapdLayout,
  { rows, emptyRows }: ReadFlows,
  tools: NetflowTools,
): string | null {
  const empty =
    emptyRows > 0
      ? `${counted(emptyRows, 'record has', 'records have')} no packets (outer halves of tunnels, or events of a firewall) and ${emptyRows === 1 ? 'is' : 'are'} in no figure.`
      : null
  if (!sums) return empty
  const flowsMatch = sums.flows >= rows.flows && sums.flows <= rows.flows + emptyRows
  if (flowsMatch && sums.packets === rows.packets && sums.bytes === rows.bytes) return empty
  const differs = `The file says of itself that it holds ${counted(sums.flows, 'flow')} of ${counted(sums.packets, 'packet')} with ${sums.bytes} bytes; nfdump ${tools.version} gave ${counted(rows.flows, 'flow')} of ${counted(rows.packets, 'packet')} with ${rows.bytes}.`
  return joined(differs, empty)
}
