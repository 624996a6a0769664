import type { ColumnChunk, PageHeader, SchemaTree } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js'
import { readPlain } from 'hyparquet/src/plain.js'
import { compressors } from 'hyparquet-compressors'
import { crc32 } from '../crc32'
import { FileWindow, type ReadAt } from '../file-window'
import { checkRuns } from './parquet-runs'

/** A page of a flow log holds a megabyte or some; one of this size is made to fill memory. */
const LARGEST_PAGE = 1 << 28
const MOST_VALUES = 1 << 24
/** A page's header with the smallest and largest value of a long text in it. */
const LONGEST_HEADER = 1 << 16

/** What text tools put into Parquet for a value that is not there; AWS has nothing, or '-'. */
const NOTHING: ReadonlySet<string> = new Set(['', 'None', 'null', 'NULL', 'NaN', 'nan', '<NA>'])
const NONE = '-'

/** Times as a count of milliseconds since the epoch, which is what flow logs have where they have no seconds. */
const PARSERS = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: (time: bigint) => time,
  timestampFromMicroseconds: (time: bigint) => time / 1000n,
  timestampFromNanoseconds: (time: bigint) => time / 1_000_000n,
}

type Values = ReturnType<typeof convert>

/**
 * One column of a row group, page by page, as the texts that a flow log has in its place: hyparquet's
 * own way to whole columns would hold all of them in memory, and takes many times as long.
 */
export class ParquetColumn {
  /** Of the current page. */
  texts: readonly string[] = []
  /** Some text of the current page has a blank in it. */
  blanks = false
  private readonly window: FileWindow
  private readonly decoder: Parameters<typeof readDataPage>[2]
  private readonly nullable: boolean
  private at: number
  private readonly end: number
  private left: number
  private dictionary: readonly string[] = []

  /**
   * @param rows of the row group
   * @param mayBeNothing the column is of numbers or addresses, where "None" is no value
   */
  constructor(
    private readonly read: ReadAt,
    { meta_data: meta }: ColumnChunk,
    column: SchemaTree,
    rows: number,
    private readonly mayBeNothing: boolean,
  ) {
    if (!meta) throw new Error('a column has no metadata')
    const dataAt = Number(meta.data_page_offset)
    this.at = meta.dictionary_page_offset ? Math.min(dataAt, Number(meta.dictionary_page_offset)) : dataAt
    this.end = this.at + Number(meta.total_compressed_size)
    this.left = rows
    this.window = new FileWindow(read, LONGEST_HEADER)
    const { element } = column
    this.nullable = element.repetition_type === 'OPTIONAL'
    this.decoder = {
      ...meta,
      pathInSchema: meta.path_in_schema,
      element,
      schemaPath: [ROOT, column],
      parsers: PARSERS,
      compressors,
    }
  }

  /**
   * Reads the next page with values.
   * @throws Error when it is missing or not what it says
   */
  nextPage(): void {
    for (;;) {
      if (this.at >= this.end) throw new Error(`a column ends ${this.left} values early`)
      const header = this.header()
      const bytes = readExactly(this.read, this.at, header.compressed_page_size)
      if (header.crc !== undefined && crc32(bytes) !== header.crc >>> 0) {
        throw new Error('the checksum of a page is wrong')
      }
      this.at += bytes.length
      if (header.dictionary_page_header) this.readDictionary(bytes, header)
      else if (header.data_page_header || header.data_page_header_v2) {
        this.readPage(bytes, header)
        if (this.texts.length > 0) return
      }
    }
  }

  private header(): PageHeader {
    const head = this.window.at(this.at, LONGEST_HEADER)
    const reader = { view: new DataView(head.buffer, head.byteOffset, head.length), offset: 0 }
    const header = parquetHeader(reader)
    this.at += reader.offset
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header
    if (!(packed >= 0 && this.at + packed <= this.end)) throw new Error('a page reaches out of its column')
    if (!(unpacked >= 0 && unpacked <= LARGEST_PAGE))
      throw new Error(`a page says that it holds ${unpacked} bytes`)
    const page = header.data_page_header ?? header.data_page_header_v2
    const count = page?.num_values ?? header.dictionary_page_header?.num_values ?? 0
    if (!(count >= 0 && count <= MOST_VALUES && (!page || count <= this.left))) {
      throw new Error(`a page says that it holds ${count} values`)
    }
    return header
  }

