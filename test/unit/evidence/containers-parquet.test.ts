import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parquetMetadata } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { ANY } from '../../../src/shared/filter/ast'
import { folderOf } from './flow-log-text'
import { packed, RECORDS, readPacked, valuesOf } from './packed-samples'
import { readCase } from './read-case'

const SAMPLE = join(import.meta.dirname, '../../fixtures/vpc/obsrvbl/flows.parquet')

type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData']

function parquet(columnData: Columns, rowGroupSize?: number): Buffer {
  return Buffer.from(parquetWriteBuffer({ columnData, ...(rowGroupSize && { rowGroupSize }) }))
}

/** Where the pages of a row group's first column lie. */
function pagesOf(bytes: Buffer, group: number): { readonly at: number; readonly length: number } {
  const { row_groups } = parquetMetadata(Uint8Array.from(bytes).buffer)
  const column = row_groups[group]?.columns[0]?.meta_data ?? expect.fail('no such row group')
  const at = Number(column.dictionary_page_offset ?? column.data_page_offset)
  return { at, length: Number(column.total_compressed_size) }
}

async function readParquet(bytes: Uint8Array, limit?: { bytes: number; ratio: number }) {
  const read = await readCase(folderOf({ 'a.parquet': bytes }), {}, limit)
  return { ...read, file: read.files[0] ?? expect.fail('not read') }
}

/** As AWS documents its Parquet: names with underscores, numbers of 32 and 64 bits, nulls. */
function flows(rows: number): Columns {
  const each = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row))
  return [
    { name: 'version', data: each(() => 2), type: 'INT32' },
    { name: 'account_id', data: each(() => '000000000001'), type: 'STRING' },
    {
      name: 'srcaddr',
      data: each((row) => `10.${row >> 16}.${(row >> 8) & 255}.${row & 255}`),
      type: 'STRING',
    },
    {
      name: 'srcport',
      data: each((row) => (row % 10 === 3 ? null : row % 65536)),
      type: 'INT32',
      nullable: true,
    },
    { name: 'bytes', data: each((row) => BigInt(row) * 1000n), type: 'INT64' },
    { name: 'start', data: each((row) => 1_700_000_000n + BigInt(row)), type: 'INT64' },
    { name: 'log_status', data: each((row) => (row % 100 === 7 ? 'NODATA' : 'OK')), type: 'STRING' },
  ]
}

describe('a Parquet file', () => {
  it.each(['snappy.parquet', 'zstd-v2.parquet', 'duckdb-gzip.parquet', 'snappy.parquet.gz'])(
    'holds the same flows as the text: %s',
    async (name) => {
      const read = await readPacked(name)
      const { lines, noData, skipData, fields } = RECORDS
      const rows = lines - 1
      expect(read.files[0]).toMatchObject({
        kind: 'vpc-flow-log',
        container: name.endsWith('gz') ? 'gzip' : 'none',
        damage: null,
        remark: null,
        counts: {
          lines: rows,
          headerLines: 0,
          noData,
          skipData,
          records: rows - noData - skipData,
          malformed: 0,
        },
        format: { carrier: 'parquet', unit: 'row', order: 'columns' },
        fields,
        unterminated: false,
      })
      expect(read.files[0]?.format?.description).toMatch(/Parquet, written by (parquet-cpp-arrow|DuckDB)/)
      expect(await valuesOf(read, 0)).toEqual(await valuesOf(read, 1))
      const sums = [9007199254740993n, 9223372036854775807n]
      const bytes = (await valuesOf(read, 0)).map((values) => values.bytes)
      for (const sum of sums) expect(bytes).toContainEqual(sum)
    },
  )

  it('of other tools may have ports as text and account numbers without their zeros, which is said', async () => {
    const folder = folderOf({})
    copyFileSync(SAMPLE, join(folder, 'a.parquet'))
    const read = await readCase(folder)
    const [file] = read.files
    expect(file?.counts).toMatchObject({ lines: 3, records: 1, noData: 2, malformed: 0 })
    expect(file?.remark).toBe('Numbers in this Parquet file, so that leading zeros are lost: account-id.')
    expect(file?.firstLines[0]).toBe(
      '2 123456789010 eni-102010ab 198.51.100.1 192.0.2.1 443 49152 6 10 840 1439387263 1439387264 ACCEPT OK',
    )
    expect(await valuesOf(read, 0)).toMatchObject([{ srcaddr: '198.51.100.1', srcport: 443, bytes: 840 }])
  })

  it('of many row groups and slices keeps every row, and null apart from 0', async () => {
    const { engine, file } = await readParquet(parquet(flows(150_000), 140_000))
    expect(file.counts).toMatchObject({ lines: 150_000, noData: 1500, records: 148_500 })
    const row = async (offset: number) => {
      const sort = { field: 'start', descending: false }
      return (await engine.page({ source: 'vpc', filter: ANY, sort, offset, limit: 1 })).rows[0]
    }
    expect((await row(0))?.values).toMatchObject({ srcport: 0, 'account-id': '000000000001', bytes: 0 })
    expect((await row(3))?.values).not.toHaveProperty('srcport')
    expect((await row(148_499))?.values).toMatchObject({ bytes: 149_999_000, srcaddr: '10.2.73.239' })
    expect((await row(148_499))?.line).toBe(150_000)
  })

  it('has rows that are no records counted as such, with the reason', async () => {
    const { file } = await readParquet(
      parquet([
        { name: 'srcaddr', data: ['10.0.0.1', '10.0.0.300', '10.0.0.3', '-', ''], type: 'STRING' },
        { name: 'bytes', data: [1n, 2n, -3n, 4n, 5n], type: 'INT64' },
        { name: 'instance_tag', data: ['a%20b', 'x', 'x', 'a b', null], type: 'STRING', nullable: true },
      ]),
    )
    expect(file.counts).toMatchObject({ lines: 5, records: 2, malformed: 3 })
    expect(file.malformedLines).toEqual([
      { line: 2, reason: 'srcaddr is no IP address', text: '10.0.0.300 2 x' },
      { line: 3, reason: 'bytes is no number', text: '10.0.0.3 -3 x' },
      { line: 4, reason: 'instance-tag holds a blank', text: '- 4 a b' },
    ])
  })

  it('takes times of its own type as what they are', async () => {
    const at = new Date('2023-09-28T17:22:35.250Z')
    const read = await readParquet(
      parquet([
        { name: 'srcaddr', data: ['10.0.0.1'], type: 'STRING' },
        { name: 'start', data: [at], type: 'TIMESTAMP' },
      ]),
    )
    expect((await valuesOf(read, 0))[0]?.start).toBe(at.getTime() / 1000)
  })

  it('without the columns of a flow log is none', async () => {
    const { file } = await readParquet(parquet([{ name: 'city', data: ['Oslo'], type: 'STRING' }]))
    expect(file).toMatchObject({ kind: 'unrecognised', counts: { lines: 0 }, damage: null })
    expect(file.remark).toContain('a Parquet file without the columns of a flow log')
  })
})

