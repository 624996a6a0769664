import { type Filter, text } from '../../shared/filter/ast'
import type { FlowSource } from '../../shared/flow/block'
import type { GroupKey, GroupRow, Measure } from '../../shared/query/query'
import { add, countOf, milliseconds, quantityOf, subtract, timeOf } from './quantity'
import type { Ask, Volume, Window } from './types'

export const ACCEPTED: Filter = text('action', 'ACCEPT')
export const REJECTED: Filter = text('action', 'REJECT')

export const NO_VOLUME: Volume = { records: 0, bytes: 0, packets: 0, accepted: 0, rejected: 0 }

/** NetFlow has no action: accepted and rejected are both 0 there. */
export function volumeMeasures(source: FlowSource): readonly Measure[] {
  const measures: readonly Measure[] = [
    { as: 'records', op: 'count' },
    { as: 'bytes', op: 'sum', field: 'bytes' },
    { as: 'packets', op: 'sum', field: 'packets' },
  ]
  if (source === 'netflow') return measures
  return [
    ...measures,
    { as: 'accepted', op: 'count', where: ACCEPTED },
    { as: 'rejected', op: 'count', where: REJECTED },
  ]
}

export const WINDOW_MEASURES: readonly Measure[] = [
  { as: 'firstStart', op: 'min', field: 'start' },
  { as: 'lastStart', op: 'max', field: 'start' },
  { as: 'lastEnd', op: 'max', field: 'end' },
]

export function volumeOf(row: GroupRow | undefined): Volume {
  return {
    records: countOf(row, 'records'),
    bytes: quantityOf(row, 'bytes'),
    packets: quantityOf(row, 'packets'),
    accepted: countOf(row, 'accepted'),
    rejected: countOf(row, 'rejected'),
  }
}

export function addVolumes(a: Volume, b: Volume): Volume {
  return {
    records: a.records + b.records,
    bytes: add(a.bytes, b.bytes),
    packets: add(a.packets, b.packets),
    accepted: a.accepted + b.accepted,
    rejected: a.rejected + b.rejected,
  }
}

export function subtractVolumes(a: Volume, b: Volume): Volume {
  return {
    records: a.records - b.records,
    bytes: subtract(a.bytes, b.bytes),
    packets: subtract(a.packets, b.packets),
    accepted: a.accepted - b.accepted,
    rejected: a.rejected - b.rejected,
  }
}

export function windowOf(row: GroupRow | undefined): Window {
  const firstStart = timeOf(row, 'firstStart')
  const lastEnd = timeOf(row, 'lastEnd')
  return {
    firstStart,
    lastStart: timeOf(row, 'lastStart'),
    lastEnd,
    duration: firstStart === null || lastEnd === null ? null : milliseconds(lastEnd - firstStart),
  }
}

export interface Total {
  readonly total: Volume
  readonly window: Window
  /** Whether any of the flows tells packet-level addresses beside its own (pkt-srcaddr, pkt-dstaddr). */
  readonly hasPacketAddresses: boolean
}

export async function askTotal(ask: Ask, source: FlowSource, filter: Filter): Promise<Total> {
  const answer = await ask({
    source,
    filter,
    groupBy: [],
    measures: [
      ...volumeMeasures(source),
      ...WINDOW_MEASURES,
      { as: 'packetSources', op: 'distinct', field: 'pkt-srcaddr' },
      { as: 'packetDestinations', op: 'distinct', field: 'pkt-dstaddr' },
    ],
  })
  const row = answer.rows[0]
  return {
    total: volumeOf(row),
    window: windowOf(row),
    hasPacketAddresses: countOf(row, 'packetSources') + countOf(row, 'packetDestinations') > 0,
  }
}

export function fieldKey(field: string): GroupKey {
  return { by: 'field', field }
}
