import { describe, expect, test } from 'vitest'
import { biflowFilter } from '../../../src/renderer/views/flows/biflow-filter'
import { withColumnAt, withColumnMoved } from '../../../src/renderer/views/flows/column-order'
import { exportName } from '../../../src/renderer/views/flows/export-name'
import { wiresharkFilter } from '../../../src/renderer/views/flows/wireshark-filter'
import { scrolledTop, settledScrollTop } from '../../../src/renderer/views/parts/row-window'
import { ANY, address } from '../../../src/shared/filter/ast'
import { printFilter } from '../../../src/shared/filter/print'

describe('columns', () => {
  const columns = ['a', 'b', 'c', 'd']

  test('are put in the place of another one', () => {
    expect(withColumnAt(columns, 'a', 2)).toEqual(['b', 'c', 'a', 'd'])
    expect(withColumnAt(columns, 'd', 0)).toEqual(['d', 'a', 'b', 'c'])
    expect(withColumnAt(columns, 'b', 9)).toEqual(['a', 'c', 'd', 'b'])
  })

  test('move by places, and not beyond the ends', () => {
    expect(withColumnMoved(columns, 'b', 1)).toEqual(['a', 'c', 'b', 'd'])
    expect(withColumnMoved(columns, 'b', -1)).toEqual(['b', 'a', 'c', 'd'])
    expect(withColumnMoved(columns, 'a', -1)).toEqual(columns)
    expect(withColumnMoved(columns, 'd', 1)).toEqual(columns)
    expect(withColumnMoved(columns, 'x', 1)).toEqual(columns)
  })
})

describe('scrolling over 50,000,000 rows of 26 pixels', () => {
  const room = 600
  const heights = { height: 50_000_000 * 26, spacer: 12_000_000, room }
  const most = heights.height - room

  test('the ends of the scroll bar are the ends of the rows', () => {
    const middle = { top: most / 2, scrollTop: 5_999_700 }
    expect(scrolledTop(middle, 0, heights)).toBe(0)
    expect(scrolledTop(middle, heights.spacer - room, heights)).toBe(most)
  })

  test('a step of the wheel is a step of the rows, a drag goes to that part of them', () => {
    const at = { top: 650_000_000, scrollTop: 6_000_000 }
    expect(scrolledTop(at, 6_000_120, heights)).toBe(650_000_120)
    expect(scrolledTop(at, 5_999_880, heights)).toBe(649_999_880)
    expect(scrolledTop(at, 3_000_000, heights) / most).toBeCloseTo(3_000_000 / (heights.spacer - room), 6)
  })

  test.each([-1, 1])('every row is reached by the wheel alone, with no jump (%i)', (way) => {
    const end = heights.spacer - room
    const dragged = way < 0 ? 4000 : end - 4000
    let at = { top: scrolledTop({ top: most / 2, scrollTop: end / 2 }, dragged, heights), scrollTop: dragged }
    const goal = way < 0 ? 0 : most
    expect(Math.abs(at.top - goal)).toBeGreaterThan(400_000)
    let steps = 0
    // 100 pixels a step, at rest after every fifth.
    while (at.top !== goal) {
      const scrollTop = Math.min(end, Math.max(0, at.scrollTop + way * 100))
      const top = scrolledTop(at, scrollTop, heights)
      expect(Math.abs(at.top - top)).toBeLessThanOrEqual(room * 2)
      at = { top, scrollTop }
      if (++steps % 5 === 0) at = { top, scrollTop: settledScrollTop(top, heights) }
      expect(steps).toBeLessThan(5000)
    }
    expect(steps).toBeGreaterThan(4000)
  })

  test('a table that fits is scrolled as it is', () => {
    const small = { height: 260_000, spacer: 260_000, room }
    expect(scrolledTop({ top: 0, scrollTop: 0 }, 12_345, small)).toBe(12_345)
    expect(settledScrollTop(12_345, small)).toBe(12_345)
  })
})

test('a file of flows is named after whose they are', () => {
  const vpc = { source: 'vpc', filter: address('20.106.124.93') } as const
  expect(exportName(vpc, 'lines', ['20.106.124.93'])).toBe('attacker-flows.log')
  expect(exportName(vpc, 'csv', [])).toBe('flows.csv')
  expect(exportName({ source: 'netflow', filter: ANY }, 'timesketch', [])).toBe(
    'flows-netflow.timesketch.jsonl',
  )
})

test("packets of a flow in Wireshark's language", () => {
  const values = { srcaddr: '10.0.0.1', dstaddr: '10.0.0.2', srcport: 5, dstport: 53, protocol: 17 }
  expect(wiresharkFilter({ values })).toBe(
    'ip.src == 10.0.0.1 && ip.dst == 10.0.0.2 && udp.srcport == 5 && udp.dstport == 53',
  )
  expect(wiresharkFilter({ values: { ...values, protocol: 1 } })).toBe(
    'ip.src == 10.0.0.1 && ip.dst == 10.0.0.2 && ip.proto == 1',
  )
  const v6 = { ...values, srcaddr: '2001:db8::1', dstaddr: '2001:db8::2', protocol: 6 }
  expect(wiresharkFilter({ values: v6 })).toBe(
    'ipv6.src == 2001:db8::1 && ipv6.dst == 2001:db8::2 && tcp.srcport == 5 && tcp.dstport == 53',
  )
  expect(wiresharkFilter({ values: { bytes: 1 } })).toBeNull()
})

test('the records of a conversation are found again', () => {
  const side = { flows: 1, packets: 1, bytes: 1 }
  const ends = {
    initiator: { ...side, address: '10.0.0.9', port: 41000 },
    responder: { ...side, address: '2001:db8::2', port: 22 },
  }
  expect(printFilter(biflowFilter({ ...ends, protocol: 6 }))).toBe(
    'proto tcp and ((src ip 10.0.0.9 and src port 41000 and dst ip 2001:db8::2 and dst port 22) or (src ip 2001:db8::2 and src port 22 and dst ip 10.0.0.9 and dst port 41000))',
  )
  expect(printFilter(biflowFilter({ ...ends, protocol: 1 }))).toBe(
    'proto icmp and ((src ip 10.0.0.9 and dst ip 2001:db8::2) or (src ip 2001:db8::2 and dst ip 10.0.0.9))',
  )
})
