import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import { beforeAll, describe, expect, test } from 'vitest'
import { ANY, address } from '../../../src/shared/filter/ast'
import { parseFilter } from '../../../src/shared/filter/parse'
import type { FlowSelection } from '../../../src/shared/query/query'
import { folderOf, shell, V2_HEADER } from '../evidence/flow-log-text'
import { type ReadCase, readCase } from '../evidence/read-case'
import { buildReaders } from '../evidence/run-import'
import { temporaryFolder } from '../temporary-folder'
import { exportTo, sampleFolder } from './export-to-file'

const SUSPECT = '20.106.124.93'
const OF_SUSPECT: FlowSelection = { source: 'vpc', filter: address(SUSPECT) }
const ALL: FlowSelection = { source: 'vpc', filter: ANY }

let script: string
let root: string
let sample: ReadCase
let out: string

beforeAll(async () => {
  script = await buildReaders()
  // Flow logs alone: the capture beside them is another reader's.
  root = temporaryFolder('sample')
  for (const name of readdirSync(sampleFolder())) {
    if (name.endsWith('.gz')) cpSync(join(sampleFolder(), name), join(root, name))
  }
  sample = await readCase(root)
  out = temporaryFolder('exported')
})

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function written(
  name: string,
  selection: FlowSelection,
  format: Parameters<typeof exportTo>[3],
  of: ReadCase = sample,
  folder = root,
) {
  const target = join(out, name)
  const { main, engine } = exportTo(target, of, selection, format, { root: folder, script })
  const file = await main
  expect(await engine).toEqual(file)
  const bytes = readFileSync(target)
  expect(file).toEqual({ path: target, flows: file.flows, bytes: bytes.length, sha256: sha256(bytes) })
  return { bytes, text: bytes.toString('latin1'), flows: file.flows }
}

describe('the sample case, compared with what zcat and awk print', () => {
  test('the lines of the suspect, byte for byte, below one header line', async () => {
    const { text, flows } = await written('attacker-flows.log', OF_SUSPECT, 'lines')
    expect(flows).toBe(33_232)
    const [header, ...lines] = text.trimEnd().split('\n')
    expect(header).toBe(shell(root, 'zcat $(ls *.gz | head -1) | head -1'))
    const byHand = `zcat *.gz | awk '$7 == "${SUSPECT}" || $8 == "${SUSPECT}"'`
    expect(sha256(`${lines.sort().join('\n')}\n`)).toBe(
      shell(root, `${byHand} | LC_ALL=C sort | sha256sum | cut -c 1-64`),
    )
    // In the order of the files, which is that of their names.
    expect(sha256(text)).toBe(
      shell(root, `{ zcat $(ls *.gz | head -1) | head -1; ${byHand}; } | sha256sum | cut -c 1-64`),
    )
  })

  test('what was exported is evidence that can be read again', async () => {
    await written('again.log', OF_SUSPECT, 'lines')
    const folder = temporaryFolder('again')
    cpSync(join(out, 'again.log'), join(folder, 'again.log'))
    const { files } = await readCase(folder)
    expect(files[0]?.counts).toMatchObject({ headerLines: 1, records: 33_232, malformed: 0 })
  })

  test('CSV has every value of every record', async () => {
    const { text, flows } = await written('all.csv', ALL, 'csv')
    // 36 of the 172,619 lines below the headers tell that there was nothing to log.
    expect(flows).toBe(172_583)
    const header = text.slice(0, text.indexOf('\r\n'))
    const fields = shell(root, 'zcat $(ls *.gz | head -1) | head -1').split(' ')
    const columns = header.split(',')
    expect(new Set(columns)).toEqual(new Set([...fields, 'evidence-file', 'evidence-line']))
    const order = columns.slice(0, -2).map((name) => `$${fields.indexOf(name) + 1}`)
    // Each file begins with its header line: so awk knows where the next one begins.
    const byHand = `{ ls *.gz; zcat *.gz; } | awk -v OFS=, '
      /\\.gz$/ { name[++names] = $1; next }
      $1 == "version" { file++; line = 1; next }
      { line++ }
      $18 == "OK" { $1 = $1; for (i = 1; i <= NF; i++) if ($i == "-") $i = ""; print ${order.join(', ')}, name[file], line }'`
    expect(sha256(text.slice(header.length + 2).replaceAll('\r\n', '\n'))).toBe(
      shell(root, `{ ${byHand}; } | sha256sum | cut -c 1-64`),
    )
  })

  test('JSON lines have numbers as numbers, and sums come out as awk has them', async () => {
    const { text, flows } = await written('suspect.jsonl', OF_SUSPECT, 'jsonl')
    const objects = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect([flows, objects.length]).toEqual([33_232, 33_232])
    const to8889 = objects.filter(({ dstport }) => dstport === 8889)
    expect(to8889.reduce((sum, { bytes }) => sum + (bytes as number), 0)).toBe(265_183_813)
    const first = objects[0] as Record<string, unknown>
    const line = shell(root, `zcat ${first['evidence-file']} | sed -n ${first['evidence-line']}p`).split(' ')
    expect([first.srcaddr, first.dstaddr, String(first.start)]).toEqual([line[6], line[7], line[14]])
  })

  test("Timesketch's lines have its fields and the time of the start", async () => {
    const { text } = await written('suspect-timesketch.jsonl', OF_SUSPECT, 'timesketch')
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(33_232)
    for (const line of lines.slice(0, 20)) {
      const event = JSON.parse(line) as Record<string, string | number>
      const record = shell(root, `zcat ${event.evidence_file} | sed -n ${event.evidence_line}p`).split(' ')
      const [, , , , , , src, dst, sport, dport, , bytes, packets, , start, , action] = record
      expect(event).toMatchObject({
        message: `${src}:${sport} -> ${dst}:${dport} TCP, ${packets} packets, ${bytes} bytes, ${action}`,
        datetime: execFileSync('date', ['-u', '-d', `@${start}`, '+%Y-%m-%dT%H:%M:%S.000+00:00'], {
          encoding: 'utf8',
        }).trim(),
        timestamp: Number(start) * 1e6,
        timestamp_desc: 'Flow start',
        interface_id: record[4],
      })
    }
  })

  test('Parquet is read by another reader, and by Flowcase as evidence', async () => {
    const { bytes, flows } = await written('all.parquet', ALL, 'parquet')
    expect(flows).toBe(172_583)
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
      columns: ['dstport', 'bytes', 'srcaddr', 'dstaddr', 'start'],
    })
    expect(rows).toHaveLength(172_583)
    const to8889 = rows.filter(
      ({ dstport, srcaddr, dstaddr }) => dstport === 8889n && [srcaddr, dstaddr].includes(SUSPECT),
    )
    expect(to8889.reduce((sum, { bytes: b }) => sum + b, 0n)).toBe(265_183_813n)
    const folder = temporaryFolder('parquet')
    cpSync(join(out, 'all.parquet'), join(folder, 'all.parquet'))
    const { files } = await readCase(folder)
    expect(files[0]?.counts).toMatchObject({ records: 172_583, malformed: 0 })
  })
})

