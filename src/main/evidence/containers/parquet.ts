import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { Damage } from '../../../shared/evidence/evidence'
import { fieldSpec, isKnownField } from '../../../shared/flow/fields'
import type { ReadAt } from '../file-window'
import { isHeader } from '../flow-log-format'
import { checkUnpacked, type UnpackLimit, UnpackLimitError } from '../unpack-limit'
import { checkPages, readExactly } from './parquet-pages'

/** Rows that are decoded at once. */
const SLICE_ROWS = 1 << 17
/** Rows whose text is made at once. */
const TEXT_ROWS = 1 << 12

/** What text tools put into Parquet for a value that is not there; AWS has nothing, or '-'. */
const NOTHING: ReadonlySet<string> = new Set(['', 'None', 'null', 'NULL', 'NaN', 'nan', '<NA>'])

export interface ParquetLog {
  readonly metadata: FileMetaData
  /** Names of its columns, and the fields that they are; numbers that are ids have lost their leading zeros. */
  readonly columns: readonly { readonly name: string; readonly field: string; readonly lostZeros: boolean }[]
}

export interface RowSink {
  /** Lines of text, each ended; one for a row. */
  rows(bytes: Uint8Array): void
  /** A row that no line can stand for. */
  malformed(reason: string, bytes: Uint8Array): void
  throwIfCancelled(): void
}

export function isParquet(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0x50 && bytes[1] === 0x41 && bytes[2] === 0x52 && bytes[3] === 0x31
}

/**
 * Reads what the end of a Parquet file says of its columns. AWS has underscores in the place of
 * hyphens (`account_id`) and whole numbers of 32 or 64 bits.
 * @returns null when they are no fields of a flow log
 * @throws Error when the file's end is missing or damaged
 */
export async function openParquet(read: ReadAt, sizeBytes: number): Promise<ParquetLog | null> {
  const metadata = await parquetMetadataAsync(bufferOf(read, sizeBytes))
  const tops = parquetSchema(metadata).children
  const columns = tops.map(({ element }) => {
    const field = element.name.toLowerCase().replaceAll('_', '-')
    const whole = element.type === 'INT32' || element.type === 'INT64'
    const lostZeros = whole && isKnownField(field) && fieldSpec(field).kind === 'text'
    return { name: element.name, field, lostZeros }
  })
  const flat = tops.every(({ children, element }) => {
    return children.length === 0 && element.repetition_type !== 'REPEATED'
  })
  return flat && isHeader(columns.map(({ field }) => field)) ? { metadata, columns } : null
}

/**
 * Reads all rows, as lines of text with one value for each column and '-' for none: they are flow log
 * records as any others then, checked and counted in the same way.
 * @returns what is wrong; rows of a damaged row group are missing, those of the others are not
 */
export async function readParquet(
  log: ParquetLog,
  read: ReadAt,
  sizeBytes: number,
  limit: UnpackLimit,
  sink: RowSink,
): Promise<Damage | null> {
  const { metadata, columns } = log
  const file = bufferOf(read, sizeBytes)
  const faults: string[] = []
  let atByte = 0
  let lostRows = 0
  let text = 0
  let from = 0
  for (const [index, group] of metadata.row_groups.entries()) {
    const rows = Number(group.num_rows)
    let done = 0
    try {
      // A value takes two bytes of text at least.
      checkUnpacked(sizeBytes, text + rows * columns.length * 2, limit)
    } catch (error) {
      if (error instanceof UnpackLimitError) return error.damage(sizeBytes)
      throw error
    }
    while (done < rows) {
      const to = Math.min(rows, done + SLICE_ROWS)
      let slice: readonly Values[]
      try {
        if (done === 0) for (const column of group.columns) checkPages(read, column, rows)
        slice = await readSlice(file, log, from + done, from + to)
      } catch (error) {
        if (!isFault(error)) throw error
        if (faults.length === 0) atByte = Number(group.columns[0]?.meta_data?.data_page_offset ?? 0)
        faults.push(`row group ${index + 1}: ${error.message}`)
        lostRows += rows - done
        break
      }
      text += hand(slice, columns, to - done, sink)
      done = to
    }
    from += rows
  }
  if (faults.length === 0) return null
  return {
    kind: 'corrupt',
    atByte,
    message: `Parquet data can't be read (${faults[0]}${faults.length > 1 ? `, and ${faults.length - 1} more row groups` : ''}); ${lostRows} rows are lost`,
  }
}

type Values = Awaited<ReturnType<Awaited<ReturnType<typeof parquetScan>>['readColumn']>>

async function readSlice(
  file: AsyncBuffer,
  { metadata, columns }: ParquetLog,
  rowStart: number,
  rowEnd: number,
): Promise<readonly Values[]> {
  const slice: Values[] = []
  for (const { name } of columns) {
    const scan = await parquetScan({ file, metadata, compressors, parsers: RAW_TIMES, columns: [name] })
    const values = await scan.readColumn({ column: name, rowStart, rowEnd })
    if (values.length !== rowEnd - rowStart) throw new Error(`${name} has ${values.length} values`)
    slice.push(values)
  }
  return slice
}

/** Times as a count of milliseconds since the epoch, which is what flow logs have where they have no seconds. */
const RAW_TIMES = {
  timestampFromMilliseconds: (time: bigint) => time,
  timestampFromMicroseconds: (time: bigint) => time / 1000n,
  timestampFromNanoseconds: (time: bigint) => time / 1_000_000n,
}

/** @returns bytes of text */
function hand(slice: readonly Values[], columns: ParquetLog['columns'], rows: number, sink: RowSink): number {
  const mayBeNothing = columns.map(({ field }) => fieldSpec(field).kind !== 'text')
  let handed = 0
  let text = ''
  const flush = () => {
    const bytes = Buffer.from(text)
    handed += bytes.length
    text = ''
    if (bytes.length > 0) sink.rows(bytes)
  }
  for (let row = 0; row < rows; row++) {
    let line = ''
    let odd: string | null = null
    for (let column = 0; column < slice.length; column++) {
      const value = valueText((slice[column] as Values)[row], mayBeNothing[column] as boolean)
      if (odd === null && /[ \t\r\n]/.test(value)) odd = columns[column]?.field ?? null
      line += column === 0 ? value : ` ${value}`
    }
    if (odd === null) text += `${line}\n`
    else {
      flush()
      sink.malformed(`${odd} holds a blank`, Buffer.from(line))
    }
    if (row % TEXT_ROWS === TEXT_ROWS - 1) {
      sink.throwIfCancelled()
      flush()
    }
  }
  flush()
  return handed
}

function valueText(value: unknown, mayBeNothing: boolean): string {
  if (typeof value === 'string') return value === '' || (mayBeNothing && NOTHING.has(value)) ? '-' : value
  if (value === null || value === undefined) return '-'
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return '-'
    return Number.isInteger(value) ? BigInt(value).toString() : String(value)
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1') || '-'
  return String(value)
}

/** What the decoder throws at damaged data: errors of its own, and those of reading outside of an array. */
function isFault(error: unknown): error is Error {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall === undefined
}

function bufferOf(read: ReadAt, sizeBytes: number): AsyncBuffer {
  return {
    byteLength: sizeBytes,
    slice: (start, end = sizeBytes) => {
      const from = start < 0 ? sizeBytes + start : start
      return readExactly(read, from, end - from).buffer as ArrayBuffer
    },
  }
}
