import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { checkArchive, piecesOf } from '../../../src/main/archive/check-archive'
import { writeExport } from '../../../src/main/export/write-export'
import { readArchive } from '../../../src/renderer/engine/archive/read-archive'
import { type ArchivedCase, writeArchive } from '../../../src/renderer/engine/archive/write-archive'
import type { ArchiveHead } from '../../../src/shared/archive/documents'
import type { FlowBlock } from '../../../src/shared/flow/block'

export interface ReadBack {
  readonly head: ArchiveHead
  readonly rows: Readonly<Record<string, readonly unknown[]>>
  readonly blocks: readonly FlowBlock[]
  readonly sha256: string
}

/** Writes an archive as engine and main do together. */
export function writeTo(target: string, archived: ArchivedCase, signal = new AbortController().signal) {
  const messages = writeArchive(archived)
  return writeExport({
    target,
    messages,
    rawLines: null,
    sealed: true,
    signal,
    taken() {},
    progress() {},
  })
}

/** Reads it again as main and engine do, in pieces of so many bytes. */
export async function readFrom(path: string, piece = 1 << 19): Promise<ReadBack> {
  const file = await open(path)
  try {
    const { contentBytes, sha256 } = await checkArchive(file, path, new AbortController().signal)
    const rows: Record<string, unknown[]> = {}
    const blocks: FlowBlock[] = []
    const head = await readArchive(piecesOf(file, contentBytes, piece), {
      rows: async (table, found) => {
        rows[table] = [...(rows[table] ?? []), ...found]
      },
      block: async (block) => {
        blocks.push(block)
      },
    })
    return { head, rows, blocks, sha256 }
  } finally {
    await file.close()
  }
}

/** Puts the right seal below whatever stands in a file before its old one. */
export function sealAgain(path: string, change: (content: Buffer) => Buffer): void {
  const content = change(readFileSync(path).subarray(0, -65))
  const seal = `${createHash('sha256').update(content).digest('hex')}\n`
  writeFileSync(path, Buffer.concat([content, Buffer.from(seal)]))
}