describe('logs that are not as they should be', () => {
  const record = (source: string, more = '') =>
    `2 1 eni-1 ${source} 10.0.0.2 5 80 6 3 400 1695921755 1695921800 ACCEPT OK${more}`

  test('lines keep every byte, in any container, each format below its header', async () => {
    const other = 'srcaddr dstaddr bytes'
    const folder = folderOf({
      'a.log': `${V2_HEADER}\r\n${record('10.0.0.9')}\r\n\n${record('10.0.0.8')}  # seen\n${record('10.0.0.9')}`,
      'b.log.gz': `${V2_HEADER}\nno record\n${record('10.0.0.9')}\n`,
      'c.log': `${other}\n10.0.0.9 10.0.0.3 7\n10.0.0.7 10.0.0.3 7\n`,
      'd.log.gz': Buffer.concat([
        gzipSync(`${V2_HEADER}\n${record('10.0.0.9', ' ')}`),
        gzipSync(`\n${record('10.0.0.9')}\n`),
      ]),
    })
    const { text } = await written(
      'odd.log',
      { source: 'vpc', filter: address('10.0.0.9') },
      'lines',
      await readCase(folder),
      folder,
    )
    expect(text.split('\n')).toEqual([
      V2_HEADER,
      `${record('10.0.0.9')}\r`,
      record('10.0.0.9'),
      record('10.0.0.9'),
      other,
      '10.0.0.9 10.0.0.3 7',
      V2_HEADER,
      `${record('10.0.0.9')} `,
      record('10.0.0.9'),
      '',
    ])
  })

  test('text that a spreadsheet would take for a formula is made safe, numbers stay', async () => {
    const header = 'srcaddr dstaddr bytes start instance-tag interface-tag'
    const folder = folderOf({
      'a.log': `${header}\n10.0.0.1 2001:db8::1 18446744073709551614 1695921755 =cmd() +1\n10.0.0.1 - 5 - @x "a,b"\n`,
    })
    const read = await readCase(folder)
    const { text } = await written('safe.csv', ALL, 'csv', read, folder)
    const columns = text.slice(0, text.indexOf('\r\n')).split(',')
    expect(columns).toEqual([
      'srcaddr',
      'dstaddr',
      'bytes',
      'start',
      'instance-tag',
      'interface-tag',
      'evidence-file',
      'evidence-line',
    ])
    expect(text.split('\r\n').slice(1)).toEqual([
      `10.0.0.1,2001:db8::1,18446744073709551614,1695921755,'=cmd(),'+1,a.log,2`,
      `10.0.0.1,,5,,'@x,"""a,b""",a.log,3`,
      '',
    ])
    const lines = await written('none.jsonl', ALL, 'timesketch', read, folder)
    expect([lines.flows, lines.text.split('\n').length]).toEqual([1, 2])
    const { engine } = exportTo(join(out, 'big.parquet'), read, ALL, 'parquet', { root: folder })
    await expect(engine).rejects.toThrow('a.log, line 2: bytes is 18446744073709551614')
    expect(readdirSync(out)).not.toContain('big.parquet')
  })
})

