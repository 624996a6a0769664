import { z } from 'zod'
import { BLOCK_ROWS, type FlowBlock, type FlowColumn, type NumberArray } from '../../../shared/flow/block'
import { ArchiveFault } from './frames'

/** Each array begins at a multiple of this, so that it can be a view of the whole. */
const ALIGNMENT = 8

const TYPES = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  f64: Float64Array,
  u64: BigUint64Array,
} as const
type TypeName = keyof typeof TYPES
const TYPE_NAMES = Object.keys(TYPES) as [TypeName, ...TypeName[]]

/** The arrays of a block by their number; columns may share one. */
const arrayNumber = z.number().int().nonnegative()
const columnHead = { field: z.string().min(1).max(200), absent: z.number().int(), data: arrayNumber }
const columnSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('number'),
    base: z.number(),
    values: arrayNumber.nullable(),
    ...columnHead,
  }),
  z.object({ kind: z.literal('address'), base: z.number().int().nonnegative(), ...columnHead }),
  z.object({ kind: z.literal('text'), values: z.array(z.string()), ...columnHead }),
])
type StoredColumn = z.infer<typeof columnSchema>

const headSchema = z.object({
  source: z.enum(['vpc', 'netflow']),
  count: z.number().int().min(1).max(BLOCK_ROWS),
  ticksPerSecond: z.literal([1, 1000]),
  arrays: z.array(z.object({ type: z.enum(TYPE_NAMES), length: z.number().int().nonnegative() })).max(2_000),
  addresses: z.object({ v4: arrayNumber, v6: arrayNumber }),
  columns: z.array(columnSchema).max(500),
  runs: z.object({ evidence: arrayNumber, row: arrayNumber, line: arrayNumber }),
})
type BlockHead = z.infer<typeof headSchema>

/** A block as bytes: the length of its head (4 bytes, little-endian), the head as JSON, then its arrays. */
export function bytesOfBlock(block: FlowBlock): Uint8Array {
  const arrays: NumberArray[] = []
  const numberOf = (array: NumberArray): number => {
    const known = arrays.indexOf(array)
    return known >= 0 ? known : arrays.push(array) - 1
  }
  const { source, count, ticksPerSecond, addresses, runs } = block
  const stored: Omit<BlockHead, 'arrays'> = {
    source,
    count,
    ticksPerSecond,
    addresses: { v4: numberOf(addresses.v4), v6: numberOf(addresses.v6) },
    columns: block.columns.map((column) => storedColumn(column, numberOf)),
    runs: { evidence: numberOf(runs.evidence), row: numberOf(runs.row), line: numberOf(runs.line) },
  }
  const head: BlockHead = {
    ...stored,
    arrays: arrays.map((array) => ({ type: typeOf(array), length: array.length })),
  }
  const json = new TextEncoder().encode(JSON.stringify(head))
  const from = aligned(4 + json.length)
  const bytes = new Uint8Array(from + bodyLength(arrays))
  new DataView(bytes.buffer).setUint32(0, json.length, true)
  bytes.set(json, 4)
  let at = from
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += aligned(array.byteLength)
  }
  return bytes
}

/**
 * The block that the bytes hold, its arrays views of one buffer. Nothing in it points to where nothing is:
 * the engine, which does not look again, would count wrong.
 * @throws ArchiveFault
 */
export function blockOfBytes(bytes: Uint8Array): FlowBlock {
  const { head, from } = headOf(bytes)
  const body = bytes.slice(from).buffer
  const arrays: NumberArray[] = []
  let at = 0
  for (const { type, length } of head.arrays) {
    const Type = TYPES[type]
    if (at + length * Type.BYTES_PER_ELEMENT > body.byteLength) throw fault('ends early')
    arrays.push(new Type(body, at, length))
    at += aligned(length * Type.BYTES_PER_ELEMENT)
  }
  if (at !== body.byteLength) throw fault('is longer than it says')
  const block: FlowBlock = {
    source: head.source,
    count: head.count,
    ticksPerSecond: head.ticksPerSecond,
    addresses: {
      v4: arrayOf(arrays, head.addresses.v4, [Uint32Array]),
      v6: arrayOf(arrays, head.addresses.v6, [Uint8Array]),
    },
    columns: head.columns.map((column) => columnOf(column, arrays)),
    runs: {
      evidence: arrayOf(arrays, head.runs.evidence, [Uint32Array]),
      row: arrayOf(arrays, head.runs.row, [Uint32Array]),
      line: arrayOf(arrays, head.runs.line, [Uint32Array]),
    },
  }
  checkRuns(block)
  checkColumns(block)
  return block
}

