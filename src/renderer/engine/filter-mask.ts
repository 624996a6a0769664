import type { Comparison, Filter, Side } from '../../shared/filter/ast'
import { parseNetwork } from '../../shared/flow/address'
import type { FlowColumn, NumberColumn, UintArray } from '../../shared/flow/block'
import type { TimeRange } from '../../shared/query/query'
import type { Dictionaries, EngineBlock } from './engine-block'

/** How many rows of a block match: none, all, or those that are 1 in the mask. */
export type Match = 'none' | 'all' | 'some'

/**
 * A filter made ready for the blocks of one source. Fills mask[0 .. count) with 0 and 1 when the
 * answer is 'some'; leaves it undefined otherwise.
 */
export type BlockFilter = (block: EngineBlock, mask: Uint8Array) => Match

const SIDES: Readonly<Record<'src' | 'dst', { addresses: readonly string[]; port: string }>> = {
  // AWS puts the original address of NATed or forwarded packets into pkt-*.
  src: { addresses: ['srcaddr', 'pkt-srcaddr'], port: 'srcport' },
  dst: { addresses: ['dstaddr', 'pkt-dstaddr'], port: 'dstport' },
}

export function compileFilter(
  filter: Filter,
  time: TimeRange | undefined,
  dictionaries: Dictionaries,
): BlockFilter {
  const parts = [compile(filter, dictionaries)]
  if (time?.from !== undefined) parts.push(compileNumber('start', '>=', time.from))
  if (time?.to !== undefined) parts.push(compileNumber('start', '<', time.to))
  return parts.length === 1 ? (parts[0] as BlockFilter) : conjunction(parts)
}

function compile(filter: Filter, dictionaries: Dictionaries): BlockFilter {
  switch (filter.type) {
    case 'any':
      return () => 'all'
    case 'not':
      return negation(compile(filter.filter, dictionaries))
    case 'and':
      return conjunction(filter.filters.map((part) => compile(part, dictionaries)))
    case 'or':
      return disjunction(filter.filters.map((part) => compile(part, dictionaries)))
    case 'address':
      return eitherSide(filter.side, (side) => compileAddress(side, filter.networks, dictionaries))
    case 'port':
      return eitherSide(filter.side, (side) =>
        disjunction(filter.ports.map((port) => compileNumber(SIDES[side].port, filter.comparison, port))),
      )
    case 'protocol':
      return compileNumber('protocol', '=', filter.protocol)
    case 'number':
      return compileNumber(filter.field, filter.comparison, filter.value)
    case 'duration':
      return compileDuration(filter.comparison, filter.seconds)
    case 'flags':
      return compileFlags(filter.bits)
    case 'text':
      return compileText(filter.field, filter.values, dictionaries)
  }
}

function eitherSide(side: Side, compileSide: (side: 'src' | 'dst') => BlockFilter): BlockFilter {
  switch (side) {
    case 'src':
    case 'dst':
      return compileSide(side)
    case 'any':
      return disjunction([compileSide('src'), compileSide('dst')])
    case 'both':
      return conjunction([compileSide('src'), compileSide('dst')])
  }
}

function negation(inner: BlockFilter): BlockFilter {
  return (block, mask) => {
    const match = inner(block, mask)
    if (match === 'none') return 'all'
    if (match === 'all') return 'none'
    for (let row = 0; row < block.block.count; row++) mask[row] = 1 - (mask[row] as number)
    return 'some'
  }
}

function conjunction(parts: readonly BlockFilter[]): BlockFilter {
  return (block, mask) => {
    const { count } = block.block
    let so: Match = 'all'
    for (const part of parts) {
      const target = so === 'some' ? borrow() : mask
      const match = part(block, target)
      if (match === 'some' && so === 'some') {
        for (let row = 0; row < count; row++) mask[row] = (mask[row] as number) & (target[row] as number)
      }
      if (target !== mask) giveBack(target)
      if (match === 'none') return 'none'
      if (match === 'some') so = 'some'
    }
    return so
  }
}

function disjunction(parts: readonly BlockFilter[]): BlockFilter {
  return (block, mask) => {
    const { count } = block.block
    let so: Match = 'none'
    for (const part of parts) {
      const target = so === 'some' ? borrow() : mask
      const match = part(block, target)
      if (match === 'some' && so === 'some') {
        for (let row = 0; row < count; row++) mask[row] = (mask[row] as number) | (target[row] as number)
      }
      if (target !== mask) giveBack(target)
      if (match === 'all') return 'all'
      if (match === 'some') so = 'some'
    }
    return so
  }
}

/** Masks for the parts of a conjunction or disjunction, kept for the next block. */
const spares: Uint8Array[] = []

function borrow(): Uint8Array {
  return spares.pop() ?? new Uint8Array(1 << 16)
}

function giveBack(mask: Uint8Array): void {
  spares.push(mask)
}

function compileAddress(
  side: 'src' | 'dst',
  networks: readonly string[],
  dictionaries: Dictionaries,
): BlockFilter {
  const matches = matchingAddresses(networks, dictionaries)
  const fields = SIDES[side].addresses
  return (block, mask) => {
    const { addressIds } = block
    const wanted = new Uint8Array(addressIds.length)
    let any = 0
    for (let index = 0; index < addressIds.length; index++) {
      any |= wanted[index] = matches[addressIds[index] as number] as number
    }
    if (!any) return 'none'
    const columns = fields.flatMap((field) => block.columns.get(field) ?? [])
    return disjunction(
      columns.map(
        (column): BlockFilter =>
          (_block, target) =>
            lookUp(column, wanted, block.block.count, target),
      ),
    )(block, mask)
  }
}

