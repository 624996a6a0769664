import type { EvidenceFile } from '../../shared/evidence/evidence'

/** Evidence with files that were read since, in the order of their ids; one that was read anew takes its own place. */
export function withCompleted(
  evidence: readonly EvidenceFile[],
  completed: readonly EvidenceFile[],
): readonly EvidenceFile[] {
  if (completed.length === 0) return evidence
  const paths = new Set(completed.map(({ path }) => path))
  return [...evidence.filter(({ path }) => !paths.has(path)), ...completed].sort((a, b) => a.id - b.id)
}