  private readDictionary(bytes: Uint8Array, header: PageHeader): void {
    const { type, element, codec } = this.decoder
    const page = decompressPage(bytes, header.uncompressed_page_size, codec, compressors)
    const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
    const count = header.dictionary_page_header?.num_values ?? 0
    const values = convert(readPlain({ view, offset: 0 }, type, count, element.type_length), this.decoder)
    this.dictionary = this.textsOf(values)
  }

  private readPage(bytes: Uint8Array, header: PageHeader): void {
    const head = header.data_page_header ?? header.data_page_header_v2
    const count = head?.num_values ?? 0
    const page = this.unpacked(bytes, header)
    checkRuns(page, header, this.nullable)
    const { dataPage, definitionLevels } = header.data_page_header
      ? readDataPage(page, header.data_page_header, this.decoder)
      : readDataPageV2(page, unpackedHeader(header), this.decoder)
    const coded = head?.encoding === 'PLAIN_DICTIONARY' || head?.encoding === 'RLE_DICTIONARY'
    const present = coded ? this.looked(dataPage) : this.textsOf(convert(dataPage, this.decoder))
    const texts = this.nullable && definitionLevels?.length ? spread(present, definitionLevels) : present
    if (texts.length !== count) throw new Error(`a page has ${texts.length} values where it says ${count}`)
    this.texts = texts
    this.blanks = (coded ? this.dictionary : texts).some((text) => /[ \t\r\n]/.test(text))
    this.left -= count
  }

  /** A data page without its packing; the levels of one of version 2 are not packed. */
  private unpacked(bytes: Uint8Array, header: PageHeader): Uint8Array {
    const { codec } = this.decoder
    const second = header.data_page_header_v2
    if (!second) return decompressPage(bytes, header.uncompressed_page_size, codec, compressors)
    const levels = second.repetition_levels_byte_length + second.definition_levels_byte_length
    // Also where a length is missing, with which hyparquet would read the first byte for ever.
    if (!(levels >= 0 && levels <= bytes.length)) throw new Error('the levels of a page reach out of it')
    if (second.is_compressed === false) return bytes
    const size = header.uncompressed_page_size - levels
    const values = decompressPage(bytes.subarray(levels), size, codec, compressors)
    return Buffer.concat([bytes.subarray(0, levels), values])
  }

  private looked(indexes: Values): readonly string[] {
    const { dictionary } = this
    const texts = new Array<string>(indexes.length)
    for (let i = 0; i < indexes.length; i++) {
      const text = dictionary[Number(indexes[i])]
      if (text === undefined) throw new Error('a page has a value that is not in its dictionary')
      texts[i] = text
    }
    return texts
  }

  private textsOf(values: Values): readonly string[] {
    return Array.from(values as ArrayLike<unknown>, (value) => this.text(value))
  }

  private text(value: unknown): string {
    if (typeof value === 'string')
      return value === '' || (this.mayBeNothing && NOTHING.has(value)) ? NONE : value
    if (value === null || value === undefined) return NONE
    if (typeof value === 'number') {
      if (Number.isNaN(value)) return NONE
      return Number.isInteger(value) ? BigInt(value).toString() : String(value)
    }
    if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1') || NONE
    return String(value)
  }
}

/** The header of a page of version 2 whose packing was taken off. */
function unpackedHeader(header: PageHeader): PageHeader {
  const second = header.data_page_header_v2
  return second ? { ...header, data_page_header_v2: { ...second, is_compressed: false } } : header
}

/** Columns of flow logs lie at the top of the schema. */
const ROOT: SchemaTree = {
  children: [],
  count: 1,
  element: { name: 'root', repetition_type: 'REQUIRED' },
  path: [],
}

/** The values that are there, with none in the place of those that are not: level 0. */
function spread(present: readonly string[], levels: readonly number[]): readonly string[] {
  const texts = new Array<string>(levels.length)
  let next = 0
  for (let i = 0; i < levels.length; i++) texts[i] = levels[i] === 1 ? (present[next++] ?? NONE) : NONE
  if (next !== present.length) throw new Error('a page has another number of values than it says')
  return texts
}

export function readExactly(read: ReadAt, from: number, length: number): Uint8Array {
  if (!(from >= 0 && length >= 0 && length <= 2 ** 31)) {
    throw new Error(`can't read ${length} bytes at byte ${from}`)
  }
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; ) {
    const more = read(bytes.subarray(at), from + at)
    if (more === 0) throw new Error(`the file ends before byte ${from + length}`)
    at += more
  }
  return bytes
}
