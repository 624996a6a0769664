import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { convertCapture } from '../../../src/main/netflow/convert'
import { findNetflowTools } from '../../../src/main/netflow/find-tools'
import { FlowReader } from '../../../src/main/netflow/read-flows'
import { FlowRows, NETFLOW_FIELDS } from '../../../src/main/packets/flow-rows'
import type { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import type { Ask } from '../../../src/renderer/investigation/types'
import type { CaseRecord } from '../../../src/shared/case/case'
import type { EvidenceFile } from '../../../src/shared/evidence/evidence'
import { BlockBuilder } from '../../../src/shared/flow/block-builder'
import { folderOf, shell } from '../evidence/flow-log-text'
import { readCase } from '../evidence/read-case'

/** A folder of evidence, read by main's own readers into a real engine. */
export interface CaseInFolder {
  readonly folder: string
  readonly engine: FlowEngine
  readonly evidence: readonly EvidenceFile[]
  readonly ask: Ask
}

/** Reads flow logs and captures of a flat folder; captures are converted with nfpcapd and nfdump. */
export async function readFolder(folder: string): Promise<CaseInFolder> {
  const { engine, files } = await readCase(folder)
  const evidence = await Promise.all(
    files.map((file) => (file.kind === 'pcap' ? convert(folder, file, engine) : file)),
  )
  return { folder, engine, evidence, ask: async (query) => engine.ask(query) }
}

async function convert(folder: string, file: EvidenceFile, engine: FlowEngine): Promise<EvidenceFile> {
  const tools = await findNetflowTools()
  if (!tools) throw new Error('This test needs nfpcapd and nfdump: apt-get install nfdump')
  const workDir = await mkdtemp(join(tmpdir(), 'flowcase-netflow-'))
  try {
    const { summary, remark } = await convertCapture({
      path: join(folder, file.path),
      evidenceId: file.id,
      workDir,
      tools,
      onBlock: async (block) => {
        engine.append(block)
      },
    })
    if (!summary) throw new Error(`${file.path} was not converted: ${remark}`)
    return { ...file, capture: summary }
  } finally {
    await rm(workDir, { recursive: true })
  }
}

/** One flow log of these records, packed, in a folder that goes away with the test. */
export async function readRecords(header: string, records: readonly string[]): Promise<CaseInFolder> {
  const folder = folderOf({ 'flows.log.gz': `${[header, ...records].join('\n')}\n` })
  onTestFinished(() => rm(folder, { recursive: true }))
  return readFolder(folder)
}

/** What awk prints over all records of the folder's logs, as a number. */
export function awk(folder: string, program: string): number {
  return Number(shell(folder, `zcat *.log.gz | awk '${program}'`))
}

export function caseRecord(suspects: readonly string[]): CaseRecord {
  return {
    id: 'case',
    title: 'A case',
    examiner: 'E. Examiner',
    timeZone: 'UTC',
    folderId: '0123456789abcdef',
    folderPath: '/evidence',
    createdAt: 1_700_000_000,
    openedAt: 1_700_000_000,
    state: 'complete',
    flows: 0,
    suspects,
    notes: '',
  }
}

/** What nfdump prints in main's format for a flow; times are seconds of 28 September 2023, 20:00 UTC. */
export function netflowLine(
  source: string,
  sourcePort: number,
  destination: string,
  destinationPort: number,
  flow: { first: number; last: number; packets: number; bytes: number; flags?: string; protocol?: number },
): string {
  const time = (seconds: number) =>
    new Date(Date.UTC(2023, 8, 28, 20) + seconds * 1000).toISOString().replace('T', ' ').replace('Z', '')
  const { first, last, packets, bytes, flags = '...AP.SF', protocol = 6 } = flow
  return `-|${time(first)}|${time(last)}|${protocol}|${source}|${sourcePort}|${destination}|${destinationPort}|0|0|${flags}|${packets}|${bytes}`
}

/** Puts NetFlow into an engine as main reads it from nfdump. */
export function appendNetflow(engine: FlowEngine, lines: readonly string[]): void {
  const builder = new BlockBuilder('netflow', 1000, NETFLOW_FIELDS)
  const reader = new FlowReader(new FlowRows(builder, 1))
  for (const line of lines) reader.line(line)
  reader.endOfFile()
  const block = builder.take()
  if (block) engine.append(block)
}
