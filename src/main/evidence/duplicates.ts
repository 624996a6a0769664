import { bareEvidence, type EvidenceFile } from '../../shared/evidence/evidence'
import type { KnownFile } from '../../shared/ipc/channels'
import type { ReaderFile } from './reader-pool'

/** A file whose content is in the case: what repeats it is not read again. */
export type Original = Pick<EvidenceFile, 'path' | 'kind' | 'container'>

/** Digests by the id of the file; null for one that can't be read. */
export type Digests = ReadonlyMap<number, string | null>

/** What has been read, by its SHA-256. */
export class Originals {
  private readonly bySha256 = new Map<string, Original>()
  private readonly sizes = new Set<number>()

  /** Keeps the file if it was read whole, in its own right, and is not empty. */
  add({ path, sizeBytes, sha256, duplicateOf, kind, container }: KnownFile): void {
    if (!sha256 || duplicateOf || !kind || !container || kind === 'unreadable' || sizeBytes === 0) return
    if (!this.bySha256.has(sha256)) this.bySha256.set(sha256, { path, kind, container })
    this.sizes.add(sizeBytes)
  }

  hasSize(sizeBytes: number): boolean {
    return this.sizes.has(sizeBytes)
  }

  of(sha256: string): Original | null {
    return this.bySha256.get(sha256) ?? null
  }
}

/** Files of a size that another file, or one that the case holds, has too. Empty files repeat nothing. */
export function ofOneSize(files: readonly ReaderFile[], originals: Originals): readonly ReaderFile[] {
  const counts = new Map<number, number>()
  for (const { sizeBytes } of files) counts.set(sizeBytes, (counts.get(sizeBytes) ?? 0) + 1)
  return files.filter(
    ({ sizeBytes }) => sizeBytes > 0 && ((counts.get(sizeBytes) ?? 0) > 1 || originals.hasSize(sizeBytes)),
  )
}

/** Files to read at once, and those that may repeat one of them, or one that the case holds. */
export interface Turns {
  readonly now: readonly ReaderFile[]
  readonly later: readonly ReaderFile[]
}

/** @param samples of the files that ofOneSize gave */
export function byTurns(files: readonly ReaderFile[], samples: Digests, originals: Originals): Turns {
  const now: ReaderFile[] = []
  const later: ReaderFile[] = []
  const met = new Set<string>()
  for (const file of files) {
    const sample = samples.get(file.id)
    const likeness = `${file.sizeBytes} ${sample}`
    // What can't be sampled is read, which tells why.
    if (!sample) now.push(file)
    else if (met.has(likeness) || originals.hasSize(file.sizeBytes)) later.push(file)
    else {
      met.add(likeness)
      now.push(file)
    }
  }
  return { now, later }
}

/** Which of the files repeat what was read; of the others that are alike one is read, the rest wait for it. */
export function judge(
  files: readonly ReaderFile[],
  digests: Digests,
  originals: Originals,
): Turns & { readonly duplicates: readonly EvidenceFile[] } {
  const duplicates: EvidenceFile[] = []
  const now: ReaderFile[] = []
  const later: ReaderFile[] = []
  const met = new Set<string>()
  for (const file of files) {
    const sha256 = digests.get(file.id)
    const original = sha256 ? originals.of(sha256) : null
    if (sha256 && original) duplicates.push(duplicate(file, sha256, original))
    else if (sha256 && met.has(sha256)) later.push(file)
    else {
      if (sha256) met.add(sha256)
      now.push(file)
    }
  }
  return { now, later, duplicates }
}

/** The record of a file that is listed, but counted nowhere. */
function duplicate(file: ReaderFile, sha256: string, { path, kind, container }: Original): EvidenceFile {
  return {
    ...bareEvidence(file),
    kind,
    container,
    sha256,
    duplicateOf: path,
    remark: `Same content as ${path} (same SHA-256): it is read and counted there, not here.`,
  }
}
