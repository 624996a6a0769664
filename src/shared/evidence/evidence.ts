/** What a file is, told by its content, never by its name. */
export type EvidenceKind = 'vpc-flow-log' | 'pcap' | 'nfcapd' | 'unrecognised' | 'unreadable'

export type Container = 'none' | 'gzip'

/** Bytes of a file as it lies on disk: from the offset `from` up to, but not including, `to`. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** What is wrong with a file; counts of a damaged file are over what could be read. */
export interface Damage {
  readonly kind: 'truncated' | 'corrupt' | 'trailing-garbage' | 'unreadable'
  /** Offset in the file as it lies on disk. */
  readonly atByte: number
  readonly message: string
  /** Bytes that gave nothing, in order; the message names them too. */
  readonly lost?: readonly ByteRange[]
}

/** A line that is no header, record, NODATA, SKIPDATA or blank line. */
export interface MalformedLine {
  /** Counted from 1. */
  readonly line: number
  readonly reason: string
  /** The line itself, control bytes escaped, cut after 500 characters. */
  readonly text: string
}

/** What a gzip header (RFC 1952) tells of the file's origin. */
export interface GzipOrigin {
  /** Name of the file system that the member was made on, as RFC 1952 lists them: "FAT", "Unix"… */
  readonly madeOn: string
  readonly storedName: string | null
  /** Epoch seconds, null when 0 in the header. */
  readonly modified: number | null
}

/** Line accounting of a flow log: lines = headerLines + records + noData + skipData + malformed + blank. */
export interface LineCounts {
  /** What `zcat FILE | wc -l` prints, plus 1 if the last line lacks its newline. */
  readonly lines: number
  readonly headerLines: number
  readonly records: number
  readonly noData: number
  readonly skipData: number
  readonly malformed: number
  readonly blank: number
}

/** What a packet capture became as NetFlow. Times are epoch seconds with milliseconds. */
export interface CaptureSummary {
  readonly flows: number
  readonly packets: number
  readonly bytes: number
  readonly first: number | null
  readonly last: number | null
  /** Packets that nfpcapd read but could not make a flow of. */
  readonly skippedPackets: number
  /** How it was converted: "nfpcapd 1.7.1". */
  readonly converter: string
}

export interface EvidenceFile {
  /** Number of the file in its case, from 0; what FlowRuns.evidence refers to. */
  readonly id: number
  /** Relative to the evidence folder, '/' between the parts. */
  readonly path: string
  readonly kind: EvidenceKind
  readonly container: Container
  readonly sizeBytes: number
  /** Modification time, epoch milliseconds. */
  readonly modifiedMs: number
  /** Lower-case hex of the bytes on disk; null when they could not be read. */
  readonly sha256: string | null
  readonly unpackedBytes: number
  readonly counts: LineCounts
  /** Whether the last line lacks its newline. */
  readonly unterminated: boolean
  /** Over records, epoch seconds; null without records. */
  readonly firstStart: number | null
  readonly lastStart: number | null
  readonly lastEnd: number | null
  /** Field names in the order of the file's (first) header. */
  readonly fields: readonly string[] | null
  readonly gzip: GzipOrigin | null
  /** The first raw lines, at most 5, as `zcat FILE | head` shows them, control bytes escaped. */
  readonly firstLines: readonly string[]
  /** At most 1000; counts.malformed has the number of all. */
  readonly malformedLines: readonly MalformedLine[]
  readonly damage: Damage | null
  readonly capture: CaptureSummary | null
  /**
   * The path of an earlier file with the same content (the same SHA-256), which was read in this
   * one's place: nothing is counted here, and no flow refers to this file.
   */
  readonly duplicateOf: string | null
  /** What the examiner should know or do: a missing tool, an unknown format. */
  readonly remark: string | null
}

export const NO_LINES: LineCounts = {
  lines: 0,
  headerLines: 0,
  records: 0,
  noData: 0,
  skipData: 0,
  malformed: 0,
  blank: 0,
}

/** An evidence file of which nothing but its name and size is known yet. */
export function bareEvidence(
  file: Pick<EvidenceFile, 'id' | 'path' | 'sizeBytes' | 'modifiedMs'>,
): EvidenceFile {
  return {
    kind: 'unrecognised',
    container: 'none',
    sha256: null,
    unpackedBytes: 0,
    counts: NO_LINES,
    unterminated: false,
    firstStart: null,
    lastStart: null,
    lastEnd: null,
    fields: null,
    gzip: null,
    firstLines: [],
    malformedLines: [],
    damage: null,
    capture: null,
    duplicateOf: null,
    remark: null,
    ...file,
  }
}