describe('no file, and nothing of one', () => {
  const before = 'what had the name before'
  const empty = () => {
    const folder = temporaryFolder('target')
    writeFileSync(join(folder, 'x.csv'), before)
    return folder
  }
  const untouched = (folder: string) => {
    expect(readdirSync(folder)).toEqual(['x.csv'])
    expect(readFileSync(join(folder, 'x.csv'), 'utf8')).toBe(before)
  }

  test.each(['csv', 'lines'] as const)('when it is cancelled: %s', async (format) => {
    const folder = empty()
    const abort = new AbortController()
    const told: number[] = []
    const { main, engine } = exportTo(join(folder, 'x.csv'), sample, ALL, format, {
      root,
      script,
      abort,
      onProgress: (flows) => {
        told.push(flows)
        if (told.length === 3) abort.abort()
      },
    })
    await expect(main).rejects.toThrow('aborted')
    expect(await engine).toBeNull()
    expect(told.at(-1)).toBeLessThan(172_583)
    untouched(folder)
  })

  test('when the disk refuses to take more', async () => {
    const folder = empty()
    const limit = (bytes: string) =>
      execFileSync('prlimit', [`--pid=${process.pid}`, `--fsize=${bytes}:unlimited`])
    limit('3000000')
    try {
      const { engine } = exportTo(join(folder, 'x.csv'), sample, ALL, 'csv', { root })
      await expect(engine).rejects.toThrow(`Can't write ${join(folder, 'x.csv')}: a file may not be so large`)
    } finally {
      limit('unlimited')
    }
    untouched(folder)
  })

  test('when the evidence has changed, or is gone', async () => {
    const copy = temporaryFolder('changed')
    const names = readdirSync(root).slice(0, 3)
    for (const name of names) cpSync(join(root, name), join(copy, name))
    const read = await readCase(copy)
    const folder = empty()
    const again = () => exportTo(join(folder, 'x.csv'), read, ALL, 'lines', { root: copy, script }).engine
    appendFileSync(join(copy, names[1] as string), gzipSync('\n'))
    await expect(again()).rejects.toThrow(`${names[1]} has changed since it was read into the case`)
    execFileSync('rm', [join(copy, names[1] as string)])
    await expect(again()).rejects.toThrow(`${names[1]} can't be read: ENOENT`)
    untouched(folder)
  })

  test('when the case is closed', async () => {
    const folder = empty()
    const closing = new AbortController()
    const abort = new AbortController()
    const { main, engine } = exportTo(join(folder, 'x.csv'), sample, ALL, 'csv', {
      root,
      abort,
      closeCase: closing.signal,
      onProgress: () => closing.abort(),
    })
    expect(await engine).toBeNull()
    abort.abort()
    await expect(main).rejects.toThrow()
    untouched(folder)
  })
})

test('a filter and a time range are those of the listing', async () => {
  const parsed = parseFilter(`ip ${SUSPECT} and dst port 22`)
  if (!parsed.ok) throw new Error('the filter is not read')
  const time = { from: 1695930000, to: 1695940000 }
  const { flows } = await written('some.csv', { source: 'vpc', filter: parsed.filter, time }, 'csv')
  expect(flows).toBe(
    Number(
      shell(
        root,
        `zcat *.gz | awk '($7 == "${SUSPECT}" || $8 == "${SUSPECT}") && $10 == 22 && $15 >= 1695930000 && $15 < 1695940000' | wc -l`,
      ),
    ),
  )
})
