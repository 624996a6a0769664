import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { ImportRequest, StatedFormat } from '../../shared/ipc/channels'
import type { OpenCase } from '../engine/engine-api'

/**
 * What main is asked to read for a case: what is new in its folder, and anew what could not be read
 * before: files whose format has been stated since, and unreadable ones.
 */
export function importRequestOf({
  record,
  evidence,
  formats,
  zones,
}: Pick<OpenCase, 'record' | 'evidence' | 'formats' | 'zones'>): ImportRequest {
  const anew = readAnew(evidence, formats)
  return {
    folderId: record.folderId,
    known: evidence
      .filter(({ path }) => !anew.has(path))
      .map(({ path, sizeBytes, modifiedMs, sha256, duplicateOf, kind, container }) => ({
        ...{ path, sizeBytes, modifiedMs, sha256, duplicateOf, kind, container },
      })),
    nextEvidenceId: evidence.reduce((next, file) => Math.max(next, file.id + 1), 0),
    formats: [...formats].map(({ path, fields }) => ({ path, fields: [...fields] })),
    zones: zones.map(({ path, zone }) => ({ path, zone })),
  }
}

/** Paths of files that gave no flows and may give some now, with those that repeat them. */
function readAnew(evidence: readonly EvidenceFile[], formats: readonly StatedFormat[]): ReadonlySet<string> {
  const stated = new Set(formats.map(({ path }) => path))
  const anew = new Set(
    evidence
      .filter(({ path, kind, formatNeeded }) => kind === 'unreadable' || (formatNeeded && stated.has(path)))
      .map(({ path }) => path),
  )
  const repeats = evidence.filter(({ duplicateOf }) => duplicateOf !== null && anew.has(duplicateOf))
  return new Set([...anew, ...repeats.map(({ path }) => path)])
}
