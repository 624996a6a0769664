import type { AnswerColumns, KeyColumn, MeasureColumn } from '../../shared/query/answer-columns'
import type { KeyValue } from '../../shared/query/query'
import type { Breath } from './breath'
import type { ConversationTable, EndpointTable, TupleFigures } from './conversation-table'

/** Stands for a protocol or address that the record does not tell. */
export const UNKNOWN_PROTOCOL = 256
export const UNKNOWN_ADDRESS = '-'

function figuresOf(columns: AnswerColumns): TupleFigures {
  return {
    records: countsOf(columns, 'records'),
    bytes: quantitiesOf(columns, 'bytes'),
    packets: quantitiesOf(columns, 'packets'),
    accepted: countsOf(columns, 'accepted'),
    rejected: countsOf(columns, 'rejected'),
    opening: countsOf(columns, 'opening'),
    answering: countsOf(columns, 'answering'),
    first: timesOf(columns, 'first'),
    last: timesOf(columns, 'last'),
  }
}

/** The text of a key of each row, "null" for an absent one. */
export function textsOf({ keys }: AnswerColumns, key: number): (row: number) => string {
  const { values, codes } = keys[key] ?? NO_KEYS
  const texts = values.map(String)
  return (row) => texts[codes[row] as number] as string
}

/** The same as a number, 0 for an absent one. */
export function numbersOf({ keys }: AnswerColumns, key: number): (row: number) => number {
  const { values, codes } = keys[key] ?? NO_KEYS
  const numbers = values.map((value) => Number(value ?? 0))
  return (row) => numbers[codes[row] as number] as number
}

/** Of an answer without rows, which has no keys either. */
const NO_KEYS: KeyColumn = { values: [], codes: new Uint32Array(0) }

/** Counts of records, which are far below 2^53. */
export function countsOf({ size, values }: AnswerColumns, measure: string): Float64Array {
  return doubles(values[measure], size, 0)
}

/** Exact. */
export function quantitiesOf({ size, values }: AnswerColumns, measure: string): MeasureColumn {
  return values[measure] ?? new Float64Array(size)
}

export function timesOf({ size, values }: AnswerColumns, measure: string): Float64Array {
  return doubles(values[measure], size, Number.NaN)
}

function doubles(column: MeasureColumn | undefined, size: number, absent: number): Float64Array {
  if (column instanceof Float64Array) return column
  return Float64Array.from({ length: size }, (_, row) => Number(column?.[row] ?? absent))
}

/** Keys of an answer that name a side of its rows: the first of them that has a value. */
interface SideKeys {
  readonly addresses: readonly number[]
  readonly port: number
}

/**
 * Adds the rows of an answer by FIVE_TUPLE, these keys being the first ones, to a table.
 * @param instead positions of keys that name source and destination instead of the first ones, where they do
 * @param canonical the address by which one is known
 * @param added told of each row and the direction that it was added to, with the ids of its ends
 */
export async function addTuples(
  table: ConversationTable,
  columns: AnswerColumns,
  {
    breath,
    instead = [],
    canonical = (address) => address,
    added,
  }: {
    readonly breath: Breath
    readonly instead?: readonly [source: number, destination: number] | readonly []
    readonly canonical?: (address: string) => string
    readonly added?: (row: number, direction: number, from: number, to: number) => void
  },
): Promise<void> {
  table.reserve(columns.groups)
  const figures = figuresOf(columns)
  const [source, destination] = instead
  const from = endsOf(table.endpoints, columns, canonical, {
    addresses: source === undefined ? [0] : [source, 0],
    port: 1,
  })
  const to = endsOf(table.endpoints, columns, canonical, {
    addresses: destination === undefined ? [2] : [destination, 2],
    port: 3,
  })
  for (let row = 0; row < columns.size; row++) {
    const sender = from(row)
    const receiver = to(row)
    const direction = table.add(sender, receiver, figures, row)
    added?.(row, direction, sender, receiver)
    if (breath.isDue) await breath.take()
  }
}

/** Tells the endpoint of each row on one side. */
function endsOf(
  endpoints: EndpointTable,
  { keys }: AnswerColumns,
  canonical: (address: string) => string,
  side: SideKeys,
): (row: number) => number {
  const columns = side.addresses.map((position) => {
    const { values, codes } = keys[position] as KeyColumn
    return { values, codes, ids: new Int32Array(values.length).fill(UNSEEN) }
  })
  const ports = (keys[side.port] as KeyColumn).values.map((port) => (port === null ? 0 : Number(port)))
  const portCodes = (keys[side.port] as KeyColumn).codes
  const protocols = (keys[4] as KeyColumn).values.map((protocol) =>
    protocol === null ? UNKNOWN_PROTOCOL : Number(protocol),
  )
  const protocolCodes = (keys[4] as KeyColumn).codes
  const addressIn = (row: number): number => {
    for (const { values, codes, ids } of columns) {
      const code = codes[row] as number
      // Each address is looked up once.
      if (ids[code] === UNSEEN) ids[code] = idOf(values[code] as KeyValue)
      if (ids[code] !== NOBODY) return ids[code] as number
    }
    return endpoints.internAddress(canonical(UNKNOWN_ADDRESS))
  }
  const idOf = (address: KeyValue): number =>
    address === null ? NOBODY : endpoints.internAddress(canonical(String(address)))
  return (row) =>
    endpoints.intern(
      addressIn(row),
      ports[portCodes[row] as number] as number,
      protocols[protocolCodes[row] as number] as number,
    )
}

/** Of an address that no row before had, and of none. */
const UNSEEN = -1
const NOBODY = -2
