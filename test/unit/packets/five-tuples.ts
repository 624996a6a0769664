import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type CaptureReading, readCapture } from '../../../src/main/packets/read-capture'
import { canonicalAddress } from '../../../src/shared/flow/address'
import type { FlowBlock } from '../../../src/shared/flow/block'
import { type Row, rowsOf } from '../netflow/conversion'

/** Packets and bytes by "protocol source:port > destination:port", with type and code for ICMP. */
export type Tuples = ReadonlyMap<string, readonly [packets: number, bytes: number]>

export interface Flows extends CaptureReading {
  readonly rows: NonNullable<CaptureReading['rows']>
  readonly list: readonly Row[]
  readonly blocks: readonly FlowBlock[]
}

/** Reads a capture with its flows. */
export async function readFlows(path: string): Promise<Flows> {
  const blocks: FlowBlock[] = []
  const reading = await readCapture({
    path,
    signal: undefined,
    flows: { evidenceId: 7, onBlock: async (block) => void blocks.push(block) },
  })
  if (!reading.rows) throw new Error('Flows were wanted')
  return { ...reading, rows: reading.rows, blocks, list: blocks.flatMap(rowsOf) }
}

export function tuplesOf(rows: readonly Row[]): Tuples {
  const tuples = new Map<string, [number, number]>()
  for (const row of rows) {
    const icmp = row['icmp-type'] == null ? '' : ` ${row['icmp-type']}.${row['icmp-code']}`
    const key = `${row.protocol} ${row.srcaddr}:${row.srcport} > ${row.dstaddr}:${row.dstport}${icmp}`
    addToTuple(tuples, key, row.packets as number, row.bytes as number)
  }
  return sortedTuples(tuples)
}

/** The same by nfpcapd and nfdump, called by hand; null when nfpcapd refuses the capture. */
export function tuplesByHand(path: string): Tuples | null {
  const dir = mkdtempSync(join(tmpdir(), 'flowcase-tuples-'))
  try {
    let capture = path
    if (path.endsWith('.gz')) {
      capture = join(dir, 'unpacked')
      writeFileSync(capture, gunzipSync(readFileSync(path)))
    }
    const out = join(dir, 'out')
    mkdirSync(out)
    const env = { PATH: process.env.PATH ?? '', TZ: 'UTC' }
    try {
      execFileSync('nfpcapd', ['-r', capture, '-w', out, '-B', '4096', '-e', '60,15', '-t', '2147483647'], {
        env,
        stdio: 'ignore',
        timeout: 60_000,
        killSignal: 'SIGKILL',
      })
    } catch {
      return null
    }
    const text = execFileSync(
      'nfdump',
      ['-C', 'none', '-R', out, '-q', '-N', '-6', '-o', 'fmt:%pr|%sa|%sp|%da|%dp|%it|%ic|%pkt|%byt'],
      { env, encoding: 'utf8', maxBuffer: 1 << 28 },
    )
    const tuples = new Map<string, [number, number]>()
    for (const line of text.split('\n')) {
      const [protocol, source, sourcePort, destination, port, type, code, packets, bytes] = line
        .split('|')
        .map((field) => field.trim()) as [string, ...string[]]
      // Without packets: the outer half of a tunnel.
      if (bytes === undefined || packets === '0') continue
      const icmp = protocol === '1' || protocol === '58'
      const from = `${canonicalAddress(source as string)}:${icmp ? 0 : sourcePort}`
      const to = `${canonicalAddress(destination as string)}:${icmp ? 0 : port}`
      addToTuple(
        tuples,
        `${protocol} ${from} > ${to}${icmp ? ` ${type}.${code}` : ''}`,
        Number(packets),
        Number(bytes),
      )
    }
    return sortedTuples(tuples)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Adds to the sums of a five-tuple. */
export function addToTuple(
  tuples: Map<string, [number, number]>,
  key: string,
  packets: number,
  bytes: number,
): void {
  const sums = tuples.get(key) ?? [0, 0]
  tuples.set(key, [sums[0] + packets, sums[1] + bytes])
}

/** By key, so that two can be compared. */
export function sortedTuples(tuples: Map<string, [number, number]>): Tuples {
  return new Map([...tuples].sort(([a], [b]) => (a < b ? -1 : 1)))
}
