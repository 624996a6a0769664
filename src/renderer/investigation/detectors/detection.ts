import type { EvidenceFile } from '../../../shared/evidence/evidence'
import type { Filter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { FlowAnswer, FlowQuery } from '../../../shared/query/query'
import type { Ask, Severity } from '../types'
import type { DetectorId } from './detector-id'
import type { Sides } from './sides'

/** A number that a rule decides by; the examiner may set another. */
export interface Threshold {
  readonly id: string
  readonly label: string
  readonly unit: string
  readonly value: number
  readonly least: number
  readonly most: number
  /** Where the default comes from. */
  readonly source: string
}

/** Something that a detector found. */
export interface Detection {
  /** The detector and whom it is about: the same in every run, so that what was decided about it stays. */
  readonly key: string
  readonly detector: DetectorId
  readonly title: string
  readonly severity: Severity
  /** Plain words with the figures in them. */
  readonly summary: string
  /** When it first shows, epoch seconds. */
  readonly at: number
  /** Addresses that did it; none where nobody is known to. */
  readonly sources: readonly string[]
  /** The flows that show it. */
  readonly evidence: Filter
  /** Numbers behind it that are no sum or count of flows: scores, rates, intervals. */
  readonly measures: readonly (readonly [name: string, value: string])[]
  /** How often which interval in seconds occurred, in order of length; only of regular traffic. */
  readonly intervals?: readonly (readonly [seconds: number, times: number])[]
}

export interface Detector {
  readonly id: DetectorId
  readonly title: string
  /** The rule in words, without its thresholds. */
  readonly rule: string
  /** MITRE ATT&CK technique ids. */
  readonly attack: readonly string[]
  /** What aggregated records can't tell here. */
  readonly caveat: string
  /** What the rule does not look at, its caps on candidates and findings included; sentences. */
  readonly limits: readonly string[]
  readonly thresholds: readonly Threshold[]
  detect(input: DetectorInput): Promise<readonly Detection[]>
}

/** Facts of the flows that every detector needs. Times are epoch seconds. */
export interface DetectorScope {
  readonly source: FlowSource
  readonly records: number
  readonly first: number
  readonly last: number
  /** The aggregation interval that the records show: 60 or 600 seconds. */
  readonly interval: 60 | 600
  /** Whether records tell SYN, so that it is known who opened a connection and whether it was answered. */
  readonly knowsSyn: boolean
  /** Flows that were let through. */
  readonly accepted: Filter
  readonly suspects: readonly string[]
  /** Tells inside from outside. */
  readonly sides: Sides
  /** The files of the case. */
  readonly evidence: readonly EvidenceFile[]
}

export interface DetectorInput {
  readonly scope: DetectorScope
  /** Rejects when the run was cancelled. */
  readonly ask: Ask
  /** Asks a question once for all detectors of a run. */
  once(query: FlowQuery): Promise<FlowAnswer>
  /** Makes what several detectors of a run go by once; of one name there is one thing. */
  share<T>(name: string, make: () => Promise<T>): Promise<T>
  /** The value of a threshold of this detector. */
  threshold(id: string): number
  /** What the detectors before this one have found. */
  readonly earlier: readonly Detection[]
  /** Says what was not looked at. */
  remark(what: string): void
}
