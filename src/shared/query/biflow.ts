import type { FlowSelection, Quantity } from './query'

/**
 * Why a side is taken for the one that began, strongest first:
 *   syn        it alone sent records with SYN and without ACK
 *   syn-ack    the other side alone sent records with SYN-ACK (flow logs only: NetFlow has the OR of all flags)
 *   service    the other side has a service's port, and it has none
 *   earlier    its first record starts earlier
 *   lower-port the other side has the lower port
 *   only       no record of the other side matches
 *   none       nothing tells
 */
export type InitiatorReason = 'syn' | 'syn-ack' | 'service' | 'earlier' | 'lower-port' | 'only' | 'none'

/** One side of a conversation, and what it sent. */
export interface BiflowSide {
  /** null where the records have none. */
  readonly address: string | null
  /** 0 where the protocol has no ports. */
  readonly port: number
  readonly flows: number
  readonly packets: Quantity
  readonly bytes: Quantity
}

/** All flows of a five-tuple that match, in both directions. */
export interface Biflow {
  readonly initiator: BiflowSide
  readonly responder: BiflowSide
  readonly reason: InitiatorReason
  /** null where the records have none. */
  readonly protocol: number | null
  /** Earliest start and latest end, epoch seconds; null where no record has one. */
  readonly start: number | null
  readonly end: number | null
  /** Records that were rejected, of both directions. */
  readonly rejected: number
}

export const BIFLOW_SORTS = [
  'start',
  'end',
  'initiator',
  'initiator-port',
  'responder',
  'responder-port',
  'protocol',
  'sent-bytes',
  'received-bytes',
  'bytes',
  'packets',
  'flows',
  'rejected',
] as const
export type BiflowSort = (typeof BIFLOW_SORTS)[number]

/** Rows `offset` up to `offset + limit` of the conversations of the flows that match. Ties: as they were first read. */
export interface BiflowPageQuery extends FlowSelection {
  readonly sort: { readonly field: BiflowSort; readonly descending: boolean }
  readonly offset: number
  readonly limit: number
}

export interface BiflowPage {
  readonly total: number
  readonly rows: readonly Biflow[]
}
