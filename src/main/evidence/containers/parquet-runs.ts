import type { PageHeader } from 'hyparquet'

/** Writers fill the last run up to a multiple of 8 values; a run beyond its page's values by more is damaged. */
const MOST_PADDING = 512

/**
 * Checks the runs of a data page (parquet-format, "RLE / bit-packing hybrid"): hyparquet writes as many
 * values as a run says, so that a damaged run of two thousand million takes it minutes and gigabytes.
 * Columns lie at the top of the schema, so levels are of one bit.
 * @param page unpacked, the levels of a page of version 2 before its values
 * @param nullable the page has definition levels
 * @throws Error when a run says that it holds more than the page
 */
export function checkRuns(page: Uint8Array, header: PageHeader, nullable: boolean): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  const { data_page_header: first, data_page_header_v2: second } = header
  const count = first?.num_values ?? second?.num_values ?? 0
  let at = 0
  if (second) {
    at = second.repetition_levels_byte_length
    if (nullable) checkHybrid(view, at, 1, count)
    at += second.definition_levels_byte_length
  } else if (nullable) {
    checkHybrid(view, 4, 1, count)
    at = 4 + view.getUint32(0, true)
  }
  const encoding = first?.encoding ?? second?.encoding
  if (encoding === 'RLE') checkHybrid(view, at + 4, 1, count)
  if (encoding !== 'PLAIN_DICTIONARY' && encoding !== 'RLE_DICTIONARY') return
  // A page without any value may lack the width.
  if (at < view.byteLength) checkHybrid(view, at + 1, view.getUint8(at), count)
}

/** @param width bits of a value */
function checkHybrid(view: DataView, from: number, width: number, count: number): void {
  let at = from
  let seen = 0
  while (seen < count && at < view.byteLength) {
    let header = 0
    let byte = 0
    for (let shift = 0; shift === 0 || byte & 0x80; shift += 7) {
      byte = view.getUint8(at++)
      header += (byte & 0x7f) * 2 ** shift
    }
    const packed = header % 2 === 1
    const values = packed ? ((header - 1) / 2) * 8 : header / 2
    if (values > count - seen + MOST_PADDING) {
      throw new Error(`a run says that it holds ${values} values, of ${count - seen} that are left`)
    }
    seen += values
    at += packed ? (values / 8) * width : Math.ceil(width / 8)
  }
}
