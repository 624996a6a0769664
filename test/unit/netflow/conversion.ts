import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Conversion, ConvertOptions } from '../../../src/main/netflow/conversion'
import { convertCapture } from '../../../src/main/netflow/convert'
import { findNetflowTools } from '../../../src/main/netflow/find-tools'
import type { NetflowTools } from '../../../src/main/netflow/tools'
import { formatIPv4, formatIPv6 } from '../../../src/shared/flow/address'
import type { FlowBlock, FlowColumn } from '../../../src/shared/flow/block'

export function fixture(path: string): string {
  return fileURLToPath(new URL(`../../fixtures/pcap/${path}`, import.meta.url))
}

export async function realTools(): Promise<NetflowTools> {
  const tools = await findNetflowTools()
  if (!tools) throw new Error('These tests need nfpcapd and nfdump: apt install nfdump')
  return tools
}

export interface Row {
  readonly [field: string]: string | number | null
}

export interface Converted extends Conversion {
  readonly rows: readonly Row[]
  readonly blocks: readonly FlowBlock[]
}

/** Converts a capture in a work directory that must be empty afterwards. */
export async function convert(path: string | Buffer, more: Partial<ConvertOptions> = {}): Promise<Converted> {
  const workDir = mkdtempSync(join(tmpdir(), 'flowcase-netflow-'))
  try {
    const blocks: FlowBlock[] = []
    const result = await convertCapture({
      path,
      evidenceId: 7,
      workDir,
      tools: await realTools(),
      onBlock: async (block) => void blocks.push(block),
      ...more,
    })
    const left = readdirSync(workDir)
    if (left.length > 0) throw new Error(`Left behind in the work directory: ${left.join(', ')}`)
    return { ...result, blocks, rows: blocks.flatMap(rowsOf) }
  } finally {
    rmSync(workDir, { recursive: true, force: true })
  }
}

/** The rows of a block as plain values. */
export function rowsOf(block: FlowBlock): Row[] {
  return Array.from({ length: block.count }, (_, row) => {
    let run = 0
    while ((block.runs.row[run + 1] ?? block.count) <= row) run++
    const values: Record<string, string | number | null> = {
      evidence: block.runs.evidence[run] as number,
      line: (block.runs.line[run] as number) + row - (block.runs.row[run] as number),
    }
    for (const column of block.columns) values[column.field] = valueAt(block, column, row)
    return values
  })
}

function valueAt(block: FlowBlock, column: FlowColumn, row: number): string | number | null {
  if (column.kind === 'text') throw new Error(`NetFlow has no text: ${column.field}`)
  const { data, base, absent } = column
  const stored = data.length === 0 ? 0 : Number(data[row])
  if (column.kind === 'number' && column.values) {
    const own = column.values[stored] as number
    return Number.isNaN(own) ? null : own
  }
  if (data.length > 0 && (Number.isNaN(stored) || stored === absent)) return null
  const value = base + stored
  if (column.kind === 'number') return value
  const { v4, v6 } = block.addresses
  return value < v4.length ? formatIPv4(v4[value] as number) : formatIPv6(v6, (value - v4.length) * 16)
}

export interface Sums {
  readonly flows: number
  readonly packets: number
  readonly bytes: number
}

/** What an examiner gets who converts a capture by hand: the sums in nfdump's own summary. */
export function convertByHand(path: string): Sums {
  const dir = mkdtempSync(join(tmpdir(), 'flowcase-by-hand-'))
  try {
    const out = join(dir, 'out')
    mkdirSync(out)
    const env = { PATH: process.env.PATH ?? '', TZ: 'UTC' }
    const stdio = ['ignore', 'pipe', 'ignore'] as const
    execFileSync('nfpcapd', ['-r', path, '-w', out, '-B', '4096', '-e', '60,15', '-t', '2147483647'], {
      env,
      stdio: [...stdio],
    })
    const text = execFileSync('nfdump', ['-R', out, '-N', '-o', 'long'], { env, encoding: 'utf8' })
    if (text.includes('No matching flows')) return { flows: 0, packets: 0, bytes: 0 }
    const sum = /Summary: total flows: (\d+), total bytes: (\d+), total packets: (\d+)/.exec(text)
    if (!sum) throw new Error(`nfdump printed no summary:\n${text}`)
    return { flows: Number(sum[1]), packets: Number(sum[3]), bytes: Number(sum[2]) }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
