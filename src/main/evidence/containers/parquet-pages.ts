import type { ColumnChunk } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { crc32 } from '../crc32'
import type { ReadAt } from '../file-window'

/** A page of a flow log holds some thousands of values; one of this size is made to fill memory. */
const LARGEST_PAGE = 1 << 28

/**
 * Looks at the headers of all pages of a column chunk before any is decoded: that they fit into the
 * chunk and hold no more than its rows, and that their checksums, if they have them, are right.
 * @throws Error that says what is wrong
 */
export function checkPages(read: ReadAt, { meta_data }: ColumnChunk, rows: number): void {
  if (!meta_data) throw new Error('a column without metadata')
  const from = Number(meta_data.dictionary_page_offset ?? meta_data.data_page_offset)
  const bytes = readExactly(read, from, Number(meta_data.total_compressed_size))
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 }
  let values = 0
  while (values < rows) {
    if (reader.offset >= bytes.length)
      throw new Error(`a column has ${values} values where it has ${rows} rows`)
    const { crc, compressed_page_size, uncompressed_page_size, ...header } = parquetHeader(reader)
    const end = reader.offset + compressed_page_size
    if (!(compressed_page_size >= 0 && end <= bytes.length))
      throw new Error('a page reaches out of its column')
    if (!(uncompressed_page_size >= 0 && uncompressed_page_size <= LARGEST_PAGE)) {
      throw new Error(`a page says that it holds ${uncompressed_page_size} bytes`)
    }
    const page = header.data_page_header ?? header.data_page_header_v2
    const count = (page ?? header.dictionary_page_header)?.num_values ?? 0
    if (!(count >= 0 && count <= (page ? rows - values : LARGEST_PAGE))) {
      throw new Error(`a page says that it holds ${count} values`)
    }
    if (crc !== undefined && crc32(bytes.subarray(reader.offset, end)) !== crc >>> 0) {
      throw new Error('the checksum of a page is wrong')
    }
    if (page) values += count
    reader.offset = end
  }
}

export function readExactly(read: ReadAt, from: number, length: number): Uint8Array {
  if (!(from >= 0 && length >= 0 && length <= 2 ** 31))
    throw new Error(`can't read ${length} bytes at byte ${from}`)
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; ) {
    const more = read(bytes.subarray(at), from + at)
    if (more === 0) throw new Error(`the file ends before byte ${from + length}`)
    at += more
  }
  return bytes
}
