import type { Filter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { GroupRow, TimeRange } from '../../../shared/query/query'
import type { Ask, Volume } from '../types'
import { fieldKey, subtractVolumes, volumeMeasures, volumeOf } from '../volumes'

/** Two addresses with all that went between them, either way. `a` is the lesser by text; equal for a flow to itself. */
export interface AddressPair extends Volume {
  readonly a: string
  readonly b: string
}

export interface AddressPairs {
  /** Most bytes first; at most as many as were asked for. */
  readonly pairs: readonly AddressPair[]
  /** How many there are in all. */
  readonly all: number
  readonly total: Volume
}

/** The pairs of addresses with most bytes between them. A flow without an address is of no pair, but in the total. */
export async function askAddressPairs(
  ask: Ask,
  source: FlowSource,
  filter: Filter,
  limit: number,
  time?: TimeRange,
): Promise<AddressPairs> {
  const measures = volumeMeasures(source)
  const total = await ask({ source, filter, time, groupBy: [], measures })
  const answer = await ask({
    source,
    filter,
    time,
    groupBy: [fieldKey('srcaddr'), fieldKey('dstaddr')],
    unordered: true,
    measures,
    orderBy: { measure: 'bytes', descending: true },
    limit,
  })
  return {
    pairs: answer.rows.filter(({ keys }) => !keys.includes(null)).map(pairOf),
    all: answer.groups,
    total: volumeOf(total.rows[0]),
  }
}

function pairOf(row: GroupRow): AddressPair {
  return { a: String(row.keys[0]), b: String(row.keys[1]), ...volumeOf(row) }
}

/** The least that a pair must have to be drawn. */
export interface PairThresholds {
  readonly bytes: number
  readonly records: number
}

export interface ChosenPairs {
  readonly pairs: readonly AddressPair[]
  /** Pairs that are not among them, and what these have; exact. */
  readonly left: { readonly pairs: number; readonly volume: Volume }
  /** Most bytes that a pair has that was not even looked at; null when all were. */
  readonly unseenBytes: Volume['bytes'] | null
}

export function choosePairs({ pairs, all, total }: AddressPairs, least: PairThresholds): ChosenPairs {
  const chosen = pairs.filter(({ bytes, records }) => bytes >= least.bytes && records >= least.records)
  let rest = total
  for (const pair of chosen) rest = subtractVolumes(rest, pair)
  return {
    pairs: chosen,
    left: { pairs: all - chosen.length, volume: rest },
    unseenBytes: all > pairs.length ? (pairs[pairs.length - 1]?.bytes ?? 0) : null,
  }
}
