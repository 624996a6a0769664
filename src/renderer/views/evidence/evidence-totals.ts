import type { EvidenceFile, EvidenceKind, LineCounts } from '../../../shared/evidence/evidence'

export interface EvidenceTotals extends LineCounts {
  readonly files: number
  readonly flowLogs: number
  readonly captures: number
  /** Files of no known kind, and files that can't be read. */
  readonly others: number
  readonly damaged: number
  readonly hashed: number
  readonly sizeBytes: number
  readonly unpackedBytes: number
  readonly firstStart: number | null
  readonly lastEnd: number | null
}

/** Sums over evidence files; times over their records. */
export function totalsOf(files: readonly EvidenceFile[]): EvidenceTotals {
  const sum = (of: (file: EvidenceFile) => number) => files.reduce((total, file) => total + of(file), 0)
  const kind = (...kinds: readonly EvidenceKind[]) => files.filter((file) => kinds.includes(file.kind)).length
  const flowLogs = kind('vpc-flow-log')
  const captures = kind('pcap', 'nfcapd', 'nfdump-output')
  const starts = files.flatMap((file) => (file.firstStart === null ? [] : [file.firstStart]))
  const ends = files.flatMap((file) => (file.lastEnd === null ? [] : [file.lastEnd]))
  return {
    files: files.length,
    flowLogs,
    captures,
    others: files.length - flowLogs - captures,
    damaged: files.filter((file) => file.damage !== null).length,
    hashed: files.filter((file) => file.sha256 !== null).length,
    sizeBytes: sum((file) => file.sizeBytes),
    unpackedBytes: sum((file) => file.unpackedBytes),
    lines: sum((file) => file.counts.lines),
    headerLines: sum((file) => file.counts.headerLines),
    records: sum((file) => file.counts.records),
    noData: sum((file) => file.counts.noData),
    skipData: sum((file) => file.counts.skipData),
    malformed: sum((file) => file.counts.malformed),
    blank: sum((file) => file.counts.blank),
    firstStart: starts.reduce<number | null>(
      (least, at) => (least === null || at < least ? at : least),
      null,
    ),
    lastEnd: ends.reduce<number | null>((most, at) => (most === null || at > most ? at : most), null),
  }
}
