import { expect, test } from 'vitest'
import { flowLineFormat, parseFlowLine } from '../../../src/main/netflow/flow-line'

// As nfdump 1.7.1 prints them, blanks included.
const TCP =
  '    2|2003-12-16 13:21:45.035|2003-12-16 13:21:45.346|6    |                          66.35.250.204|    80|                        128.232.110.120| 34855|     0|     0|...AP.SF|       6|    2051'
const PING =
  '    1|2020-12-08 19:10:03.986|2020-12-08 19:10:03.986|1    |                           172.16.133.2|     0|                          172.217.11.78|   8.0|     8|     0|........|       1|      84'
const ICMP6 =
  '    6|2024-02-05 05:11:07.324|2024-02-05 05:11:07.324|58   | fdfd:5c41:712d:d0aa:225:90ff:fea8:8686|     0|fdfd:5c41:712d:d05a:d0dd:22ff:feac:5c6b| 161.2|   161|     2|........|       1|      72'
const FRAGMENTED_PING =
  '    1|2023-11-14 22:13:20.000|2023-11-14 22:13:20.000|1    |                                1.1.1.1|   777|                                2.2.2.2|   8.0|     8|     0|........|       1|    2000'

/** The start and the flags of a flow as they are read; null when the line is refused. */
function timeOf(text: string): number | null {
  return read(TCP.replace('2003-12-16 13:21:45.035', text), 'first')
}

function flagsOf(text: string): number | null {
  return read(TCP.replace('...AP.SF', text), 'tcpFlags')
}

function read(line: string, field: 'first' | 'tcpFlags'): number | null {
  try {
    return parseFlowLine(line)[field]
  } catch {
    return null
  }
}

test('reads a TCP flow', () => {
  expect(parseFlowLine(TCP)).toEqual({
    count: 2,
    first: Date.UTC(2003, 11, 16, 13, 21, 45, 35),
    last: Date.UTC(2003, 11, 16, 13, 21, 45, 346),
    protocol: 6,
    // 66.35.250.204 and 128.232.110.120.
    source: 0x4223_facc,
    destination: 0x80e8_6e78,
    sourcePort: 80,
    destinationPort: 34_855,
    icmpType: Number.NaN,
    icmpCode: Number.NaN,
    tcpFlags: 16 + 8 + 2 + 1,
    packets: 6,
    bytes: 2051,
  })
})

test('ICMP has a type and a code in place of ports', () => {
  expect(parseFlowLine(PING)).toMatchObject({ sourcePort: 0, destinationPort: 0, icmpType: 8, icmpCode: 0 })
  expect(parseFlowLine(ICMP6)).toMatchObject({
    source: 'fdfd:5c41:712d:d0aa:225:90ff:fea8:8686',
    protocol: 58,
    destinationPort: 0,
    icmpType: 161,
    icmpCode: 2,
  })
  // The identification of fragments is no port either.
  expect(parseFlowLine(FRAGMENTED_PING)).toMatchObject({ sourcePort: 0, icmpType: 8 })
})

test.each([
  ['0.0.0.0', 0],
  ['255.255.255.255', 0xffff_ffff],
  ['1.2.3', '1.2.3'],
  ['1.2.3.256', '1.2.3.256'],
  ['1.2.3.4.5', '1.2.3.4.5'],
  ['::', '::'],
  ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
])('the address %s', (text, expected) => {
  expect(parseFlowLine(TCP.replace('66.35.250.204', text)).source).toBe(expected)
})

test('reads what other versions print', () => {
  expect(parseFlowLine(TCP.replace('    2|', '-|')).count).toBeNull()
  expect(parseFlowLine(TCP.replace('...AP.SF', '27')).tcpFlags).toBe(27)
})

test.each([
  ['', 'nothing'],
  ['No matching flows', 'a remark'],
  [TCP.replace('|    80|', '|'), 'a field too few'],
  [`${TCP}|1`, 'a field too many'],
  [TCP.replace('    2051', '   2.1 K'), 'a rounded number'],
  [TCP.replace('|    80|', '|      |'), 'an empty number'],
  [TCP.replace('|    80|', '|    -8|'), 'a negative number'],
  [TCP.replace('...AP.SF', '...AP.XF'), 'unknown flags'],
  [TCP.replace('2051', '\u0132\u0130'), 'no digits'],
  [TCP.replace('    2051', `2051${' '.repeat(2000)}`), 'a line that is too long'],
  [TCP.replace('2003-12-16 13:21:45.035', '16.12.2003 13:21'), 'a time of another kind'],
])('throws on a line that is no flow: %j', (line) => {
  expect(() => parseFlowLine(line)).toThrow('nfdump printed a line that is no flow')
})

test.each([
  ['2023-09-28 17:22:35.120', Date.UTC(2023, 8, 28, 17, 22, 35, 120)],
  ['1970-01-01 00:00:00.000', 0],
  ['2024-02-29 23:59:59.999', Date.UTC(2024, 1, 29, 23, 59, 59, 999)],
  ['2105-12-31 23:59:59.999', Date.UTC(2105, 11, 31, 23, 59, 59, 999)],
  ['2106-01-01 00:00:00.000', Number.NaN],
  ['1969-12-31 23:59:59.999', Number.NaN],
  ['584556013-02-25 07:57:35.616', Number.NaN],
  ['', null],
  ['2023-09-28 17:22:35', null],
  ['2023-09-28T17:22:35.120', null],
])('the time %j', (text, expected) => {
  expect(timeOf(text)).toBe(expected)
})

test('every hour is as long as the next, whatever the zone of the machine does', () => {
  const before = process.env.TZ
  process.env.TZ = 'America/New_York'
  try {
    // In New York the clocks went back that night.
    const hours = ['04', '05', '06', '07'].map((hour) => timeOf(`2023-11-05 ${hour}:30:00.000`))
    expect(hours).toEqual([0, 1, 2, 3].map((hour) => Date.UTC(2023, 10, 5, 4 + hour, 30)))
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
})

test.each([
  ['........', 0],
  ['.......F', 1],
  ['......S.', 2],
  ['.....R..', 4],
  ['....P...', 8],
  ['...A....', 16],
  ['..U.....', 32],
  ['.E......', 64],
  ['C.......', 128],
  ['.A..S.', 18],
  ['0x52', 0x52],
  ['255', 255],
  ['256', null],
  ['SYN', null],
  ['', null],
])('the flags %j', (text, expected) => {
  expect(flagsOf(text)).toBe(expected)
})

test('asks version 1.6 for no count', () => {
  expect(flowLineFormat(true)).toBe('fmt:%cnt|%ts|%te|%pr|%sa|%sp|%da|%dp|%it|%ic|%flg|%pkt|%byt')
  expect(flowLineFormat(false)).toBe('fmt:-|%ts|%te|%pr|%sa|%sp|%da|%dp|%it|%ic|%flg|%pkt|%byt')
})
