import type { Filter } from '../filter/ast'
import type { FlowSource } from '../flow/block'

/**
 * An exact non-negative count or sum: a number up to 2^53, a bigint above.
 */
export type Quantity = number | bigint

/** One dimension to group by. */
export type GroupKey =
  /** The value of a field: an address in canonical text, a number, or text. null where absent. */
  | { readonly by: 'field'; readonly field: string }
  /** The start of the bucket (epoch seconds) that the flow's start falls in; buckets are aligned to the epoch. */
  | { readonly by: 'time'; readonly bucketSeconds: number }

/** One figure for each group, named by `as`. `where` counts only flows that also match it. */
export type Measure =
  | { readonly as: string; readonly op: 'count'; readonly where?: Filter }
  | {
      readonly as: string
      readonly op: 'sum' | 'min' | 'max'
      readonly field: string
      readonly where?: Filter
    }
  | { readonly as: string; readonly op: 'distinct'; readonly field: string; readonly where?: Filter }

/**
 * A time range in epoch seconds (fractions allowed): from ≤ start of the flow < to. The start
 * decides, so that neighbouring ranges share no flow.
 */
export interface TimeRange {
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** The one question to the engine. Without group keys the answer is one row. */
export interface FlowQuery {
  readonly source: FlowSource
  readonly filter: Filter
  readonly time?: TimeRange | undefined
  readonly groupBy: readonly GroupKey[]
  /**
   * The first two keys, fields of the same kind, are one pair whichever comes first: srcaddr and dstaddr
   * make groups of both directions between two addresses. A group names the lesser of them first.
   */
  readonly unordered?: boolean | undefined
  readonly measures: readonly Measure[]
  /** By the name of a measure, or by a group key's position; ties in the order of the keys. Default: by keys. */
  readonly orderBy?: { readonly measure: string; readonly descending: boolean } | undefined
  readonly limit?: number | undefined
  /**
   * Rows of the answer that were handed over before: an answer of very many rows is asked for in pages, one after
   * the other. The engine keeps what it added up until the last of them is asked for.
   */
  readonly offset?: number | undefined
}

export type KeyValue = string | number | bigint | null

/** min and max of a group without any value are null; times (start, end) are epoch seconds. */
export interface GroupRow {
  readonly keys: readonly KeyValue[]
  readonly values: Readonly<Record<string, Quantity | null>>
}

export interface FlowAnswer {
  readonly rows: readonly GroupRow[]
  /** Groups before the limit. */
  readonly groups: number
}

/** Flows of one source that match. */
export interface FlowSelection {
  readonly source: FlowSource
  readonly filter: Filter
  readonly time?: TimeRange | undefined
}

/** A page of the flow table: rows `offset` up to `offset + limit` of the flows that match, in an order. */
export interface FlowPageQuery extends FlowSelection {
  /** A field, or 'evidence' for evidence file, then line. Ties: evidence file, then line. */
  readonly sort: { readonly field: string; readonly descending: boolean }
  readonly offset: number
  readonly limit: number
}

/** A value of a flow: a number, a text or an address in canonical text; start and end are epoch seconds. */
export type FlowValue = string | number | bigint

export interface FlowRow {
  readonly evidence: number
  readonly line: number
  /** By field name; absent fields are left out. start and end are epoch seconds. */
  readonly values: Readonly<Record<string, FlowValue>>
}

export interface FlowPage {
  readonly total: number
  readonly rows: readonly FlowRow[]
}
