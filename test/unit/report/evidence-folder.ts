import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { bareEvidence, type EvidenceFile, NO_LINES } from '../../../src/shared/evidence/evidence'

/** A real folder with files in it, and the evidence list that Flowcase would have of it. */
export class EvidenceFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'flowcase evidence '))
  evidence: readonly EvidenceFile[] = []

  constructor() {
    onTestFinished(() => rmSync(this.path, { recursive: true }))
  }

  /** A file that is no flow log. */
  add(path: string, bytes: string | Uint8Array, facts: Partial<EvidenceFile> = {}): EvidenceFile {
    const target = join(this.path, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes)
    const file = {
      ...bareEvidence({ id: this.evidence.length, path, sizeBytes: bytes.length, modifiedMs: 0 }),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ...facts,
    }
    this.evidence = [...this.evidence, file]
    return file
  }

  /**
   * A flow log of the text, with the header line that it begins with, if it does. Its lines are
   * counted here as simply as can be; `facts` has what a test knows better.
   */
  addFlowLog(
    path: string,
    text: string,
    facts: Partial<Omit<EvidenceFile, 'counts'>> & { counts?: Partial<EvidenceFile['counts']> } = {},
    bytes: Uint8Array = facts.container === 'none' ? Buffer.from(text) : gzipSync(text),
  ): EvidenceFile {
    const lines = text.split('\n')
    if (lines.at(-1) === '') lines.pop()
    const header = (lines[0] ?? '').trim().split(/\s+/)
    const hasHeader = header.every((name) => /^[a-z-]+\d?$/.test(name)) && header.length > 1
    const of = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length
    const counts = {
      ...NO_LINES,
      lines: lines.length,
      headerLines: hasHeader ? 1 : 0,
      noData: of(/ NODATA\b/),
      skipData: of(/ SKIPDATA\b/),
      blank: of(/^\s*$/),
      ...facts.counts,
    }
    const { headerLines, noData, skipData, blank, malformed } = counts
    return this.add(path, bytes, {
      kind: 'vpc-flow-log',
      container: 'gzip',
      fields: hasHeader ? header : null,
      unterminated: text !== '' && !text.endsWith('\n'),
      firstLines: lines.slice(0, 5).map((line) => line.replace(/\r/g, '\\x0d')),
      unpackedBytes: text.length,
      ...facts,
      counts: { ...counts, records: counts.lines - headerLines - noData - skipData - blank - malformed },
    })
  }
}
