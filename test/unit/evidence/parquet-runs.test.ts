import type { PageHeader } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { checkRuns } from '../../../src/main/evidence/containers/parquet-runs'

/** A page of version 1 with dictionary indexes of 3 bits, and 10 values of which none is missing. */
const header = {
  type: 'DATA_PAGE',
  uncompressed_page_size: 0,
  compressed_page_size: 0,
  data_page_header: {
    num_values: 10,
    encoding: 'RLE_DICTIONARY',
    definition_level_encoding: 'RLE',
    repetition_level_encoding: 'RLE',
  },
} as PageHeader

/** Ten times level 1 in one run: its length in 4 bytes, 10 << 1, and the level. */
const LEVELS = [2, 0, 0, 0, 20, 1]
const page = (...bytes: readonly number[]) => Uint8Array.from([...LEVELS, ...bytes])

describe('the runs of a Parquet page', () => {
  it.each([
    ['one run of ten', page(3, 20, 5)],
    ['two groups of eight bit-packed values, the last six of them padding', page(3, 5, 1, 2, 3, 4, 5, 6)],
    ['a run of four and one group of eight', page(3, 8, 5, 3, 1, 2, 3)],
    ['a bit-packed run that is cut off', page(3, 5, 1)],
  ])('may be %s', (_what, bytes) => {
    expect(() => checkRuns(bytes, header, true)).not.toThrow()
  })

  it.each([
    ['a run', page(3, 0xfe, 0xff, 0xff, 0xff, 0x0f, 5)],
    ['a bit-packed run', page(3, 0xff, 0xff, 0xff, 0xff, 0x0f, 5)],
    ['a bit-packed run of values without bits', page(0, 0xff, 0xff, 0xff, 0x07)],
    ['a second run', page(3, 8, 5, 0x80, 0x80, 0x04, 5)],
    ['the levels', Uint8Array.from([6, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f, 1, 3, 20, 5])],
  ])('are refused when %s says that it holds more than the page', (_what, bytes) => {
    expect(() => checkRuns(bytes, header, true)).toThrow(/a run says that it holds \d+ values/)
  })

  it('are looked for behind the levels of a page of version 2, which have no length before them', () => {
    const second = {
      ...header,
      data_page_header: undefined,
      data_page_header_v2: {
        num_values: 10,
        num_nulls: 0,
        num_rows: 10,
        encoding: 'RLE_DICTIONARY',
        definition_levels_byte_length: 2,
        repetition_levels_byte_length: 0,
      },
    } as unknown as PageHeader
    expect(() => checkRuns(Uint8Array.from([20, 1, 3, 20, 5]), second, true)).not.toThrow()
    expect(() =>
      checkRuns(Uint8Array.from([20, 1, 3, 0xfe, 0xff, 0xff, 0xff, 0x0f, 5]), second, true),
    ).toThrow('a run says that it holds 2147483647 values')
  })
})
