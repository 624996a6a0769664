import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
  type RowGroup,
  type SchemaTree,
} from 'hyparquet'
import type { Damage } from '../../../shared/evidence/evidence'
import { fieldSpec, isKnownField } from '../../../shared/flow/fields'
import type { ReadAt } from '../file-window'
import { isHeader } from '../flow-log-format'
import { checkUnpacked, type UnpackLimit, UnpackLimitError } from '../unpack-limit'
import { ParquetColumn, readExactly } from './parquet-column'

/** Rows whose text is made at once. */
const TEXT_ROWS = 1 << 12

export interface ParquetLog {
  readonly metadata: FileMetaData
  /** Its columns, and the fields that they are; numbers that are ids have lost their leading zeros. */
  readonly columns: readonly LogColumn[]
}

interface LogColumn {
  readonly schema: SchemaTree
  readonly field: string
  readonly lostZeros: boolean
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
  const columns = tops.map((schema) => {
    const { element } = schema
    const field = element.name.toLowerCase().replaceAll('_', '-')
    const whole = element.type === 'INT32' || element.type === 'INT64'
    const lostZeros = whole && isKnownField(field) && fieldSpec(field).kind === 'text'
    return { schema, field, lostZeros }
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
export function readParquet(
  log: ParquetLog,
  read: ReadAt,
  sizeBytes: number,
  limit: UnpackLimit,
  sink: RowSink,
): Damage | null {
  const { metadata, columns } = log
  const faults: string[] = []
  let atByte = 0
  let lostRows = 0
  const reader = new RowReader(columns, read, sink)
  for (const [index, group] of metadata.row_groups.entries()) {
    const rows = Number(group.num_rows)
    try {
      // A value takes two bytes of text at least.
      checkUnpacked(sizeBytes, reader.textBytes + rows * columns.length * 2, limit)
    } catch (error) {
      if (error instanceof UnpackLimitError) return error.damage(sizeBytes)
      throw error
    }
    const fault = reader.read(group, rows)
    if (fault === null) continue
    if (faults.length === 0) atByte = Number(group.columns[0]?.meta_data?.data_page_offset ?? 0)
    faults.push(`row group ${index + 1}: ${fault}`)
    lostRows += rows - reader.rowsDone
  }
  if (faults.length === 0) return null
  return {
    kind: 'corrupt',
    atByte,
    message: `Parquet data can't be read (${faults[0]}${faults.length > 1 ? `, and ${faults.length - 1} more row groups` : ''}); ${lostRows} rows are lost`,
  }
}

/** Makes lines of text from row groups. */
class RowReader {
  /** Of all row groups so far. */
  textBytes = 0
  /** Of the last row group. */
  rowsDone = 0
  private text = ''

  constructor(
    private readonly columns: readonly LogColumn[],
    private readonly file: ReadAt,
    private readonly sink: RowSink,
  ) {}

  /** @returns why the row group can't be read to its end, or null */
  read(group: RowGroup, rows: number): string | null {
    this.rowsDone = 0
    const { columns, sink } = this
    const pages: ParquetColumn[] = []
    const next: number[] = columns.map(() => 0)
    for (let row = 0; row < rows; row++) {
      const fault = this.turnPages(group, rows, pages, next)
      if (fault !== null) {
        this.flush()
        return fault
      }
      this.row(pages, next)
      this.rowsDone++
      if (row % TEXT_ROWS === TEXT_ROWS - 1) {
        sink.throwIfCancelled()
        this.flush()
      }
    }
    this.flush()
    return null
  }

  /** Makes sure that every column has a value for the next row. */
  private turnPages(group: RowGroup, rows: number, pages: ParquetColumn[], next: number[]): string | null {
    const { columns } = this
    try {
      for (let at = 0; at < columns.length; at++) {
        let column = pages[at]
        if (column && (next[at] as number) < column.texts.length) continue
        column ??= this.open(group, at, rows)
        pages[at] = column
        column.nextPage()
        next[at] = 0
      }
      return null
    } catch (error) {
      if (!isFault(error)) throw error
      return error.message
    }
  }

  private open(group: RowGroup, at: number, rows: number): ParquetColumn {
    const { schema, field } = this.columns[at] as LogColumn
    const chunk = group.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === schema.element.name)
    if (!chunk) throw new Error(`the column of ${field} is missing`)
    return new ParquetColumn(this.file, chunk, schema, rows, fieldSpec(field).kind !== 'text')
  }

  private row(pages: readonly ParquetColumn[], next: number[]): void {
    let line = ''
    let odd: string | null = null
    for (let at = 0; at < pages.length; at++) {
      const page = pages[at] as ParquetColumn
      const value = page.texts[(next[at] as number)++] as string
      if (page.blanks && odd === null && /[ \t\r\n]/.test(value)) odd = this.columns[at]?.field ?? null
      line += at === 0 ? value : ` ${value}`
    }
    if (odd === null) this.text += `${line}\n`
    else {
      this.flush()
      this.sink.malformed(`${odd} holds a blank`, Buffer.from(line))
    }
  }

  private flush(): void {
    const bytes = Buffer.from(this.text)
    this.text = ''
    this.textBytes += bytes.length
    if (bytes.length > 0) this.sink.rows(bytes)
  }
}

/** What the decoder throws at damaged data, apart from what the system says when a file can't be read. */
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
