import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BlockSink } from '../../../src/main/evidence/block-sink'
import { EvidenceReader } from '../../../src/main/evidence/read-evidence'
import { UNPACK_LIMIT } from '../../../src/main/evidence/unpack-limit'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import type { EvidenceFile } from '../../../src/shared/evidence/evidence'
import type { FlowBlock } from '../../../src/shared/flow/block'

export interface ReadCase {
  readonly blocks: readonly FlowBlock[]
  readonly files: readonly EvidenceFile[]
  readonly engine: FlowEngine
}

/**
 * Reads all files of one folder, in the order of their names, into an engine: main's reader without its threads.
 * @param formats stated for files without a header
 */
export async function readCase(
  folder: string,
  formats: Readonly<Record<string, readonly string[]>> = {},
  limit = UNPACK_LIMIT,
): Promise<ReadCase> {
  const blocks: FlowBlock[] = []
  const files: EvidenceFile[] = []
  const engine = new FlowEngine()
  const sink = new BlockSink((block, complete) => {
    if (block) {
      blocks.push(block)
      engine.append(block)
    }
    files.push(...complete)
  })
  const reader = new EvidenceReader(sink, { throwIfCancelled() {}, advanced() {} }, limit)
  for (const [id, path] of readdirSync(folder).sort().entries()) {
    const absolutePath = join(folder, path)
    const { size, mtimeMs } = statSync(absolutePath)
    const format = formats[path]
    const target = { id, path, absolutePath, sizeBytes: size, modifiedMs: mtimeMs, ...(format && { format }) }
    sink.fileComplete(await reader.read(target))
  }
  sink.flush()
  return { blocks, files, engine }
}
