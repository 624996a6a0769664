/**
 * What a file is, told by its content, never by its name. 'nfdump-output' is text, CSV or JSON that
 * somebody else had nfdump print.
 */
export type EvidenceKind =
  | 'vpc-flow-log'
  | 'pcap'
  | 'nfcapd'
  | 'nfdump-output'
  | 'unrecognised'
  | 'unreadable'

/** Whether a file of the kind gives flows of source 'netflow'. */
export function givesNetflow(kind: EvidenceKind): boolean {
  return kind === 'pcap' || kind === 'nfcapd' || kind === 'nfdump-output'
}

/** What the bytes on disk are packed in. */
export type Container = 'none' | 'gzip' | 'zstd' | 'zip'

/**
 * What the records of a flow log lie in, below its container:
 *   text        lines, as AWS delivers them to S3
 *   timed-text  lines that are led by an ISO 8601 time: an export of CloudWatch Logs to S3
 *   json        JSON objects with the records as their messages: CloudWatch Logs, Firehose
 *   parquet     Apache Parquet
 *   mixed       several of these, in one zip archive
 */
export type Carrier = 'text' | 'timed-text' | 'json' | 'parquet' | 'mixed'

/** How a flow log is to be read. */
export interface FlowLogFormat {
  readonly carrier: Carrier
  /**
   * What LineCounts counts: lines of text, messages in JSON (a message of two lines counts as two, a
   * place that is no JSON as one that is malformed) or rows of Parquet. Line numbers are of the same.
   */
  readonly unit: 'line' | 'event' | 'row'
  /**
   * Where the (first) order of the fields is from: a header line, an order that AWS lists and that the
   * records fit, the examiner, or the columns of a Parquet file. Header lines further down count anyway.
   */
  readonly order: 'header' | 'standard' | 'given' | 'columns'
  /** All of this for people: "text without a header line, fields of version 5". */
  readonly description: string
}

/** What can be told of a flow log whose order of fields is not known, so that the examiner can say it. */
export interface FormatNeeded {
  /** Fields in a line. */
  readonly columns: number
  /** What every value that was looked at fits, by column: a hint for choosing names. */
  readonly kinds: readonly ('address' | 'number' | 'text')[]
  /** The first records split into their fields, at most 5, control bytes escaped. */
  readonly firstRecords: readonly (readonly string[])[]
}

/** A file inside of a zip archive. */
export interface ArchiveMember {
  /** As the archive's directory has it, control bytes escaped. */
  readonly path: string
  readonly kind: EvidenceKind
  /** What the file itself is packed in, inside of the archive. */
  readonly container: Container
  /** Unpacked from the archive. */
  readonly sizeBytes: number
  /** Its lines are the lines of the archive from this one on (counted from 1); null without lines. */
  readonly firstLine: number | null
  readonly lines: number
  /** Why it was not read, or not to its end. */
  readonly note: string | null
}

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

/** A NODATA or SKIPDATA line: a time in which flow logs have no record of an interface. */
export interface UnloggedWindow {
  /** NODATA: there was no traffic; SKIPDATA: AWS left records out (log-status in the Amazon VPC user guide). */
  readonly status: 'NODATA' | 'SKIPDATA'
  /** Null where the line does not tell. */
  readonly interfaceId: string | null
  /** Epoch seconds. */
  readonly start: number
  readonly end: number
}

/** What a gzip header (RFC 1952) tells of the file's origin. */
export interface GzipOrigin {
  /** Name of the file system that the member was made on, as RFC 1952 lists them: "FAT", "Unix"… */
  readonly madeOn: string
  readonly storedName: string | null
  /** Epoch seconds, null when 0 in the header. */
  readonly modified: number | null
}

/** Line accounting of a flow log, in the unit of its FlowLogFormat: lines = headerLines + records + noData + skipData + malformed + blank. */
export interface LineCounts {
  /**
   * Of text: what `zcat FILE | wc -l` prints, plus 1 if the last line lacks its newline. Of a zip
   * archive: the sum over the files in it.
   */
  readonly lines: number
  readonly headerLines: number
  readonly records: number
  readonly noData: number
  readonly skipData: number
  readonly malformed: number
  readonly blank: number
}

/** An interface that packets of a capture were taken on. */
export interface CapturedInterface {
  /** LINKTYPE_ number of the tcpdump.org registry. */
  readonly linkType: number
  /** Of that number: "Ethernet". */
  readonly linkName: string
  /** Bytes kept of each packet; 0 when the file sets no limit. */
  readonly snapLength: number
  /** What the capturing system called it, control bytes escaped; only pcapng tells. */
  readonly name: string | null
  readonly packets: number
}

/** Packets of a capture that are in no flow, by reason. */
export interface PacketsWithoutFlow {
  /** ARP, LLDP, spanning tree and whatever else is not IP. */
  readonly notIp: number
  /** So little of the packet was kept that its ports can't be read. */
  readonly tooShort: number
  /** Headers that contradict themselves: an IPv4 header of less than 20 bytes, a UDP datagram of less than 8. */
  readonly malformed: number
  /** Taken on an interface whose link type is not decoded. */
  readonly unknownLink: number
  /** The second and further fragments of datagrams that are whole: a datagram counts as one packet. */
  readonly joinedFragments: number
  /** All fragments of datagrams of which a part is missing. */
  readonly incompleteFragments: number
}

/**
 * What lies in a packet capture, counted by Flowcase's own reader as capinfos counts it: over the
 * packets that lie whole in the file, up to where it is cut off or damaged. Times are epoch seconds,
 * exact to a microsecond.
 */
