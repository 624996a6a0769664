import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BlockSink } from '../../../src/main/evidence/block-sink'
import { EvidenceReader } from '../../../src/main/evidence/read-evidence'
import { ANY } from '../../../src/shared/filter/ast'
import type { FlowPageQuery } from '../../../src/shared/query/query'
import { folderOf, randomRecords, shell, V2_HEADER } from './flow-log-text'
import { readCase } from './read-case'

const ALL: FlowPageQuery = {
  source: 'vpc',
  filter: ANY,
  sort: { field: 'evidence', descending: false },
  offset: 0,
  limit: 100_000,
}

describe('one flow log', () => {
  it('keeps every value of a record under the name that the header gives it', async () => {
    const folder = folderOf({
      'a.log.gz':
        'region srcaddr dstaddr bytes packets start end action log-status my-new-field\n' +
        'us-east-1 10.0.0.1 2001:DB8:0:0::1 18446744073709551614 9007199254740993 1695921755 1695921800 ACCEPT OK x%20y\n' +
        'us-east-1 255.255.255.255 - 0 - 1695921755 1695921755 - OK -\n',
    })
    const { engine } = await readCase(folder)
    expect((await engine.page(ALL)).rows.map((row) => ({ line: row.line, ...row.values }))).toEqual([
      {
        line: 2,
        region: 'us-east-1',
        srcaddr: '10.0.0.1',
        dstaddr: '2001:db8::1',
        bytes: 18446744073709551614n,
        packets: 9007199254740993n,
        start: 1695921755,
        end: 1695921800,
        action: 'ACCEPT',
        'log-status': 'OK',
        'my-new-field': 'x%20y',
      },
      {
        line: 3,
        region: 'us-east-1',
        srcaddr: '255.255.255.255',
        bytes: 0,
        start: 1695921755,
        end: 1695921755,
        'log-status': 'OK',
      },
    ])
  })

  it('counts every line once, and says why a line is malformed', async () => {
    const text = [
      V2_HEADER,
      '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK',
      '2 1 eni-1 - - - - - - - 1700000000 1700000001 - NODATA',
      '2 1 eni-1 - - - - - - - 1700000000 1700000001 - SKIPDATA',
      '',
      '   ',
      '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT',
      '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK more',
      '2 1 eni-1 10.0.0.256 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK',
      '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 ten 20 1700000000 1700000001 ACCEPT OK',
      '2 1 eni-1 010.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK',
      '2  1 eni-1  10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK   # a comment',
      V2_HEADER,
      '...',
      '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 REJECT OK',
    ].join('\n')
    const folder = folderOf({ 'a.log.gz': text })
    const [file] = (await readCase(folder)).files
    expect(file?.counts).toEqual({
      lines: Number(shell(folder, 'zcat a.log.gz | wc -l')) + 1,
      headerLines: 2,
      records: 3,
      noData: 1,
      skipData: 1,
      malformed: 6,
      blank: 2,
    })
    expect(file?.unterminated).toBe(true)
    expect(file?.malformedLines.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '7: 13 fields where the header has 14',
      '8: more than the 14 fields of the header',
      '9: srcaddr is no IP address',
      '10: packets is no number',
      '11: srcaddr is no IP address',
      '14: version is no number',
    ])
    expect(file?.firstLines.slice(0, 2)).toEqual(text.split('\n').slice(0, 2))
  })

  it('reads a file without a header as version 2 when it fits, whatever its container', async () => {
    const records = randomRecords(50, 1)
    const folder = folderOf({ 'a.txt': `${records.join('\n')}\n`, 'b.gz': `${records.join('\n')}\n` })
    const { files } = await readCase(folder)
    const noData = Number(shell(folder, 'grep -c NODATA a.txt || true'))
    for (const [i, container] of (['none', 'gzip'] as const).entries()) {
      expect(files[i]).toMatchObject({
        kind: 'vpc-flow-log',
        container,
        counts: { lines: 50, headerLines: 0, noData, records: 50 - noData },
      })
    }
  })

  it('takes times above 10^11 for milliseconds, from the first one on', async () => {
    const folder = folderOf({
      'a.log': `${V2_HEADER}\n${[
        '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK',
        '2 1 eni-1 10.0.0.3 10.0.0.4 1 2 6 10 20 1700000000500 1700000001250 ACCEPT OK',
        '2 1 eni-1 10.0.0.5 10.0.0.6 1 2 6 10 20 1700000002 1700000003 ACCEPT OK',
      ].join('\n')}\n`,
    })
    const { engine, files } = await readCase(folder)
    expect(
      (await engine.page(ALL)).rows.map(({ values }) => [values.srcaddr, values.start, values.end]),
    ).toEqual([
      ['10.0.0.1', 1700000000, 1700000001],
      ['10.0.0.3', 1700000000.5, 1700000001.25],
      ['10.0.0.5', 1700000002, 1700000003],
    ])
    expect(files[0]).toMatchObject({ firstStart: 1700000000, lastStart: 1700000002, lastEnd: 1700000003 })
  })

  it('tells what else lies in a folder by its content, and hashes everything', async () => {
    const pcap = new Uint8Array(24)
    pcap.set([0xd4, 0xc3, 0xb2, 0xa1])
    const folder = folderOf({
      'a.log.gz': pcap,
      'b.log': '',
      'c.log.gz': gzipSync('just text\n'),
      'd.bin': Uint8Array.of(0x0c, 0xa5, 1, 0, 9),
    })
    const { files } = await readCase(folder)
    expect(files.map(({ kind, container }) => `${kind} ${container}`)).toEqual([
      'pcap none',
      'unrecognised none',
      'unrecognised gzip',
      'nfcapd none',
    ])
    expect(files.map(({ sha256 }) => sha256)).toEqual(
      files.map(({ path }) => shell(folder, `sha256sum ${path}`).split(' ')[0]),
    )
  })
})

