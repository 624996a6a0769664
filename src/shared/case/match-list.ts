import { type Network, parseNetwork } from '../flow/address'
import type { FlowAnswer, FlowQuery, GroupKey, Quantity } from '../query/query'
import type { ListEntry } from './casework'

/** Flows of one entry of a list: those that `ip ENTRY` matches. Times are epoch seconds. */
export interface EntryHits {
  /** Position in the list. */
  readonly entry: number
  readonly records: number
  readonly bytes: Quantity
  readonly firstStart: number | null
  readonly lastEnd: number | null
}

export interface ListHits {
  /** Entries with at least one flow, in the order of the list. */
  readonly entries: readonly EntryHits[]
  /** Flows that have an address of the list, each once, though several entries may match it. */
  readonly records: number
  readonly bytes: Quantity
  /** Addresses of the case that are in the list, each with the positions of its entries. */
  readonly addresses: readonly { readonly address: string; readonly entries: readonly number[] }[]
}

/** Fields that an address filter looks at. */
const ADDRESS_FIELDS = ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr'] as const

/**
 * The one question about a whole list: its flows by all their addresses. From the answer each entry can
 * be counted exactly, also where entries overlap, without a question for each.
 * @param fields that occur in the flows of the source
 */
export function listQuery(
  source: FlowQuery['source'],
  entries: readonly ListEntry[],
  fields: readonly string[],
): FlowQuery {
  const keys = ADDRESS_FIELDS.filter((field) => fields.includes(field))
  return {
    source,
    filter: { type: 'address', side: 'any', networks: entries.map(({ network }) => network) },
    groupBy: keys.map((field): GroupKey => ({ by: 'field', field })),
    measures: [
      { as: 'records', op: 'count' },
      { as: 'bytes', op: 'sum', field: 'bytes' },
      { as: 'firstStart', op: 'min', field: 'start' },
      { as: 'lastEnd', op: 'max', field: 'end' },
    ],
  }
}

/** Counts each entry from the answer to listQuery. */
export function countEntries(entries: readonly ListEntry[], { rows }: FlowAnswer): ListHits {
  const index = new EntryIndex(entries)
  const sums = new Map<number, Sum>()
  const all = new Sum()
  for (const { keys, values } of rows) {
    const matched = new Set<number>()
    for (const key of new Set(keys)) {
      if (typeof key === 'string') for (const entry of index.entriesOf(key)) matched.add(entry)
    }
    for (const entry of matched) {
      const sum = sums.get(entry) ?? new Sum()
      sums.set(entry, sum)
      sum.add(values)
    }
    all.add(values)
  }
  return {
    entries: Array.from(sums, ([entry, sum]) => ({ entry, ...sum.figures })).sort(
      (a, b) => a.entry - b.entry,
    ),
    records: all.figures.records,
    bytes: all.figures.bytes,
    addresses: index.seen(),
  }
}

class Sum {
  private records = 0
  private bytes = 0n
  private firstStart: number | null = null
  private lastEnd: number | null = null

  add(values: FlowAnswer['rows'][number]['values']): void {
    const start = values.firstStart ?? null
    const end = values.lastEnd ?? null
    this.records += Number(values.records)
    this.bytes += BigInt(values.bytes ?? 0)
    if (start !== null) this.firstStart = Math.min(this.firstStart ?? Number(start), Number(start))
    if (end !== null) this.lastEnd = Math.max(this.lastEnd ?? Number(end), Number(end))
  }

  get figures(): Omit<EntryHits, 'entry'> {
    const { records, bytes, firstStart, lastEnd } = this
    return { records, bytes: bytes <= Number.MAX_SAFE_INTEGER ? Number(bytes) : bytes, firstStart, lastEnd }
  }
}

/** Entries by family, length of the network and first bits, so that an address is looked up once for each length. */
class EntryIndex {
  private readonly lengths = new Map<string, { readonly family: 4 | 6; readonly bits: number }>()
  private readonly byBits = new Map<string, number[]>()
  private readonly known = new Map<string, readonly number[]>()

  constructor(entries: readonly ListEntry[]) {
    for (const [position, { network: text }] of entries.entries()) {
      const network = parseNetwork(text) as Network
      const { family, bits } = network
      this.lengths.set(`${family}/${bits}`, { family, bits })
      const key = keyOf(family, network.bytes, bits)
      const same = this.byBits.get(key)
      if (same) same.push(position)
      else this.byBits.set(key, [position])
    }
  }

  entriesOf(address: string): readonly number[] {
    const known = this.known.get(address)
    if (known) return known
    const { family, bytes } = parseNetwork(address) as Network
    const found: number[] = []
    for (const length of this.lengths.values()) {
      if (length.family !== family) continue
      found.push(...(this.byBits.get(keyOf(family, bytes, length.bits)) ?? []))
    }
    this.known.set(address, found)
    return found
  }

  /** Addresses that were looked up and are in the list. */
  seen(): ListHits['addresses'] {
    return Array.from(this.known, ([address, entries]) => ({ address, entries })).filter(
      ({ entries }) => entries.length > 0,
    )
  }
}

/** The first bits of an address, with what else makes them a network. */
function keyOf(family: 4 | 6, bytes: Uint8Array, bits: number): string {
  let key = `${family}/${bits}`
  for (let at = 0, left = bits; left > 0; at++, left -= 8) {
    key += `.${(bytes[at] as number) & (left >= 8 ? 0xff : (0xff00 >> left) & 0xff)}`
  }
  return key
}