export interface CaptureFacts {
  readonly format: 'pcap' | 'pcapng'
  readonly byteOrder: 'big' | 'little'
  /** The smallest step of the time stamps: "microseconds"; of several interfaces the coarsest. */
  readonly timeUnit: string
  /** At most 64, those with the most packets. */
  readonly interfaces: readonly CapturedInterface[]
  readonly packets: number
  /** Sum of the lengths that the packets had on the wire, link-layer headers included. */
  readonly bytesOnWire: number
  /** Sum of what was kept of them. */
  readonly bytesCaptured: number
  /** Packets of which less was kept than was on the wire. */
  readonly cutPackets: number
  /** The earliest and the latest time stamp; null without packets. */
  readonly firstPacket: number | null
  readonly lastPacket: number | null
  /** Packets with an earlier time stamp than the packet before them. */
  readonly outOfOrder: number
  /** Packets whose time stamp lies outside of 1970 to 2106; it is in no other figure. */
  readonly impossibleTimes: number
  /** Packets that the capturing system says it lost; null when the file does not tell. */
  readonly dropped: number | null
  /** Packets and their bytes on the IP layer that belong in flows by nfpcapd's rules. */
  readonly flowPackets: number
  readonly flowBytes: number
  readonly withoutFlow: PacketsWithoutFlow
  /** EtherTypes of the packets that are not IP, most frequent first, at most 8; 0 is IEEE 802.3. */
  readonly otherProtocols: readonly { readonly etherType: number; readonly packets: number }[]
  /** Program, operating system and hardware that wrote the file, control bytes escaped; only pcapng tells. */
  readonly writtenBy: string | null
}

/** What nfdump's -o calls the form of its output; 'csv' of every version, csv-fast among them. */
export type NfdumpFormat =
  | 'line'
  | 'long'
  | 'extended'
  | 'biline'
  | 'bilong'
  | 'csv'
  | 'pipe'
  | 'json'
  | 'raw'

/**
 * What nfdump has printed for somebody else, and what became of it:
 * lines = headers + flows + withoutPackets + summary + blank + malformed.
 */
export interface NfdumpOutput {
  readonly format: NfdumpFormat
  /** What is counted below: lines of text, or the records of JSON and raw output. */
  readonly unit: 'line' | 'record'
  readonly lines: number
  readonly headers: number
  /** A line with both directions (biline, bilong) is one here, and two flows of the case. */
  readonly flows: number
  /** Outer halves of tunnels, which nfdump prints before the flows in them. */
  readonly withoutPackets: number
  /** What nfdump says of the flows at the end. */
  readonly summary: number
  readonly blank: number
  readonly malformed: number
  /** Flows whose packets or bytes are rounded ("1.2 M") or not known: sums over them are inexact. */
  readonly inexactFlows: number
  /** Times are local ones of an unknown time zone, which UTC was assumed for. */
  readonly zoneAssumed: boolean
  /** Times are local ones of this time zone, as the examiner stated; absent or null when none was stated, or needed. */
  readonly zone?: string | null
}

/** What a packet capture, or a NetFlow file, became as NetFlow. Times are epoch seconds with milliseconds. */
export interface CaptureSummary {
  readonly flows: number
  readonly packets: number
  /** On the IP layer. */
  readonly bytes: number
  readonly first: number | null
  readonly last: number | null
  /** Packets of the capture that are in no flow; 0 for a NetFlow file. */
  readonly skippedPackets: number
  /** What made the flows: "nfpcapd 1.7.1"; "nfdump 1.7.1" for a NetFlow file and "nfdump" for its output; OWN_READER. */
  readonly converter: string
  /** Null for a NetFlow file, which holds no packets. */
  readonly facts: CaptureFacts | null
  /** Set for nfdump output. */
  readonly output?: NfdumpOutput
}

/** CaptureSummary.converter where nfpcapd is missing, refuses a capture or loses a part of it. */
export const OWN_READER = "Flowcase's own reader"

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
  /** Whether the last line lacks its newline; of a zip archive, that of any file in it. */
  readonly unterminated: boolean
  /** Records with a `# comment` behind their last field; the comment is not kept. */
  readonly commented: number
  /** Over records, epoch seconds; null without records. */
  readonly firstStart: number | null
  readonly lastStart: number | null
  readonly lastEnd: number | null
  /** Field names in the order of the file's (first) header, or of its records where it has none. */
  readonly fields: readonly string[] | null
  /** Null when the file is no flow log. */
  readonly format: FlowLogFormat | null
  /** Set when the file looks like a flow log without a header, in an order that is not known: it was not read. */
  readonly formatNeeded: FormatNeeded | null
  /** Files inside of a zip archive, in the order of its directory, at most 10,000. */
  readonly members: readonly ArchiveMember[]
  readonly gzip: GzipOrigin | null
  /** The first raw lines (messages, rows), at most 5, as `zcat FILE | head` shows them, control bytes escaped. */
  readonly firstLines: readonly string[]
  /** At most 1000; counts.malformed has the number of all. */
  readonly malformedLines: readonly MalformedLine[]
  /** At most 1000 of either status that tell a time; absent in cases that an earlier version read. */
  readonly unlogged?: readonly UnloggedWindow[]
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
    commented: 0,
    firstStart: null,
    lastStart: null,
    lastEnd: null,
    fields: null,
    format: null,
    formatNeeded: null,
    members: [],
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
