/** Where a flow comes from: a VPC flow log record, or a NetFlow record made from packets. */
export type FlowSource = 'vpc' | 'netflow'

export type UintArray = Uint8Array | Uint16Array | Uint32Array
export type NumberArray = UintArray | Float64Array | BigUint64Array

/**
 * One column of a block. The value of row i is
 *   number:  base + data[i], or values[data[i]] where the column has values
 *   address: addresses[base + data[i]] of the block
 *   text:    values[data[i]]
 * and absent ('-' in the log) where data[i] is `absent` (in a Float64Array: NaN). When every row has
 * the same value, data is empty and the value is base, addresses[base] or values[0]. A column that is
 * absent in every row is left out. Columns of few values may share one array of data, each with values of
 * its own, of which several may be equal.
 */
export type FlowColumn = NumberColumn | AddressColumn | TextColumn

interface ColumnHead {
  readonly field: string
  /** The stored value that stands for '-': the largest of its type, or -1 when every row has a value. */
  readonly absent: number
}

export interface NumberColumn extends ColumnHead {
  readonly kind: 'number'
  readonly base: number
  readonly data: NumberArray
  /** Where data holds indexes, the value of each, NaN for absent; not null only with a UintArray. */
  readonly values: Float64Array | null
}

export interface AddressColumn extends ColumnHead {
  readonly kind: 'address'
  readonly base: number
  readonly data: UintArray
}

export interface TextColumn extends ColumnHead {
  readonly kind: 'text'
  readonly values: readonly string[]
  readonly data: UintArray
}

/** The distinct addresses of a block: index i is v4[i], then v6 entries of 16 bytes each. */
export interface AddressDictionary {
  /** IPv4 addresses as unsigned 32-bit numbers, network order (10.0.0.1 is 0x0a000001). */
  readonly v4: Uint32Array
  /** IPv6 addresses, 16 bytes each, network order. */
  readonly v6: Uint8Array
}

/**
 * Where the rows come from. Run k covers rows row[k] up to row[k + 1] (or the end): they are
 * consecutive lines of one evidence file, the first of them line[k] (counted from 1).
 * For NetFlow, line counts the converted flow records of the capture; for what nfdump has printed it is
 * the line of the text, or the number of the record in JSON and raw output.
 */
export interface FlowRuns {
  readonly evidence: Uint32Array
  readonly row: Uint32Array
  readonly line: Uint32Array
}

/**
 * Up to BLOCK_ROWS flows in columns: the one currency between the parser, the port, IndexedDB
 * and the engine. All arrays are views of one buffer, so that a structured clone copies it once.
 */
export interface FlowBlock {
  readonly source: FlowSource
  readonly count: number
  /** start and end are counted in ticks since the epoch: 1 a second, or 1000. */
  readonly ticksPerSecond: 1 | 1000
  readonly addresses: AddressDictionary
  readonly columns: readonly FlowColumn[]
  readonly runs: FlowRuns
}

export const BLOCK_ROWS = 65_536

/** Bytes that a block takes in memory, without its few text values. */
export function blockBytes(block: FlowBlock): number {
  let bytes = block.addresses.v4.byteLength + block.addresses.v6.byteLength
  const arrays = new Set<ArrayBufferView>()
  for (const column of block.columns) {
    arrays.add(column.data)
    if (column.kind === 'number' && column.values) arrays.add(column.values)
  }
  for (const array of arrays) bytes += array.byteLength
  return bytes + block.runs.evidence.byteLength * 3
}
