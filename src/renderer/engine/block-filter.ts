import type { Comparison, Filter, Side } from '../../shared/filter/ast'
import { serviceFilter, timeFilter } from '../../shared/filter/expand'
import { parseNetwork } from '../../shared/flow/address'
import { BLOCK_ROWS, type FlowColumn, type NumberColumn, type UintArray } from '../../shared/flow/block'
import type { TimeRange } from '../../shared/query/query'
import { type Rows, readNumbers, storedRange } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'
import { rowsOfBits } from './kept-rows'
import { borrowList, giveBackList } from './row-lists'
import { borrowMarks, giveBackMarks, mark, marked } from './row-marks'
import { difference, union } from './row-sets'
import {
  type BlockFilter,
  joinTests,
  ofStored,
  rowsOf,
  type StoredTest,
  type TestOf,
  uniteTests,
} from './stored-test'

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
  const parts = (filter.type === 'and' ? filter.filters : [filter]).map((part) =>
    kept(part, compile(part, dictionaries), dictionaries),
  )
  if (time?.from !== undefined) parts.push(compileNumber('start', '>=', time.from))
  if (time?.to !== undefined) parts.push(compileNumber('start', '<', time.to))
  return parts.length === 1
    ? (parts[0] as BlockFilter)
    : kept({ filter, time }, conjunction(parts), dictionaries)
}

