import { type EvidenceFile, OWN_READER } from '../../../shared/evidence/evidence'
import type { FlowSource } from '../../../shared/flow/block'
import { enumerate } from '../wording'
import { shellWord } from './shell'

/** Files that are named; the number of all is told. */
const NAMED = 3

/**
 * Why no command can derive figures of a source: the files that hold a part of its flows in a form
 * that find, zcat and awk, or nfpcapd and nfdump, can't read. Null when there are none.
 */
export function shellObstacle(evidence: readonly EvidenceFile[], source: FlowSource): string | null {
  const files = evidence.filter(source === 'vpc' ? isUnreadableLog : isUnreadableCapture)
  if (files.length === 0) return null
  const named = files.slice(0, NAMED).map((file) => file.path)
  const more = files.length - named.length
  const names = more === 0 ? enumerate(named) : `${named.join(', ')} and ${more} more`
  return source === 'vpc'
    ? `A part of the flow logs lies in zip archives, JSON or Parquet, which no shell command here reads: ${names}.`
    : `A part of the flows was made by ${OWN_READER}, since nfpcapd would not read the capture whole, or printed by nfdump before it came here: ${names}.`
}

/** Whether the file's records can't be had as lines of text with zcat or zstdcat. */
export function isUnreadableLog(file: EvidenceFile): boolean {
  if (file.kind !== 'vpc-flow-log' || file.duplicateOf !== null || file.counts.lines === 0) return false
  return file.container === 'zip' || (file.format !== null && !/text$/.test(file.format.carrier))
}

function isUnreadableCapture(file: EvidenceFile): boolean {
  const { capture, kind, duplicateOf } = file
  if (capture === null || capture.flows === 0 || duplicateOf !== null) return false
  return capture.converter === OWN_READER || kind === 'nfdump-output'
}

/** What stands in place of a command: it says why on the error output, prints no value and fails. */
export function noCommand(obstacle: string): string {
  return `printf '%s\\n' ${shellWord(obstacle)} >&2; false`
}
