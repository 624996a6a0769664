import { spawnSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { figureCommand } from '../../../../src/renderer/report/command/figure-command'
import {
  ANY,
  address,
  and,
  type Filter,
  not,
  or,
  port,
  protocol,
  text,
} from '../../../../src/shared/filter/ast'
import type { FigureAsk } from '../../../../src/shared/findings/figure'
import type { Quantity } from '../../../../src/shared/query/query'
import { EvidenceFolder } from '../evidence-folder'
import { run } from '../shells'

const V2 =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'

/** A v2 record. */
function v2(
  source: string,
  sourcePort: number | string,
  destination: string,
  destinationPort: number | string,
  rest = '6 10 1000 1600000000 1600000060 ACCEPT OK',
): string {
  return `2 123456789012 eni-0a ${source} ${destination} ${sourcePort} ${destinationPort} ${rest}`
}

function log(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

function answer(
  folder: EvidenceFolder,
  ask: FigureAsk,
  value: Quantity | null = null,
  complaints = false,
): string {
  return run(figureCommand(ask, 'vpc', folder.evidence, value), folder.path, { complaints })
}

function count(folder: EvidenceFolder, filter: Filter): number {
  return Number(answer(folder, { of: 'count', filter }))
}

function sum(folder: EvidenceFolder, filter: Filter, complaints = false): string {
  return answer(folder, { of: 'sum', field: 'bytes', filter }, null, complaints)
}

test('the command for the reference investigation reads well', () => {
  const folder = new EvidenceFolder()
  for (const name of ['a', 'b', 'c', 'd'])
    folder.addFlowLog(`${name}.log.gz`, log(V2, v2('10.0.0.1', 1, '10.0.0.2', 2)))
  folder.add('investigate.pcap', 'x', { kind: 'pcap' })
  const filter = and(address('20.106.124.93'), port(8889, 'dst'), protocol(6))
  expect(figureCommand({ of: 'sum', field: 'bytes', filter }, 'vpc', folder.evidence)).toBe(
    `find . -type f -name '*.log.gz' -exec zcat {} + | awk '$1=="version"{for(i=1;i<=NF;i++)c[$i]=i;next} ` +
      `NF && $c["log-status"]!~/^(NODATA|SKIPDATA)$/ && ($c["srcaddr"]=="20.106.124.93" || $c["dstaddr"]=="20.106.124.93")` +
      ` && $c["dstport"]==8889 && $c["protocol"]==6{s+=$c["bytes"]} END{printf "%.0f\\n",s}'`,
  )
})

test('counts, sums, minima and maxima', () => {
  const folder = new EvidenceFolder()
  folder.addFlowLog(
    'a.log.gz',
    log(
      V2,
      v2('20.106.124.93', 51278, '10.130.8.94', 80, '6 10 1000 1600000100 1600000160 ACCEPT OK'),
      v2('10.130.8.94', 80, '20.106.124.93', 51278, '6 20 52000 1600000101 1600000159 ACCEPT OK'),
      v2('120.106.124.93', 1, '10.130.8.94', 80),
      v2('20.106.124.9', 1, '10.130.8.94', 80),
      '2 123456789012 eni-0a - - - - - - - 1600000000 1600000060 - NODATA',
      '2 123456789012 eni-0a - - - - - - - 1500000000 1700000060 - SKIPDATA',
    ),
  )
  folder.addFlowLog(
    'b.log.gz',
    log(V2, v2('10.130.8.94', 36072, '20.106.124.93', 8889, '6 7 300 1600000200 1600000290 REJECT OK')),
  )
  const suspect = address('20.106.124.93')
  expect(answer(folder, { of: 'count', filter: ANY })).toBe('5\n')
  expect(answer(folder, { of: 'count', filter: suspect })).toBe('3\n')
  expect(sum(folder, suspect)).toBe('53300\n')
  expect(answer(folder, { of: 'sum', field: 'packets', filter: suspect })).toBe('37\n')
  expect(answer(folder, { of: 'min', field: 'start', filter: suspect })).toBe('1600000100\n')
  expect(answer(folder, { of: 'max', field: 'start', filter: suspect })).toBe('1600000200\n')
  expect(answer(folder, { of: 'max', field: 'end', filter: suspect })).toBe('1600000290\n')
  expect(answer(folder, { of: 'lines' })).toBe('9\n')
  expect(answer(folder, { of: 'min', field: 'start', filter: address('1.2.3.4') })).toBe('null\n')
  expect(sum(folder, address('1.2.3.4'))).toBe('0\n')
})

test('every primitive of the filter language', () => {
  const folder = new EvidenceFolder()
  folder.addFlowLog(
    'a.log.gz',
    log(
      `${V2} tcp-flags flow-direction`,
      `${v2('10.0.0.1', 1024, '10.0.1.2', 443, '6 10 1000 1600000000 1600000060 ACCEPT OK')} 19 egress`,
      `${v2('10.0.1.2', 443, '10.0.0.1', 1024, '6 12 9000 1600000000 1600000030 ACCEPT OK')} 2 ingress`,
      `${v2('10.0.0.1', 53, '192.168.7.7', 53, '17 1 76 1600000010 1600000010 REJECT OK')} - egress`,
      `${v2('9.255.255.255', 0, '11.0.0.0', 0, '1 4 336 1600000020 1600000080 ACCEPT OK')} 0 -`,
      `${v2('2001:db8::1', 5000, '2001:db8:0:ff::2', 22, '6 4 336 1600000020 1600000080 ACCEPT OK')} 6 ingress`,
      `${v2('10.0.0.9', '-', '-', '-', '- 4 336 - 1600000080 - OK')} - -`,
    ),
  )
  const expected: readonly (readonly [Filter, number])[] = [
    [ANY, 6],
    [not(ANY), 0],
    [address('10.0.0.1'), 3],
    [address('10.0.0.1', 'src'), 2],
    [address('10.0.0.1', 'dst'), 1],
    [{ type: 'address', side: 'both', networks: ['10.0.0.0/16'] }, 2],
    [address('10.0.0.0/8'), 4],
    [not(address('10.0.0.0/8')), 2],
    [address('10.0.0.0/23', 'dst'), 2],
    [address('9.0.0.0/8'), 1],
    [address('0.0.0.0/0'), 5],
    [address('0.0.0.0/8'), 0],
    [address('::/0'), 1],
    [address('2001:db8::1'), 1],
    [address('2001:db8:0:f0::/60'), 1],
    [address('2001:db8:0:f0::/60', 'src'), 0],
    [address('2001:db8:0:fe::/63'), 1],
    [address('2001:db8:0:fc::/63'), 0],
    [{ type: 'address', side: 'any', networks: ['192.168.0.0/16', '11.0.0.0'] }, 2],
    [port(443), 2],
    [port(443, 'src'), 1],
    [port(53, 'both'), 1],
    [{ type: 'port', side: 'any', comparison: '=', ports: [22, 53] }, 2],
    [{ type: 'port', side: 'src', comparison: '>', ports: [1023] }, 2],
    [{ type: 'port', side: 'src', comparison: '<=', ports: [443] }, 3],
    [{ type: 'port', side: 'both', comparison: '<', ports: [1000] }, 2],
    [protocol(6), 3],
    [not(protocol(6)), 3],
    [{ type: 'number', field: 'bytes', comparison: '>=', value: 1000 }, 2],
    [{ type: 'number', field: 'bytes', comparison: '=', value: 336 }, 3],
    [{ type: 'number', field: 'start', comparison: '<', value: 1600000010 }, 2],
    [{ type: 'number', field: 'traffic-path', comparison: '<', value: 9 }, 0],
    [{ type: 'number', field: 'tcp-flags', comparison: '<', value: 3 }, 2],
    [{ type: 'duration', comparison: '>', seconds: 30 }, 3],
    [{ type: 'duration', comparison: '=', seconds: 0 }, 1],
    [{ type: 'flags', bits: 2 }, 3],
    [{ type: 'flags', bits: 18 }, 1],
    [{ type: 'flags', bits: 1 }, 1],
    [{ type: 'flags', bits: 6 }, 1],
    [text('action', 'ACCEPT'), 4],
    [text('action', 'ACCEPT', 'REJECT'), 5],
    [text('action', '-'), 0],
    [text('flow-direction', 'ingress'), 2],
    [text('vpc-id', 'vpc-1'), 0],
    [not(text('vpc-id', 'vpc-1')), 6],
    [or(port(22), and(protocol(17), port(53))), 2],
    [and(or(port(22), port(443)), not(address('10.0.0.1'))), 1],
    [or(), 0],
    [not(or(port(443), protocol(1))), 3],
  ]
  const commands = expected.map(([filter]) => figureCommand({ of: 'count', filter }, 'vpc', folder.evidence))
  const counts = run(commands.join('\n'), folder.path).trim().split('\n').map(Number)
  expect(expected.map(([filter], i) => [filter, counts[i]])).toEqual(expected)
})

test('columns are found by name in logs of different formats', () => {
  const folder = new EvidenceFolder()
  folder.addFlowLog(
    'a.log.gz',
    log(V2, v2('10.0.0.1', 1000, '10.0.0.2', 443, '6 1 100 1600000000 1600000060 ACCEPT OK')),
  )
  folder.addFlowLog(
    'b.log.gz',
    log(
      'bytes dstport srcaddr dstaddr pkt-srcaddr',
      '7 443 10.0.0.2 10.0.0.3 10.0.0.1',
      '9 80 10.0.0.1 10.0.0.2 -',
    ),
  )
  folder.addFlowLog('c.log.gz', log('dstaddr action bytes start', '10.0.0.1 REJECT 1000 1600000500'))
  folder.addFlowLog('d.log.gz', log('log-status bytes srcaddr', 'NODATA - -', 'OK 5 10.0.0.1'))
  expect(sum(folder, ANY)).toBe('1121\n')
  expect(sum(folder, address('10.0.0.1'))).toBe('1121\n')
  expect(sum(folder, address('10.0.0.1', 'src'))).toBe('121\n')
  expect(sum(folder, port(443))).toBe('107\n')
  expect(sum(folder, text('action', 'REJECT'))).toBe('1000\n')
  expect(answer(folder, { of: 'max', field: 'start', filter: ANY })).toBe('1600000500\n')
  expect(count(folder, not(port(443)))).toBe(3)
  expect(count(folder, { type: 'port', side: 'dst', comparison: '>', ports: [100] })).toBe(2)
  expect(count(folder, { type: 'number', field: 'bytes', comparison: '<', value: 10 })).toBe(3)
  expect(answer(folder, { of: 'min', field: 'bytes', filter: ANY })).toBe('5\n')
})

const HEADLESS = { carrier: 'text', unit: 'line', order: 'standard', description: '' } as const

test('headers that reappear, and logs without any', () => {
  const folder = new EvidenceFolder()
  folder.addFlowLog(
    'joined.log.gz',
    log('srcaddr dstaddr bytes', '10.0.0.1 10.0.0.2 10', '', 'action bytes srcaddr', 'REJECT 200 10.0.0.1'),
    { counts: { headerLines: 2 } },
  )
  folder.addFlowLog(
    'headless.log.gz',
    log(v2('10.0.0.1', 1, '10.0.0.2', 2), v2('10.0.0.3', 1, '10.0.0.4', 2)),
    {
      fields: V2.split(' '),
      format: HEADLESS,
    },
  )
  folder.addFlowLog(
    'late.log.gz',
    log(
      v2('10.0.0.9', 1, '10.0.0.9', 2),
      'lost in transit',
      'bytes srcaddr',
      '400000 10.0.0.1',
      'bogus line',
      'bytes bytes',
    ),
    { fields: ['bytes', 'srcaddr'], counts: { headerLines: 1, malformed: 4 } },
  )
  folder.addFlowLog('stated.log', log('30000 10.0.0.1', 'x 10.0.0.1', '5 10.0.0.7'), {
    container: 'none',
    fields: ['bytes', 'srcaddr'],
    format: { ...HEADLESS, order: 'given' },
    counts: { malformed: 1 },
  })
  folder.addFlowLog('empty.log.gz', '')
  expect(sum(folder, address('10.0.0.1'))).toBe('431210\n')
  expect(count(folder, ANY)).toBe(7)
  expect(answer(folder, { of: 'lines' })).toBe('16\n')
})

test('byte order marks, and lines that are led by a time', () => {
  const folder = new EvidenceFolder()
  folder.addFlowLog('a.log.gz', `\ufeff${log(V2, v2('10.0.0.1', 1, '10.0.0.2', 2))}`, {
    fields: V2.split(' '),
    counts: { headerLines: 1 },
    firstLines: [`\\xef\\xbb\\xbf${V2}`],
  })
  folder.addFlowLog('000000.gz', log(`2023-09-28T17:22:35.000Z ${v2('10.0.0.1', 1, '10.0.0.2', 2)}`), {
    fields: V2.split(' '),
    format: { ...HEADLESS, carrier: 'timed-text' },
  })
  expect(sum(folder, address('10.0.0.1'))).toBe('2000\n')
  expect(count(folder, ANY)).toBe(2)
})

test('a file that repeats another is counted once', () => {
  const folder = new EvidenceFolder()
  const text = log(V2, v2('10.0.0.1', 1, '10.0.0.2', 2))
  const names = ['first', 'second', 'third', 'fourth', 'fifth']
  for (const name of names) folder.addFlowLog(`${name}.log.gz`, text)
  for (const name of names) folder.addFlowLog(`copy/of it/${name}.log.gz`, text, { duplicateOf: name })
  folder.addFlowLog('again.log.gz', text, { duplicateOf: 'first.log.gz' })
  const command = figureCommand({ of: 'count', filter: ANY }, 'vpc', folder.evidence)
  expect(command).toMatch(
    /^find \. -type f -name '\*\.log\.gz' ! -path '\.\/copy\/\*' ! -path \.\/again\.log\.gz -exec zcat/,
  )
  expect(count(folder, ANY)).toBe(5)
  expect(answer(folder, { of: 'lines' })).toBe('10\n')
})

test('members of a gzip file behind bytes that are lost', () => {
  const folder = new EvidenceFolder()
  const first = gzipSync(log(V2, v2('10.0.0.1', 1, '10.0.0.2', 2)))
  const second = gzipSync(log(V2, v2('10.0.0.3', 1, '10.0.0.2', 2), v2('10.0.0.3', 2, '10.0.0.2', 2)))
  const garbage = Buffer.alloc(100, 'x')
  const bytes = Buffer.concat([first, garbage, second])
  const lost = [{ from: first.length, to: first.length + 100 }]
  const damage = { kind: 'corrupt', atByte: first.length, message: '', lost } as const
  folder.addFlowLog('a.log.gz', log(V2, 'x', 'x', V2, 'x'), { damage, counts: { headerLines: 2 } }, bytes)
  const run3 = (ask: FigureAsk) => answer(folder, ask, null, true)
  expect(run3({ of: 'count', filter: ANY })).toBe('3\n')
  expect(run3({ of: 'count', filter: address('10.0.0.3') })).toBe('2\n')
  expect(run3({ of: 'lines' })).toBe('5\n')
})

test('names that are no text', () => {
  const folder = new EvidenceFolder()
  const name = Buffer.from([0x61, 0x27, 0x25, 0xff, 0x5c])
  writeFileSync(
    Buffer.concat([Buffer.from(`${folder.path}/`), name]),
    gzipSync(log(V2, v2('10.0.0.1', 1, '10.0.0.2', 2))),
  )
  const facts = folder.addFlowLog('b\\x41.gz', log(V2, v2('10.0.0.1', 1, '10.0.0.2', 2)))
  const [named] = folder.evidence
  folder.evidence = [
    { ...facts, path: `a'%\\xff\\` },
    { ...(named as typeof facts), path: 'b\\x5cx41.gz' },
  ]
  expect(count(folder, ANY)).toBe(2)
  // More of them are searched for.
  for (const other of ['c', 'd', 'e']) folder.addFlowLog(other, log(V2, v2('10.0.0.1', 1, '10.0.0.2', 2)))
  expect(figureCommand({ of: 'count', filter: ANY }, 'vpc', folder.evidence)).toContain(
    `-path "$(printf './a'\\''%%\\377\\\\\\\\')"`,
  )
  expect(count(folder, ANY)).toBe(5)
})

test('zstd is left to zstdcat; of other forms the command says that it can’t be', () => {
  const folder = new EvidenceFolder()
  const text = log(V2, v2('10.0.0.1', 1, '10.0.0.2', 2))
  folder.addFlowLog('a.log.gz', text)
  folder.addFlowLog('b.log.zst', text, { container: 'zstd' })
  const ask = { of: 'count', filter: ANY } as const
  expect(figureCommand(ask, 'vpc', folder.evidence)).toMatch(
    /^\{ zcat a\.log\.gz; zstdcat b\.log\.zst; \} \| awk/,
  )
  expect(figureCommand({ of: 'lines' }, 'vpc', folder.evidence)).toContain(
    'for f in b.log.zst; do zstdcat "$f" | awk',
  )
  folder.addFlowLog('c.parquet', text, {
    format: { ...HEADLESS, carrier: 'parquet', unit: 'row', order: 'columns' },
  })
  const { stdout, stderr, status } = spawnSync('sh', ['-c', figureCommand(ask, 'vpc', folder.evidence)], {
    encoding: 'utf8',
  })
  expect([stdout, status]).toEqual(['', 1])
  expect(stderr).toBe(
    'A part of the flow logs lies in zip archives, JSON or Parquet, which no shell command here reads: c.parquet.\n',
  )
})

test('lines that are no records count nowhere', () => {
  const folder = new EvidenceFolder()
  const malformed = [
    v2('10.0.0.1', 1, '10.0.0.2', 2, '6 1 100'),
    v2('10.0.0.1', 1, '10.0.0.2', 2, '6 1 1e3 1600000000 1600000060 ACCEPT OK'),
    v2('10.0.0.1', 1, '10.0.0.2', 2, '6 1 +10 1600000000 1600000060 ACCEPT OK'),
    v2('10.0.0.1', 1, '10.0.0.2', 2, '6 1 18446744073709551615 1600000000 1600000060 ACCEPT OK'),
    v2('10.0.0.01', 1, '10.0.0.2', 2),
    v2('10.0.0.256', 1, '10.0.0.2', 2),
    v2('10.0.0', 1, '10.0.0.2', 2),
    v2('1::2::3', 1, '10.0.0.2', 2),
    v2('1:2:3:4:5:6:7', 1, '10.0.0.2', 2),
    v2('1:2:3:4:5:6:7:8:9', 1, '10.0.0.2', 2),
    v2('::g', 1, '10.0.0.2', 2),
    v2('10.0.0.1', 1, '10.0.0.2', 2).replace('eni', 'e\x07ni'),
    `${v2('10.0.0.1', 1, '10.0.0.2', 2)} surplus`,
    'bogus line',
    'version of no use',
  ]
  const records = [
    v2('10.0.0.1', 1, '10.0.0.2', 2, '6 1 7 1600000000 1600000060 ACCEPT OK'),
    `${v2('10.0.0.1', 1, '::ffff:10.0.0.2', 2, '6 1 70 1600000000 1600000060 ACCEPT OK')} # a comment`,
    ` ${v2('fe80::', '-', '2001:DB8:1:2:3:4:5:6', 2, '6  1\t700 1600000000 1600000060 ACCEPT OK')}  `,
    v2('-', '-', '-', '-', '- - 18446744073709551614 - - - OK'),
  ]
  folder.addFlowLog('a.log.gz', log(V2, ...malformed, ...records), {
    counts: { malformed: malformed.length },
    malformedLines: malformed.map((line, i) => ({ line: i + 2, reason: '', text: line })),
  })
  expect(count(folder, ANY)).toBe(4)
  expect(count(folder, address('10.0.0.0/24'))).toBe(2)
  expect(sum(folder, address('10.0.0.1'))).toBe('77\n')
  expect(count(folder, address('::ffff:a00:2'))).toBe(1)
})

test('a last line without its newline, and files that are not packed', () => {
  const folder = new EvidenceFolder()
  folder.addFlowLog('a.log.gz', `${V2}\n${v2('10.0.0.1', 1, '10.0.0.2', 2)}`)
  folder.addFlowLog('b.log', `${V2}\n${v2('10.0.0.1', 1, '10.0.0.2', 2)}`, { container: 'none' })
  expect(count(folder, ANY)).toBe(2)
  expect(answer(folder, { of: 'lines' })).toBe('4\n')

  const plain = new EvidenceFolder()
  plain.addFlowLog('b.log', log(V2, v2('10.0.0.1', 1, '10.0.0.2', 2)), { container: 'none' })
  expect(figureCommand({ of: 'count', filter: ANY }, 'vpc', plain.evidence)).toMatch(/^cat b\.log \|/)
  expect(count(plain, ANY)).toBe(1)
})

test('carriage returns and times in milliseconds', () => {
  const folder = new EvidenceFolder()
  folder.addFlowLog('a.log.gz', `${V2}\r\n${v2('10.0.0.1', 1, '10.0.0.2', 2)}\r\n\r\n`)
  folder.addFlowLog(
    'b.log.gz',
    log('start end dstaddr', '1512564058250 1512564059000 10.0.0.1', '1512564058 1512564090 10.0.0.1'),
    { firstStart: 1512564058, lastStart: 1512564058.25 },
  )
  expect(count(folder, text('log-status', 'OK'))).toBe(1)
  expect(count(folder, ANY)).toBe(3)
  const inB = address('10.0.0.1', 'dst')
  expect(answer(folder, { of: 'max', field: 'start', filter: inB })).toBe('1512564058.25\n')
  expect(answer(folder, { of: 'min', field: 'start', filter: inB })).toBe('1512564058\n')
  expect(answer(folder, { of: 'max', field: 'end', filter: inB })).toBe('1512564090\n')
  expect(count(folder, { type: 'number', field: 'start', comparison: '>', value: 1512564058 })).toBe(2)
})

test('sums above 2^53 keep every digit', () => {
  const folder = new EvidenceFolder()
  const values = [
    9007199254740993n,
    9007199254740993n,
    1n,
    999999999n,
    123456789012345678n,
    18446744073709551614n,
  ]
  folder.addFlowLog(
    'a.log.gz',
    log('srcaddr bytes', ...values.map((value) => `10.0.0.1 ${value}`), '10.0.0.1 -'),
  )
  const total = values.reduce((a, b) => a + b)
  expect(answer(folder, { of: 'sum', field: 'bytes', filter: ANY }, total)).toBe(`${total}\n`)
})

test('damaged files: what can be read of each is counted, and the files behind it too', () => {
  const folder = new EvidenceFolder()
  const lines = Array.from({ length: 400 }, (_, i) => v2('10.0.0.1', i, '10.0.0.2', 443))
  const whole = gzipSync(log(V2, ...lines))
  folder.addFlowLog(
    'a.log.gz',
    log(V2, ...lines),
    { damage: { kind: 'truncated', atByte: 900, message: '' } },
    whole.subarray(0, 900),
  )
  folder.addFlowLog('b.log.gz', log(V2, v2('10.0.0.7', 1, '10.0.0.2', 2)))
  folder.addFlowLog(
    'c.log.gz',
    log(V2, v2('10.0.0.7', 1, '10.0.0.2', 2)),
    {},
    Buffer.concat([gzipSync(log(V2)), gzipSync(log(v2('10.0.0.7', 1, '10.0.0.2', 2)))]),
  )
  expect(sum(folder, address('10.0.0.7'), true)).toBe('2000\n')
  expect(Number(sum(folder, address('10.0.0.1'), true))).toBeGreaterThan(1000)
})

test('odd file names, links, and text that a shell or awk could take for its own', () => {
  const folder = new EvidenceFolder()
  const one = log(V2, v2('10.0.0.1', 1, '10.0.0.2', 2))
  const names = [
    '-r.log.gz',
    'it\'s "quoted" $(touch pwned).log.gz',
    'new\nline.log.gz',
    'sub dir/glob*[a]?.log.gz',
    'back\\slash.log.gz',
    'ü.log.gz',
    'turned\u202egz.log.gz',
    'a%s\\b\ttab.log.gz',
  ]
  for (const name of names) folder.addFlowLog(name, one)
  expect(count(folder, ANY)).toBe(names.length)
  // Not a flow log, but named like one: excluded by name.
  folder.add('sub dir/glob?[a]*.log.gz', 'x', { kind: 'unrecognised' })
  folder.addFlowLog('no-ending', one)
  folder.addFlowLog('.hidden', one)
  // A link is no evidence: the scan does not follow it.
  symlinkSync(join(folder.path, 'ü.log.gz'), join(folder.path, 'link.log.gz'))
  expect(count(folder, ANY)).toBe(names.length + 2)
  expect(answer(folder, { of: 'lines' })).toBe(`${2 * (names.length + 2)}\n`)
  const named = new EvidenceFolder()
  named.addFlowLog(names[0] as string, one)
  named.addFlowLog(names[1] as string, one)
  named.add('other', 'x')
  expect(count(named, ANY)).toBe(2)

  const hostile = `a"b'c\\d\n$(touch pwned)/;{}`
  expect(count(folder, text('action', hostile))).toBe(0)
  expect(count(folder, not(text(hostile, hostile)))).toBe(names.length + 2)
})

test('a text that needs escapes is still found', () => {
  const folder = new EvidenceFolder()
  const tag = `it's"a\\tag\u202e`
  folder.addFlowLog('a.log.gz', log('srcaddr bytes instance-tag', `10.0.0.1 5 ${tag}`, '10.0.0.1 7 x'))
  expect(sum(folder, text('instance-tag', tag))).toBe('5\n')
})

test('without any flow log there is nothing to count', () => {
  const folder = new EvidenceFolder()
  folder.add('notes.txt', 'x')
  expect(count(folder, ANY)).toBe(0)
  expect(answer(folder, { of: 'lines' })).toBe('0\n')
  expect(answer(folder, { of: 'min', field: 'start', filter: ANY })).toBe('null\n')
})

test('hundreds of networks are read by every awk; a program that no shell can pass on is not printed', () => {
  const folder = new EvidenceFolder()
  folder.addFlowLog(
    "it's a.log.gz",
    log(
      'srcaddr dstaddr pkt-srcaddr pkt-dstaddr',
      '10.9.0.1 10.0.199.7 10.9.0.1 -',
      '10.9.0.1 10.0.200.7 - -',
    ),
  )
  const networks = (count: number, bits: number): Filter => ({
    type: 'address',
    side: 'any',
    networks: Array.from({ length: count }, (_, i) => `10.${Math.floor(i / 256)}.${i % 256}.0/${bits}`),
  })
  expect(count(folder, networks(200, 24))).toBe(1)
  expect(count(folder, networks(199, 24))).toBe(0)
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', figureCommand({ of: 'count', filter: networks(2000, 24) }, 'vpc', folder.evidence)],
    { cwd: folder.path, encoding: 'utf8' },
  )
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/so many parts that its awk program is longer than a shell can pass on/)
})