/** Tests of a filter from which on looking at all of them costs more than looking up what they came to. */
const MANY_TESTS = 3
/** So does one of these: each looks at several columns. */
const DEAR = /^\{"type":"(?:address|network|service)"/
/** A longer text of a filter, such as one of a list of addresses, costs more to look up than it spares. */
const LONGEST_KEY = 1 << 16

/**
 * The rows that a dear filter leaves of whole blocks are kept, and looked up when they are there.
 * @param what the filter says; that of another one is another
 */
function kept(what: Filter | object, inner: BlockFilter, { kept }: Dictionaries): BlockFilter {
  const key = JSON.stringify(what, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
  if (key.length > LONGEST_KEY) return inner
  if (key.split('"type"').length - 1 < MANY_TESTS && !DEAR.test(key)) return inner
  const filter: BlockFilter = (block, rows, out) => {
    const bits = kept.of(key, block)
    if (bits) return rowsOfBits(bits, rows, out)
    const count = inner(block, rows, out)
    if (!rows.list) kept.keep(key, block, rows.count, out, count)
    return count
  }
  return Object.assign(filter, inner.test && { test: inner.test })
}

function compile(filter: Filter, dictionaries: Dictionaries): BlockFilter {
  switch (filter.type) {
    case 'any':
      return (_block, { count }) => count
    case 'not':
      return negation(compile(filter.filter, dictionaries))
    case 'and':
      return conjunction(filter.filters.map((part) => compile(part, dictionaries)))
    case 'or':
      return disjunction(filter.filters.map((part) => compile(part, dictionaries)))
    case 'address':
      return eitherSide(filter.side, (side) =>
        compileAddress(SIDES[side].addresses, filter.networks, dictionaries),
      )
    case 'network':
      return compileAddress([filter.field], filter.networks, dictionaries)
    case 'service':
      return compile(serviceFilter(filter.side, filter.name), dictionaries)
    case 'time':
      return compile(timeFilter(filter.from, filter.to), dictionaries)
    case 'source':
      return ({ block }, { count }) => (block.source === filter.source ? count : 0)
    case 'tag':
      throw new RangeError(`What carries the tag "${filter.name}" is not known here.`)
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
  const testOf = joinTests([inner], ([wanted]) => !wanted)
  return ofStored(testOf, (block, rows, out) => {
    const matching = borrowList()
    const count = inner(block, rows, matching)
    const rest = count === 0 ? rows.count : count === rows.count ? 0 : difference(rows, matching, count, out)
    giveBackList(matching)
    return rest
  })
}

/** Each part looks only at what the ones before it left. */
function conjunction(parts: readonly BlockFilter[]): BlockFilter {
  const filter: BlockFilter = (block, rows, out) => {
    let left = rows
    let free = borrowList()
    let used = borrowList()
    for (const part of parts) {
      const count = part(block, left, free)
      if (count < left.count) {
        left = { count, list: free }
        free = used
        used = left.list as Uint32Array
      }
      if (count === 0) break
    }
    if (left !== rows && left.list) out.set(left.list.subarray(0, left.count))
    giveBackList(free)
    giveBackList(used)
    return left.count
  }
  const testOf = joinTests(parts, (wanted) => wanted.every(Boolean))
  return ofStored(testOf, filter)
}

/** A part that matches fewer of the rows than one in so many leaves the next ones nearly as much to look at. */
const RARE = 16

/**
 * Rows that match a part: few are joined to the list of those before them; of many each is marked, and
 * the next part looks only at what is not marked.
 */
function disjunction(parts: readonly BlockFilter[]): BlockFilter {
  if (parts.length === 1) return parts[0] as BlockFilter
  const ofBytes = joinTests(parts, (wanted) => wanted.some(Boolean))
  const testOf: TestOf = (block) => ofBytes(block) ?? uniteTests(parts, block)
  return ofStored(testOf, (block, rows, out) => {
    const matching = borrowList()
    const spare = borrowList()
    let marks: Uint8Array | null = null
    let rest = rows
    let found = 0
    let all = false
    for (const [position, part] of parts.entries()) {
      const count = part(block, rest, matching)
      // The rest and what was found before are all rows.
      all = count === rest.count
      if (all) break
      if (count === 0) continue
      if (!marks && (found + count) * RARE < rows.count) {
        found = union(out, found, matching, count, spare)
        out.set(spare.subarray(0, found))
        continue
      }
      if (!marks) {
        marks = borrowMarks()
        mark(marks, out, found)
      }
      mark(marks, matching, count)
      if (position < parts.length - 1) rest = { count: marked(rest, marks, 0, spare), list: spare }
    }
    if (all) found = rows.count
    else if (marks) found = marked(rows, marks, 1, out)
    if (marks) giveBackMarks(marks)
    giveBackList(matching)
    giveBackList(spare)
    return found
  })
}

/** Values of the block at hand; reused by all. */
const starts = new Float64Array(BLOCK_ROWS)
const ends = new Float64Array(BLOCK_ROWS)

function compileAddress(
  fields: readonly string[],
  networks: readonly string[],
  dictionaries: Dictionaries,
): BlockFilter {
  const wantedOf = wantedAddresses(networks, dictionaries)
  return disjunction(
    fields.map(
      (field): BlockFilter =>
        (block, rows, out) => {
          const column = block.columns.get(field)
          const wanted = column ? wantedOf(block) : null
          return column && wanted ? rowsOf(lookUp(column, wanted), rows, out) : 0
        },
    ),
  )
}

/** What tells which addresses of a block's dictionary lie in one of the networks; null when none does. */
function wantedAddresses(
  networks: readonly string[],
  dictionaries: Dictionaries,
): (block: EngineBlock) => Uint8Array | null {
  for (const text of networks) if (!parseNetwork(text)) throw new Error(`"${text}" is no address or network`)
  const ids = networks.map((text) => dictionaries.addresses.idOf(text))
  if (networks.every((text) => !text.includes('/')) && networks.length <= FEW) {
    return ({ addressIds }) => {
      let wanted: Uint8Array | null = null
      for (const id of ids) {
        const index = id === null ? -1 : addressIds.indexOf(id)
        if (index < 0) continue
        wanted ??= new Uint8Array(addressIds.length)
        wanted[index] = 1
      }
      return wanted
    }
  }
  const matches = dictionaries.addresses.matching(networks)
  return ({ addressIds }) => {
    const wanted = new Uint8Array(addressIds.length)
    let any = 0
    for (let index = 0; index < addressIds.length; index++) {
      any |= wanted[index] = matches[addressIds[index] as number] as number
    }
    return any ? wanted : null
  }
}

/** So few addresses are searched for in each block's dictionary. */
const FEW = 8

function compileText(field: string, values: readonly string[], dictionaries: Dictionaries): BlockFilter {
  const ids = new Set(values.map((value) => dictionaries.values(field).idOf(value)))
  return ofStored((block) => {
    const column = block.columns.get(field)
    const valueIds = block.valueIds.get(field)
    if (!column || !valueIds) return false
    const wanted = Uint8Array.from(valueIds, (id) => (ids.has(id) ? 1 : 0))
    return wanted.includes(1) && lookUp(column, wanted)
  })
}

/** Rows whose index into the block's dictionary is wanted; absent ones are not. */
function lookUp(column: FlowColumn, wanted: Uint8Array): StoredTest {
  const data = column.data as UintArray
  return data.length === 0 ? wanted[column.kind === 'address' ? column.base : 0] === 1 : { data, wanted }
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
  const bounds = ({ block }: EngineBlock) =>
    boundsOf(comparison, isTime ? value * block.ticksPerSecond : value)
  const testOf = (block: EngineBlock): StoredTest | null => {
    const column = block.columns.get(field)
    if (column?.kind !== 'number') return false
    const [low, high] = bounds(block)
    const { base, data, values } = column
    if (data.length === 0) return base >= low && base <= high
    if (data instanceof BigUint64Array || data instanceof Float64Array) return null
    if (values) return { data, wanted: within(values, low, high) }
    // Compared as they are stored: the bounds move instead of each value.
    const from = Math.max(0, low - base)
    const most = 2 ** (8 * data.BYTES_PER_ELEMENT) - 1
    const to = Math.min(column.absent < 0 ? most : column.absent - 1, high - base)
    return from <= to && ((from === 0 && to === most) || { data, from, to })
  }
  return ofStored(testOf, (block, rows, out) => {
    const column = block.columns.get(field) as NumberColumn
    const [low, high] = bounds(block)
    if (column.data instanceof BigUint64Array) return bigsBetween(column.data, low, high, rows, out)
    readNumbers(column, rows, starts, Number.NaN)
    return numbersBetween(starts, low, high, rows, out)
  })
}

function within(values: Float64Array, low: number, high: number): Uint8Array {
  return Uint8Array.from(values, (value) => (value >= low && value <= high ? 1 : 0))
}

function bigsBetween(data: BigUint64Array, low: number, high: number, rows: Rows, out: Uint32Array): number {
  let found = 0
  for (let i = 0; i < rows.count; i++) {
    const row = rows.list ? (rows.list[i] as number) : i
    const number = data[row] as bigint
    if (number !== 0xffff_ffff_ffff_ffffn && number >= low && number <= high) out[found++] = row
  }
  return found
}

/** Those of the rows whose number, numbers[i] for the i-th of them, is within the bounds; NaN never is. */
function numbersBetween(
  numbers: Float64Array,
  low: number,
  high: number,
  { count, list }: Rows,
  out: Uint32Array,
): number {
  let found = 0
  for (let i = 0; i < count; i++) {
    const number = numbers[i] as number
    if (number >= low && number <= high) out[found++] = list ? (list[i] as number) : i
  }
  return found
}

function compileDuration(comparison: Comparison, seconds: number): BlockFilter {
  return (block, rows, out) => {
    const start = block.columns.get('start')
    const end = block.columns.get('end')
    if (start?.kind !== 'number' || end?.kind !== 'number') return 0
    const [low, high] = boundsOf(comparison, seconds * block.block.ticksPerSecond)
    readNumbers(start, rows, starts, Number.NaN)
    readNumbers(end, rows, ends, Number.NaN)
    for (let i = 0; i < rows.count; i++) starts[i] = (ends[i] as number) - (starts[i] as number)
    return numbersBetween(starts, low, high, rows, out)
  }
}

function compileFlags(bits: number): BlockFilter {
  const has = (flags: number) => (flags & bits) === bits
  const testOf = (block: EngineBlock): StoredTest | null => {
    const column = block.columns.get('tcp-flags')
    if (column?.kind !== 'number') return false
    if (column.data.length === 0) return has(column.base)
    const range = storedRange(column)
    if (range === null) return null
    // Few numbers are stored: each is looked at once, not once for each row.
    const { base, absent, values } = column
    const wanted = Uint8Array.from({ length: values?.length ?? range }, (_, stored) => {
      const flags = values ? (values[stored] as number) : base + stored
      return stored !== absent && !Number.isNaN(flags) && has(flags) ? 1 : 0
    })
    return { data: column.data as UintArray, wanted }
  }
  return ofStored(testOf, (block, rows, out) => {
    readNumbers(block.columns.get('tcp-flags') as NumberColumn, rows, starts, Number.NaN)
    for (let i = 0; i < rows.count; i++) {
      const flags = starts[i] as number
      starts[i] = Number.isNaN(flags) ? Number.NaN : flags & bits
    }
    return numbersBetween(starts, bits, bits, rows, out)
  })
}
