import type { FlowBlock } from '../../shared/flow/block'
import { BlockBuilder } from '../../shared/flow/block-builder'
import { FlowRows, NETFLOW_FIELDS } from '../packets/flow-rows'
import { FlowReader } from './read-flows'
import { runNfdump } from './run-nfdump'
import type { NetflowTools } from './tools'

export interface FlowFiles {
  readonly directory: string
  /** Names in it, in the order in which they are read. */
  readonly files: readonly string[]
  readonly tools: NetflowTools
  readonly signal: AbortSignal | undefined
  readonly evidenceId: number
  onBlock(block: FlowBlock): Promise<void>
  /** Told the flows that were read, after each block. */
  onProgress(flows: number): void
  /** For files that nobody here has written: see NfdumpRun. */
  readonly untrusted?: { readonly silenceLimitMs?: number | undefined }
}

export interface ReadFlows {
  readonly rows: FlowRows
  readonly emptyRows: number
  /** Why nfdump did not read all, in its words; null when it did. */
  readonly failure: string | null
}

/**
 * Reads flow files with nfdump into blocks; stops at the first that it can't read whole.
 * @throws the signal's reason when cancelled; what onBlock throws
 */
export async function readFlowFiles(options: FlowFiles): Promise<ReadFlows> {
  const { directory, files, tools, signal, onProgress, untrusted } = options
  const builder = new BlockBuilder('netflow', 1000, NETFLOW_FIELDS)
  const rows = new FlowRows(builder, options.evidenceId)
  const reader = new FlowReader(rows)
  const handOver = async () => {
    const block = builder.take()
    if (block) await options.onBlock(block)
    onProgress(rows.flows)
  }
  let failure: string | null = null
  for (const file of files) {
    failure = await runNfdump({ directory, file, tools, signal, reader, untrusted, onFull: handOver })
    reader.endOfFile()
    await handOver()
    if (failure !== null) break
  }
  return { rows, emptyRows: reader.emptyRows, failure }
}
