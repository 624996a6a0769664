import type { AddressAlias, CaseRecord } from '../../shared/case/case'
import type { MatchedList, TimedMark } from '../../shared/case/timed-mark'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { Filter } from '../../shared/filter/ast'
import type { FigureQuestion } from '../../shared/findings/figure'
import type { FlowSource } from '../../shared/flow/block'
import type { FlowAnswer, FlowQuery, Quantity } from '../../shared/query/query'
import type { ClockOffset } from './clock-offset'
import type { DetectorId } from './detectors/detector-id'
import type { Difference } from './difference'

/** Asks the engine. Investigation is pure over its answers. */
export type Ask = (query: FlowQuery) => Promise<FlowAnswer>

/** Epoch seconds; null when no flow matches. duration is lastEnd − firstStart, in seconds. */
export interface Window {
  readonly firstStart: number | null
  readonly lastStart: number | null
  readonly lastEnd: number | null
  readonly duration: number | null
}

export interface Volume {
  readonly records: number
  readonly bytes: Quantity
  readonly packets: Quantity
  readonly accepted: number
  readonly rejected: number
}

/** Volume of the suspect's flows with a port on one side of the record. */
export interface PortVolume extends Volume {
  readonly side: 'source' | 'destination'
  readonly port: number
  readonly protocol: number
}

/** Why a side of a conversation is taken for the serving one. */
export type RoleReason =
  /** Records with SYN alone or SYN-ACK tell who opened the connections. */
  | 'tcp handshake'
  /** One side's port is a known service, the other's is not. */
  | 'known service port'
  /** One port of this side meets many ports of the other. */
  | 'one port, many peer ports'
  | 'lower port'

/** A port that answers: who serves it, to whom, and which way the bytes went. */
export interface Service {
  readonly address: string
  readonly port: number
  readonly protocol: number
  /** Name in the services list, null: not listed. */
  readonly name: string | null
  readonly reason: RoleReason
  /** Distinct client addresses, most bytes first. */
  readonly clients: readonly string[]
  readonly records: number
  readonly rejected: number
  readonly bytesToSuspect: Quantity
  readonly bytesFromSuspect: Quantity
  readonly packetsToSuspect: Quantity
  readonly packetsFromSuspect: Quantity
  /** Distinct client address and port pairs: connections as far as flow data tells. */
  readonly connections: number
  readonly firstStart: number
  readonly lastEnd: number
}

/** One rung: the port that is taken away, and what is left after it. */
export interface LadderStep {
  readonly port: number
  readonly protocol: number
  readonly name: string | null
  /** Volume that leaves with this step. */
  readonly taken: Volume
  readonly remaining: Volume
  /** Distinct directed five-tuples that remain. */
  readonly remainingTuples: number
  /** Everything still in after this step. */
  readonly filter: Filter
}

export interface Ladder {
  readonly start: Volume
  readonly startTuples: number
  readonly steps: readonly LadderStep[]
  /** Remaining records after all steps; 0: the services above explain everything. */
  readonly residue: number
}

export interface TimelineBucket {
  /** Epoch seconds of the bucket's start. */
  readonly at: number
  readonly records: number
  readonly bytes: Quantity
}

/** Timeline split by service port: one series for each service of the suspect. */
export interface Timeline {
  readonly bucketSeconds: number
  readonly series: readonly {
    readonly label: string
    readonly port: number | null
    readonly buckets: readonly TimelineBucket[]
  }[]
}

/** The suspect in one source. */
export interface SourceView {
  readonly source: FlowSource
  readonly filter: Filter
  readonly total: Volume
  readonly window: Window
  /** Every (side, port, protocol) seen, by bytes descending. */
  readonly ports: readonly PortVolume[]
  /** By bytes in both directions, descending. */
  readonly services: readonly Service[]
  readonly ladder: Ladder
  readonly timeline: Timeline
}

export type TupleState = 'matched' | 'vpc-only' | 'netflow-only'

/** Who sent to whom; ICMP ports are 0 as in flow logs. */
export interface TupleEnds {
  readonly srcaddr: string
  readonly srcport: number
  readonly dstaddr: string
  readonly dstport: number
  readonly protocol: number
}

/** A directed five-tuple in both sources, its interfaces under their private and packet-level addresses. */
export interface TupleComparison extends TupleEnds {
  readonly state: TupleState
  readonly vpc: TupleSide | null
  readonly netflow: TupleSide | null
  /** bytes NetFlow ÷ bytes VPC, null unless in both. */
  readonly ratio: number | null
  /** The likely reason of the difference; null when there is none. */
  readonly difference: Difference | null
}

/** Times are as recorded: no clock offset is taken off. */
export interface TupleSide {
  readonly records: number
  readonly bytes: Quantity
  readonly packets: Quantity
  readonly first: number
  readonly last: number
}

