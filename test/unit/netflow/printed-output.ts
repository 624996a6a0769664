import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertNfdumpOutput } from '../../../src/main/netflow/output/convert-output'
import type { FlowBlock } from '../../../src/shared/flow/block'
import { type Converted, rowsOf } from './conversion'

const ENV = { PATH: process.env.PATH ?? '', TZ: 'UTC' }

/** A directory with the flows of a capture, as nfpcapd writes them. */
export function flowDirectory(dir: string, capture: string): string {
  mkdirSync(dir)
  execFileSync('nfpcapd', ['-r', capture, '-w', dir, '-B', '4096', '-t', '2147483647'], {
    env: ENV,
    stdio: 'ignore',
  })
  return dir
}

/** What the real nfdump prints of them. */
export function nfdump(dir: string, args: readonly string[], timeZone = 'UTC'): string {
  return execFileSync('nfdump', ['-R', dir, ...args], {
    env: { ...ENV, TZ: timeZone },
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  })
}

/** The flows by nfdump's own figures of another format, with packets of their own, in the order of its output. */
export function flowsOf(dir: string): readonly string[] {
  const text = nfdump(dir, ['-q', '-N', '-6', '-o', 'fmt:%pkt|%byt|%pr|%sa|%sp|%da|%dp|%it|%ic|%ts|%te|%flg'])
  return text
    .split('\n')
    .map((line) => line.split('|').map((value) => value.trim()))
    .filter(([packets]) => Number(packets) > 0)
    .map(([packets, bytes, protocol, sa, sp, da, dp, type, code, ts, te, flags]) => {
      const icmp = protocol === '1' || protocol === '58'
      const ports = icmp ? `0 0 ${type} ${code}` : `${sp} ${dp} null null`
      return `${sa} ${da} ${ports} ${protocol} ${packets} ${bytes} ${time(ts)} ${time(te)} ${bits(flags ?? '')}`
    })
}

/** Flows, packets and bytes by nfdump -I. */
export function statedOf(dir: string): readonly number[] {
  const text = nfdump(dir, ['-I'])
  return ['Flows', 'Packets', 'Bytes'].map((name) =>
    Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1]),
  )
}

/** The same of what was read. */
export function flowsRead({ rows }: Pick<Converted, 'rows'>): readonly string[] {
  return rows.map(
    (row) =>
      `${row.srcaddr} ${row.dstaddr} ${row.srcport} ${row.dstport} ${row['icmp-type'] ?? null} ${row['icmp-code'] ?? null} ${row.protocol} ${row.packets} ${row.bytes} ${row.start} ${row.end} ${row['tcp-flags']}`,
  )
}

function time(text: string | undefined): number {
  return Date.parse(`${text?.replace(' ', 'T')}Z`)
}

function bits(flags: string): number {
  return Number.parseInt(flags.replace(/[^.]/g, '1').replace(/\./g, '0'), 2)
}

/** @param zone of the machine that printed it, as an examiner would state it */
export async function readPrinted(text: string | Uint8Array, zone: string | null = null): Promise<Converted> {
  const dir = mkdtempSync(join(tmpdir(), 'flowcase-printed-'))
  try {
    const path = join(dir, 'printed')
    writeFileSync(path, typeof text === 'string' ? Buffer.from(text, 'latin1') : text)
    const blocks: FlowBlock[] = []
    const result = await convertNfdumpOutput({
      ...{ path, evidenceId: 7, workDir: dir, tools: null, zone },
      onBlock: async (block) => void blocks.push(block),
    })
    return { ...result, blocks, rows: blocks.flatMap(rowsOf) }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