function headOf(bytes: Uint8Array): { readonly head: BlockHead; readonly from: number } {
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  const from = aligned(4 + length)
  if (from > bytes.length) throw fault('ends early')
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)))
    return { head: headSchema.parse(json), from }
  } catch {
    throw fault('has a head that is none')
  }
}

function storedColumn(column: FlowColumn, numberOf: (array: NumberArray) => number): StoredColumn {
  const { field, absent } = column
  const data = numberOf(column.data)
  switch (column.kind) {
    case 'number': {
      const values = column.values && numberOf(column.values)
      return { kind: 'number', field, absent, base: column.base, data, values }
    }
    case 'address':
      return { kind: 'address', field, absent, base: column.base, data }
    case 'text':
      return { kind: 'text', field, absent, values: [...column.values], data }
  }
}

const UINTS = [Uint8Array, Uint16Array, Uint32Array] as const

function columnOf(column: StoredColumn, arrays: readonly NumberArray[]): FlowColumn {
  const { field, absent } = column
  switch (column.kind) {
    case 'number': {
      const { kind, base } = column
      if (column.values === null) {
        const data = arrayOf(arrays, column.data, [...UINTS, Float64Array, BigUint64Array])
        return { kind, field, absent, base, data, values: null }
      }
      const values = arrayOf(arrays, column.values, [Float64Array])
      return { kind, field, absent, base, data: arrayOf(arrays, column.data, UINTS), values }
    }
    case 'address':
      return {
        kind: 'address',
        field,
        absent,
        base: column.base,
        data: arrayOf(arrays, column.data, UINTS),
      }
    case 'text':
      return {
        kind: 'text',
        field,
        absent,
        values: column.values,
        data: arrayOf(arrays, column.data, UINTS),
      }
  }
}

function arrayOf<Type extends (typeof TYPES)[TypeName]>(
  arrays: readonly NumberArray[],
  index: number,
  types: readonly Type[],
): InstanceType<Type> {
  const array = arrays[index]
  if (!types.some((type) => array instanceof type)) throw fault('has an array of the wrong kind')
  return array as InstanceType<Type>
}

function checkRuns({ count, runs: { evidence, row, line } }: FlowBlock): void {
  if (row.length === 0 || row[0] !== 0 || evidence.length !== row.length || line.length !== row.length)
    throw fault('does not say where its flows come from')
  for (let i = 1; i < row.length; i++) {
    if ((row[i] as number) <= (row[i - 1] as number)) throw fault('has its flows out of order')
  }
  if ((row.at(-1) as number) >= count) throw fault('says where flows come from that it has not')
}

function checkColumns({ count, columns, addresses }: FlowBlock): void {
  if (addresses.v6.length % 16 !== 0) throw fault('has a part of an address')
  if (new Set(columns.map(({ field }) => field)).size < columns.length) throw fault('has a field twice')
  const known = addresses.v4.length + addresses.v6.length / 16
  for (const column of columns) {
    const { data, absent } = column
    if (data.length !== 0 && data.length !== count) throw fault(`has too few values of ${column.field}`)
    if (column.kind === 'number' && column.values === null) continue
    const limit =
      column.kind === 'address'
        ? known - column.base
        : (column as { values: ArrayLike<unknown> }).values.length
    if (data.length === 0 && limit < 1) throw fault(`has no value of ${column.field}`)
    for (let row = 0; row < data.length; row++) {
      const index = data[row] as number
      if (index >= limit && index !== absent) throw fault(`has no value of ${column.field} for a flow`)
    }
  }
}

function typeOf(array: NumberArray): TypeName {
  return TYPE_NAMES.find((name) => array instanceof TYPES[name]) as TypeName
}

function bodyLength(arrays: readonly NumberArray[]): number {
  return arrays.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0)
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}

function fault(what: string): ArchiveFault {
  return new ArchiveFault(`a block of its flows ${what}`)
}
