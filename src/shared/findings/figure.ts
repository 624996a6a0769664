import type { AddressAlias } from '../case/case'
import type { Filter } from '../filter/ast'
import type { FlowSource } from '../flow/block'
import type { Quantity } from '../query/query'

export type Unit =
  | 'records'
  | 'bytes'
  | 'packets'
  | 'flows'
  | 'epoch seconds'
  | 'seconds'
  | 'five-tuples'
  | 'connections'
  | 'addresses'
  | 'files'
  | 'lines'

/**
 * The one answer that people see: a value, and the shell command that prints exactly this value
 * from the evidence alone (POSIX sh with awk and zcat, or nfdump; run from the evidence folder).
 */
export interface Figure {
  /** Stable and unique in a report: "suspect.1.records". */
  readonly id: string
  readonly label: string
  /** null: no flow matches, so there is no first or last time. */
  readonly value: Quantity | null
  readonly unit: Unit
  readonly source: FlowSource
  /** In the filter language, canonical. */
  readonly filter: string
  readonly command: string
}

/** A figure before its command is known: what investigation hands to the report. */
export interface FigureQuestion extends Omit<Figure, 'command' | 'filter'> {
  readonly ask: FigureAsk
}

export type DistinctField = 'srcaddr' | 'srcport' | 'dstaddr' | 'dstport' | 'protocol'

/** How a figure is computed from flows, in a form that a shell command can be printed from. */
export type FigureAsk =
  | { readonly of: 'count'; readonly filter: Filter }
  | {
      readonly of: 'sum' | 'min' | 'max'
      readonly field: 'bytes' | 'packets' | 'start' | 'end'
      readonly filter: Filter
    }
  /**
   * Distinct combinations of some fields; an absent port counts as 0. Five fields make directed
   * five-tuples, a client's port alone its connections with one service.
   */
  | { readonly of: 'distinct'; readonly fields: readonly DistinctField[]; readonly filter: Filter }
  /** Lines of all flow log files, headers included. */
  | { readonly of: 'lines' }
  /**
   * Distinct directed five-tuples: in both sources, or in one alone. Addresses of flow logs are those
   * of the packets (pkt-srcaddr, pkt-dstaddr) where there are such, and public ones stand for private ones.
   */
  | {
      readonly of: 'tuples'
      readonly state: 'matched' | 'vpc-only' | 'netflow-only'
      readonly filter: Filter
      readonly aliases: readonly AddressAlias[]
    }