/** How many five-tuples are in which state. */
export interface TupleCounts {
  readonly matched: number
  readonly vpcOnly: number
  readonly netflowOnly: number
  /** Of all of these: with a difference that no rule explains. */
  readonly unexplained: number
}

export interface ServiceComparison extends TupleCounts {
  /** Of the serving side; null for protocols without ports. */
  readonly port: number | null
  readonly protocol: number
  readonly name: string | null
  readonly bytesVpc: Quantity
  readonly bytesNetflow: Quantity
}

/** Five-tuples by the time at which they are first seen, in either source. */
export interface TimeComparison extends TupleCounts {
  /** Epoch seconds of the bucket's start. */
  readonly at: number
}

/** Whether both sources tell the same story. */
export interface Correlation {
  /** The flows that were compared. */
  readonly filter: Filter
  readonly aliases: readonly AddressAlias[]
  readonly matched: number
  readonly vpcOnly: number
  /** Of vpcOnly: tuples that lie outside the time that the captures cover. */
  readonly vpcOnlyOutsideCapture: number
  readonly netflowOnly: number
  /** Matched tuples whose bytes are equal in both. */
  readonly equalBytes: number
  /** Of all tuples: with a difference that no rule explains. */
  readonly unexplained: number
  /** How far the captures' clock is ahead of AWS's; null without a matched tuple. */
  readonly clock: ClockOffset | null
  /** Seconds that the examiner had taken off the captures' times; null: none. */
  readonly appliedOffset: number | null
  readonly bytesVpc: Quantity
  readonly bytesNetflow: Quantity
  /** Five-tuples by reason, most first. */
  readonly differences: readonly DifferenceCount[]
  /** By bytes in the larger source, descending. */
  readonly services: readonly ServiceComparison[]
  readonly bucketSeconds: number
  /** In order of time; buckets without a tuple are left out. */
  readonly times: readonly TimeComparison[]
  /** Sorted by bytes, descending. */
  readonly tuples: readonly TupleComparison[]
  /** In plain words. */
  readonly verdict: 'agree' | 'differ' | 'no common tuples' | 'no netflow'
}

export interface DifferenceCount {
  readonly difference: Difference
  readonly state: TupleState
  readonly tuples: number
}

export interface SuspectSources {
  readonly address: string
  readonly vpc: SourceView
  /** null when the case has no converted capture. */
  readonly netflow: SourceView | null
}

export interface SuspectInvestigation extends SuspectSources {
  /** null when the case has no converted capture. */
  readonly correlation: Correlation | null
}

export type Severity = 'high' | 'medium' | 'low' | 'info'

/** Something that the data shows, with the rule that it was drawn from. */
export interface Finding {
  /** "F-1", in the order of time. */
  readonly id: string
  readonly rule:
    | 'http-brute-force'
    | 'ssh-access'
    | 'exfiltration-unlisted-port'
    | 'unexplained-residue'
    | DetectorId
  readonly title: string
  readonly severity: Severity
  /** MITRE ATT&CK technique ids. */
  readonly attack: readonly string[]
  /** Plain words with the figures in them. */
  readonly summary: string
  /** The rule and its thresholds, in words. */
  readonly basis: string
  /** What the method can't tell here. */
  readonly caveat: string
  /** Ids of the figures it rests on. */
  readonly figures: readonly string[]
  /** Only of findings that detectors drew from all flows, which the examiner accepted: what they say of it. */
  readonly comment?: string
}

/** Everything that the report is made from; no further question is asked while it is written. */
export interface CaseInvestigation {
  readonly record: CaseRecord
  readonly evidence: readonly EvidenceFile[]
  readonly totals: CaseTotals
  readonly suspects: readonly SuspectInvestigation[]
  /** Those of the suspects, then those that the examiner accepted; each in the order of time. */
  readonly findings: readonly Finding[]
  /** Titles of findings that were accepted, and that the data does not show with the present thresholds. */
  readonly undrawn: readonly string[]
  /** What the rules of accepted findings left out, where a cap of theirs was reached; sentences. */
  readonly notLookedAt: readonly string[]
  /** All figures of the report, in order; ids are unique. */
  readonly figures: readonly FigureQuestion[]
  /** What the examiner marked and the lists that were matched, of flow logs; absent where there are none. */
  readonly casework?: {
    readonly timeline: readonly TimedMark[]
    readonly lists: readonly MatchedList[]
    /** What caseworkFigures makes of both; they follow the other figures. */
    readonly figures: readonly FigureQuestion[]
  }
}

/** Totals over all flow logs of the case; times are epoch seconds. */
export interface CaseTotals {
  readonly files: number
  readonly flowLogFiles: number
  readonly lines: number
  readonly headerLines: number
  readonly records: number
  readonly noData: number
  readonly skipData: number
  readonly malformed: number
  readonly blank: number
  readonly damagedFiles: number
  readonly bytes: Quantity
  readonly packets: Quantity
  readonly firstStart: number | null
  readonly lastEnd: number | null
}