describe('a damaged Parquet file', () => {
  const bytes = parquet(flows(3000), 1000)

  it('without its end can not be read, and says so', async () => {
    for (const cut of [bytes.subarray(0, bytes.length - 5), gzipSync(bytes.subarray(0, 4000))]) {
      const { file } = await readParquet(cut)
      expect(file.damage).toMatchObject({ message: expect.stringContaining("can't be read") })
      expect(file.counts.lines).toBe(0)
    }
  })

  it('loses one row group, not the others', async () => {
    const copy = Buffer.from(bytes)
    const { at } = pagesOf(bytes, 1)
    copy.fill(0xff, at, at + 8)
    const { file } = await readParquet(copy)
    expect(file.damage).toMatchObject({
      kind: 'corrupt',
      message: expect.stringMatching(/^Parquet data can't be read \(row group 2: .*; 1000 rows are lost$/),
    })
    expect(file.counts.lines).toBe(2000)
  })

  it('with a wrong checksum of a page says so', async () => {
    const sound = packed('zstd-v2.parquet')
    const copy = Buffer.from(sound)
    const { at, length } = pagesOf(sound, 0)
    copy[at + length - 1] = (copy[at + length - 1] as number) ^ 1
    const { file } = await readParquet(copy)
    expect(file.damage?.message).toContain('(row group 1: the checksum of a page is wrong); 80 rows are lost')
  })

  it('whose page lacks a length is given up at once', async () => {
    // Five bytes left out before its last pages, so that the header of one is read from its middle.
    const sound = packed('zstd-v2.parquet')
    const cut = Buffer.concat([sound.subarray(0, 6331), sound.subarray(6336)])
    const { file } = await readParquet(cut)
    expect(file.damage?.message).toMatch(/levels of a page reach out of it\); 80 rows are lost$/)
    expect(file.counts.lines).toBe(0)
  })

  it('that claims to hold more than it can is refused before it fills the memory', async () => {
    const { file } = await readParquet(bytes, { bytes: 10_000, ratio: 1 })
    expect(file.damage?.message).toContain('unpacking was stopped')
  })

  it('of which any one byte is wrong is read without a crash or a hang', async () => {
    const small = parquet(flows(20))
    for (let at = 0; at < small.length; at += 5) {
      const copy = Buffer.from(small)
      copy[at] = (copy[at] as number) ^ 0x41
      const { file } = await readParquet(copy)
      const { lines, headerLines, records, noData, skipData, malformed, blank } = file.counts
      expect(headerLines + records + noData + skipData + malformed + blank).toBe(lines)
    }
  })
})