/** 1 for each case-wide address id that lies in one of the networks. */
function matchingAddresses(networks: readonly string[], { addresses }: Dictionaries): Uint8Array {
  const matches = new Uint8Array(addresses.length)
  for (const text of networks) {
    const network = parseNetwork(text)
    if (!network) throw new Error(`"${text}" is no address or network`)
    if (network.bits === network.bytes.length * 8) {
      const id = addresses.idOf(text)
      if (id !== null) matches[id] = 1
    } else {
      for (let id = 0; id < matches.length; id++) if (addresses.contains(network, id)) matches[id] = 1
    }
  }
  return matches
}

function compileText(field: string, values: readonly string[], dictionaries: Dictionaries): BlockFilter {
  const ids = new Set(values.map((value) => dictionaries.values(field).idOf(value)))
  return (block, mask) => {
    const column = block.columns.get(field)
    const valueIds = block.valueIds.get(field)
    if (!column || !valueIds) return 'none'
    const wanted = Uint8Array.from(valueIds, (id) => (ids.has(id) ? 1 : 0))
    if (!wanted.includes(1)) return 'none'
    return lookUp(column, wanted, block.block.count, mask)
  }
}

/** Rows of a dictionary column whose index is wanted; absent rows are not. */
function lookUp(column: FlowColumn, wanted: Uint8Array, count: number, mask: Uint8Array): Match {
  const data = column.data as UintArray
  if (data.length === 0) return wanted[column.kind === 'text' ? 0 : column.base] ? 'all' : 'none'
  if (data.BYTES_PER_ELEMENT === 4) {
    for (let row = 0; row < count; row++) mask[row] = wanted[data[row] as number] ?? 0
    return 'some'
  }
  // As long as the type has values, so that "absent" needs no test of its own.
  const table = new Uint8Array(data.BYTES_PER_ELEMENT === 1 ? 0x100 : 0x1_0000)
  table.set(wanted)
  for (let row = 0; row < count; row++) mask[row] = table[data[row] as number] as number
  return 'some'
}

/** Inclusive bounds of the numbers that stand in the relation to a value; whole numbers only. */
function boundsOf(comparison: Comparison, value: number): readonly [number, number] {
  switch (comparison) {
    case '=':
      return [value, value]
    case '>':
      return [Math.floor(value) + 1, Number.POSITIVE_INFINITY]
    case '>=':
      return [Math.ceil(value), Number.POSITIVE_INFINITY]
    case '<':
      return [Number.NEGATIVE_INFINITY, Math.ceil(value) - 1]
    case '<=':
      return [Number.NEGATIVE_INFINITY, Math.floor(value)]
  }
}

function compileNumber(field: string, comparison: Comparison, value: number): BlockFilter {
  const isTime = field === 'start' || field === 'end'
  return (block, mask) => {
    const column = block.columns.get(field)
    if (column?.kind !== 'number') return 'none'
    const [low, high] = boundsOf(comparison, isTime ? value * block.block.ticksPerSecond : value)
    const { base, data } = column
    const { count } = block.block
    if (data.length === 0) return base >= low && base <= high ? 'all' : 'none'
    if (data instanceof BigUint64Array) {
      for (let row = 0; row < count; row++) {
        const number = data[row] as bigint
        mask[row] = number !== 0xffff_ffff_ffff_ffffn && number >= low && number <= high ? 1 : 0
      }
      return 'some'
    }
    if (data instanceof Float64Array) {
      for (let row = 0; row < count; row++) {
        const number = data[row] as number
        mask[row] = number >= low && number <= high ? 1 : 0
      }
      return 'some'
    }
    // Compared as they are stored: the bounds move instead of each value.
    const from = Math.max(0, low - base)
    const largest = column.absent < 0 ? 2 ** (8 * data.BYTES_PER_ELEMENT) - 1 : column.absent - 1
    const to = Math.min(largest, high - base)
    if (from > to) return 'none'
    for (let row = 0; row < count; row++) {
      const stored = data[row] as number
      mask[row] = stored >= from && stored <= to ? 1 : 0
    }
    return 'some'
  }
}

function compileDuration(comparison: Comparison, seconds: number): BlockFilter {
  return (block, mask) => {
    const start = block.columns.get('start')
    const end = block.columns.get('end')
    if (start?.kind !== 'number' || end?.kind !== 'number') return 'none'
    const [low, high] = boundsOf(comparison, seconds * block.block.ticksPerSecond)
    const startAt = decoder(start)
    const endAt = decoder(end)
    for (let row = 0; row < block.block.count; row++) {
      const duration = endAt(row) - startAt(row)
      mask[row] = duration >= low && duration <= high ? 1 : 0
    }
    return 'some'
  }
}

function compileFlags(bits: number): BlockFilter {
  return (block, mask) => {
    const column = block.columns.get('tcp-flags')
    if (column?.kind !== 'number') return 'none'
    const flagsAt = decoder(column)
    for (let row = 0; row < block.block.count; row++) {
      const flags = flagsAt(row)
      mask[row] = !Number.isNaN(flags) && (flags & bits) === bits ? 1 : 0
    }
    return 'some'
  }
}

/** Reads a number column as doubles, NaN where absent; exact for what is below 2^53. */
function decoder(column: NumberColumn): (row: number) => number {
  const { base, data } = column
  if (data.length === 0) return () => base
  if (data instanceof BigUint64Array) {
    return (row) => (data[row] === 0xffff_ffff_ffff_ffffn ? Number.NaN : Number(data[row]))
  }
  if (data instanceof Float64Array) return (row) => data[row] as number
  const { absent } = column
  return (row) => {
    const stored = data[row] as number
    return stored === absent ? Number.NaN : base + stored
  }
}