describe('a file that cannot be read', () => {
  it('is named with the reason, and what to do', async () => {
    const reader = new EvidenceReader(new BlockSink(() => {}), { throwIfCancelled() {}, advanced() {} })
    const target = { id: 4, path: 'gone.log', sizeBytes: 10, modifiedMs: 0 }
    expect(await reader.read({ ...target, absolutePath: join(folderOf({}), 'gone.log') })).toMatchObject({
      id: 4,
      kind: 'unreadable',
      sha256: null,
      damage: { kind: 'unreadable', atByte: 0, message: "can't be read: ENOENT" },
      remark: expect.stringContaining('permissions'),
    })
  })

  it('is said to have changed when it is not what was listed', async () => {
    const folder = folderOf({ 'a.log': `${V2_HEADER}\n` })
    const reader = new EvidenceReader(new BlockSink(() => {}), { throwIfCancelled() {}, advanced() {} })
    const target = { id: 0, path: 'a.log', absolutePath: join(folder, 'a.log'), sizeBytes: 10, modifiedMs: 0 }
    expect((await reader.read(target)).damage?.message).toMatch(/^file changed while it was read: 10 bytes/)
    // What could not be told when the folder was listed is no change.
    const unlisted = await reader.read({ ...target, sizeBytes: 0, modifiedMs: 0, unlisted: true })
    expect(unlisted.damage).toBeNull()
    expect(unlisted.modifiedMs).toBe(statSync(target.absolutePath).mtimeMs)
  })
})

describe('gzip', () => {
  const text = `${V2_HEADER}\n${randomRecords(20_000, 7).join('\n')}\n`
  const whole = gzipSync(text)

  it('reads all members, and tells where the file was made', async () => {
    const fat = Buffer.from(whole)
    fat[9] = 0
    const folder = folderOf({
      'a.gz': Buffer.concat([fat, whole]),
      'b.gz': Buffer.concat([whole, Buffer.alloc(512)]),
    })
    const { files } = await readCase(folder)
    expect(files[0]).toMatchObject({
      gzip: { madeOn: 'FAT' },
      damage: null,
      counts: { lines: Number(shell(folder, 'zcat a.gz | wc -l')) },
    })
    expect(files[1]).toMatchObject({ gzip: { madeOn: 'Unix' }, damage: null, counts: { lines: 20_001 } })
  })

  it.each([
    ['cut off', whole.subarray(0, 200_000), 'truncated', 200_000],
    ['with its checksum wrong', flipped(whole, whole.length - 6), 'corrupt', null],
    ['with its length wrong', flipped(whole, whole.length - 2), 'corrupt', null],
    [
      'with bytes behind it',
      Buffer.concat([whole, Buffer.from('garbage!')]),
      'trailing-garbage',
      whole.length,
    ],
    ['flipped in the middle', flipped(whole, 150_000), 'corrupt', null],
  ])('reads all that can be read of a file %s', async (_what, bytes, kind, atByte) => {
    const folder = folderOf({ 'a.log.gz': bytes })
    const [file] = (await readCase(folder)).files
    expect(file?.damage?.kind).toBe(kind)
    if (atByte !== null) expect(file?.damage?.atByte).toBe(atByte)
    expect(file?.sha256).toBe(
      createHash('sha256')
        .update(readFileSync(join(folder, 'a.log.gz')))
        .digest('hex'),
    )
    const { lines, headerLines, records, noData, skipData, malformed, blank } = file?.counts ?? expect.fail()
    expect(headerLines + records + noData + skipData + malformed + blank).toBe(lines)
    // zcat writes in pieces and may keep the last one back, so Flowcase reads at least as much.
    const zcat = Number(shell(folder, 'zcat a.log.gz | wc -l'))
    expect(lines).toBeGreaterThanOrEqual(zcat)
    if (kind !== 'truncated' && !_what.includes('middle')) expect(lines).toBe(20_001)
  })
})

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[at] = (copy[at] as number) ^ 0xff
  return copy
}
