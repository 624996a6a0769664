import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BlockSink } from '../../../src/main/evidence/block-sink'
import { EvidenceReader } from '../../../src/main/evidence/read-evidence'
import { UNPACK_LIMIT, type UnpackLimit } from '../../../src/main/evidence/unpack-limit'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { ANY } from '../../../src/shared/filter/ast'
import type { FlowBlock } from '../../../src/shared/flow/block'
import { temporaryFolder } from '../temporary-folder'
import { V2_HEADER } from './flow-log-text'

export interface BytesOptions {
  readonly limit?: UnpackLimit
  throwIfCancelled?(): void
}

/** Reads evidence files that are given as their bytes, one after the other, with one reader. */
export class BytesReader {
  private readonly blocks: FlowBlock[] = []
  private readonly sink = new BlockSink((block) => {
    if (block) this.blocks.push(block)
  })
  private readonly reader: EvidenceReader
  private id = 0
  /** Where the file that was read last lies. */
  readonly path = join(temporaryFolder('bytes'), 'a.log.gz')

  constructor({ limit = UNPACK_LIMIT, throwIfCancelled = () => {} }: BytesOptions = {}) {
    this.reader = new EvidenceReader(this.sink, { throwIfCancelled, advanced() {} }, limit)
  }

  /** The file's record, and its flows as lines of version 2, in their order. */
  async read(bytes: Uint8Array) {
    writeFileSync(this.path, bytes)
    const { size, mtimeMs } = statSync(this.path)
    const target = { path: 'a.log.gz', absolutePath: this.path, sizeBytes: size, modifiedMs: mtimeMs }
    const file = await this.reader.read({ ...target, id: this.id++ })
    this.sink.flush()
    const engine = new FlowEngine()
    for (const block of this.blocks.splice(0)) engine.append(block)
    const sort = { field: 'evidence', descending: false } as const
    const { rows } = await engine.page({ source: 'vpc', filter: ANY, sort, offset: 0, limit: 10_000_000 })
    const fields = V2_HEADER.split(' ').slice(1)
    const flows = rows.map(({ values }) => `2 ${fields.map((field) => values[field]).join(' ')}`)
    return { file, flows }
  }
}
