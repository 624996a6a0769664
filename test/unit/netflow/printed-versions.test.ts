import { expect, test } from 'vitest'
import { flowsRead, readPrinted } from './printed-output'

/**
 * What versions print that are not installed here: kept by hand, in the columns that nfdump's own
 * sources and documentation have for 1.6.x and for 1.7.5 and later.
 */
test('text of version 1.6: durations in seconds, flags of six letters', async () => {
  const line = await readPrinted(
    [
      'Date first seen          Duration Proto      Src IP Addr:Port          Dst IP Addr:Port   Packets    Bytes Flows',
      '2019-05-16 16:17:07.635     0.000 UDP      192.168.30.32:9011  ->        10.0.0.83:9011         1      332     1',
      '2019-05-16 16:17:08.000 43254.352 TCP         10.0.1.42:51012 ->        10.0.0.83:443        4406    1.2 M     1',
      '2019-05-16 16:17:09.001     0.000 ICMP6               ::.0     -> ff02::1:ff00:1.135.0          1       64     1',
      'Summary: total flows: 3, total bytes: 1.2 M, total packets: 4408, avg bps: 222, avg pps: 0, avg bpp: 272',
      'Time window: 2019-05-16 16:17:07 - 2019-05-17 04:18:02',
      'Total flows processed: 3, Blocks skipped: 0, Bytes read: 304',
      'Sys: 0.004s flows/second: 750.0      Wall: 0.001s flows/second: 3000.0',
      '',
    ].join('\n'),
  )
  expect(flowsRead(line)).toEqual([
    '192.168.30.32 10.0.0.83 9011 9011 null null 17 1 332 1558023427635 1558023427635 undefined',
    '10.0.1.42 10.0.0.83 51012 443 null null 6 4406 1200000 1558023428000 1558066682352 undefined',
    ':: ff02::1:ff00:1 0 0 135 0 58 1 64 1558023429001 1558023429001 undefined',
  ])
  expect(line.summary?.output).toMatchObject({ lines: 8, headers: 1, flows: 3, summary: 4, inexactFlows: 1 })
  expect(line.remark).not.toContain("nfdump's summary at the end says")

  const long = await readPrinted(
    [
      'Date first seen          Duration Proto      Src IP Addr:Port          Dst IP Addr:Port   Flags Tos  Packets    Bytes Flows',
      '2020-09-08 07:01:19.647    12.001 TCP         10.0.0.10:5060  ->       10.0.20.50:5062  .AP.SF  96       12      413     1',
    ].join('\n'),
  )
  expect(flowsRead(long)).toEqual([
    '10.0.0.10 10.0.20.50 5060 5062 null null 6 12 413 1599548479647 1599548491648 27',
  ])
  const extended = await readPrinted(
    [
      'Aggregated flows 100402',
      'Top 1 flows ordered by bytes:',
      'Date first seen          Duration Proto      Src IP Addr:Port          Dst IP Addr:Port   Flags Tos  Packets    Bytes      pps      bps    Bpp Flows',
      '2018-08-05 00:01:58.000  1770.000 TCP       192.168.1.34:35527 ->    192.168.1.247:9103  .AP.SF   0   83.3 M  124.9 G    47089  564.6 M   1498     1',
    ].join('\n'),
  )
  expect(extended.summary).toMatchObject({
    ...{ flows: 1, packets: 83_300_000, bytes: 124_900_000_000 },
    output: { format: 'extended', summary: 2, headers: 1, inexactFlows: 1 },
  })
  expect(extended.remark).toContain('It is a list of the largest 1 flows only.')
})

test('durations of more than a day', async () => {
  const { rows } = await readPrinted(
    '2023-09-28 17:22:35.120 1d 02:03:04.005 TCP 10.0.0.1:1 -> 10.0.0.2:2 ...A.... 0 2 80 1\n',
  )
  expect(rows[0]).toMatchObject({ start: 1_695_921_755_120, end: 1_695_921_755_120 + 93_784_005 })
})

test('pipe of version 1.6, which parts seconds and milliseconds', async () => {
  const { rows, summary } = await readPrinted(
    '2|1695921755|120|1695921756|7|6|0|0|0|167772161|1024|0|0|0|167772162|80|0|0|0|0|27|0|5|300\n',
  )
  expect(summary?.output?.zoneAssumed).toBe(false)
  expect(rows[0]).toMatchObject({
    ...{ srcaddr: '10.0.0.1', dstaddr: '10.0.0.2', srcport: 1024, dstport: 80, protocol: 6, 'tcp-flags': 27 },
    ...{ packets: 5, bytes: 300, start: 1_695_921_755_120, end: 1_695_921_756_007 },
  })
})

test('JSON of version 1.6: other names of the times, milliseconds without leading zeros', async () => {
  const flow = {
    ...{ type: 'FLOW', sampled: 0, export_sysid: 19 },
    ...{ t_first: '2023-09-28T17:22:35.7', t_last: '2023-09-28T17:22:35.120', proto: 17 },
    ...{ src4_addr: '198.51.100.1', dst4_addr: '198.51.100.2', src_port: 53, dst_port: 4000 },
    ...{ in_packets: 2, in_bytes: 200, tcp_flags: '......' },
  }
  const { rows, remark } = await readPrinted(`[\n${JSON.stringify(flow, null, ' ')}\n]\n`)
  expect(rows[0]).toMatchObject({ start: 1_695_921_755_007, end: 1_695_921_755_120, bytes: 200 })
  expect(remark).toContain('UTC is assumed')
})

test('csv of version 1.7.5 and later', async () => {
  const text = [
    'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows',
    '2023-09-28 17:22:35.120,1.500,6,20.106.124.93,51278,10.130.8.94,80,12,730,1',
    '2023-09-28 17:22:36.000,0.000,1,20.106.124.93,0,10.130.8.94,8.0,1,84,1',
    '2023-09-28 17:22:37.000,0.000,58,2001:db8::1,0,ff02::1,34560,1,64,1',
  ]
  const expected = [
    '20.106.124.93 10.130.8.94 51278 80 null null 6 12 730 1695921755120 1695921756620 undefined',
    '20.106.124.93 10.130.8.94 0 0 8 0 1 1 84 1695921756000 1695921756000 undefined',
    '2001:db8::1 ff02::1 0 0 135 0 58 1 64 1695921757000 1695921757000 undefined',
  ]
  const result = await readPrinted(text.join('\r\n'))
  expect(flowsRead(result)).toEqual(expected)
  expect(result.remark).not.toContain('full seconds')
  expect(flowsRead(await readPrinted(text.slice(1).join('\n')))).toEqual(expected)
})

test('csv-fast of version 1.7.5 and later, whose times are of the epoch', async () => {
  const text = [
    'cnt,af,firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,srcAS,dstAS,input,output,flags,srcTos,packets,bytes',
    '1,2,1695921755120,1695921756620,6,20.106.124.93,51278,10.130.8.94,80,0,0,0,0,...AP.SF,0,12,730',
    '2,10,1695921757000,1695921757000,58,2001:db8::1,0,ff02::1,34560,0,0,0,0,........,0,1,64',
  ]
  const expected = [
    '20.106.124.93 10.130.8.94 51278 80 null null 6 12 730 1695921755120 1695921756620 27',
    '2001:db8::1 ff02::1 0 0 135 0 58 1 64 1695921757000 1695921757000 0',
  ]
  const result = await readPrinted(text.join('\n'))
  expect(flowsRead(result)).toEqual(expected)
  expect(result.summary?.output?.zoneAssumed).toBe(false)
  expect(flowsRead(await readPrinted(text.slice(1).join('\n')))).toEqual(expected)
})

test('ndjson whose bytes are the packets again, a fault of its first versions', async () => {
  const line = (port: number, bytes: number) =>
    `{"type":"FLOW","sampled":0,"export_sysid":0,"first":"2023-09-28T17:22:35.120","last":"2023-09-28T17:22:35.900","received":"2023-09-28T17:22:40.000","in_packets":12,"in_bytes":${bytes},"proto":6,"tcp_flags":"...AP.SF","src_port":${port},"dst_port":80,"fwd_status":0,"src_tos":0,"src4_addr":"20.106.124.93","dst4_addr":"10.130.8.94"}\n`
  const faulty = await readPrinted(line(1, 12) + line(2, 12))
  expect(faulty.summary).toMatchObject({ flows: 2, packets: 24, bytes: 0, output: { inexactFlows: 2 } })
  expect(faulty.remark).toContain('2 flows have the number of packets in the place of the bytes')
  const sound = await readPrinted(line(1, 730) + line(2, 80))
  expect(sound.summary).toMatchObject({ flows: 2, packets: 24, bytes: 810, output: { inexactFlows: 0 } })
})

test('the outer half of a tunnel is in no figure, also where it repeats the packets (1.7.5 and later)', async () => {
  const { rows, summary, remark } = await readPrinted(
    [
      '2003-06-11 00:06:08.793     00:00:00.000 GRE        172.27.1.66:0     ->    66.59.109.137:0            1       84     1',
      '2003-06-11 00:06:08.793     00:00:00.000 ICMP     66.59.111.190:0     ->       172.28.2.3:8.0          1       84     1',
      '2003-06-11 00:06:09.000     00:00:00.000 GRE        172.27.1.66:0     ->    66.59.109.137:0            3      300     1',
      '2003-06-11 00:06:10.000     00:00:00.000 UDP        172.27.1.66:5     ->    66.59.109.137:6            3      300     1',
    ].join('\n'),
  )
  expect(rows.map((row) => row.protocol)).toEqual([1, 47, 17])
  expect(summary?.output).toMatchObject({ lines: 4, flows: 3, withoutPackets: 1 })
  expect(remark).toContain('1 row without packets of their own')
})

test('times outside of 1970 to 2105 are absent, and said', async () => {
  const { rows, remark } = await readPrinted(
    [
      '584556013-09-28 17:22:35.120 00:00:00.000 TCP 10.0.0.1:1 -> 10.0.0.2:2 1 40 1',
      '2100-01-01 00:00:00.000 00:00:00.000 TCP 10.0.0.1:1 -> 10.0.0.2:2 1 40 1',
      '1970-01-01 00:00:00.000 00:00:00.000 TCP 10.0.0.1:1 -> 10.0.0.2:2 1 40 1',
      '2023-13-01 00:00:00.000 00:00:00.000 TCP 10.0.0.1:1 -> 10.0.0.2:2 1 40 1',
    ].join('\n'),
  )
  expect(rows.map((row) => row.start)).toEqual([null, 4_102_444_800_000, 0])
  expect(remark).toContain('1 flow has a time outside of 1970 to 2105')
  expect(remark).toContain('1 line could not be read, the first being number 4.')
})

/** A record of `nfdump -o raw` of version 1.6; `rest` stands for the fields behind the addresses. */
const oldRecord = (rest: readonly string[]) =>
  [
    '',
    'Flow Record: ',
    '  Flags        =              0x06 FLOW, Unsampled',
    '  export sysid =                 1',
    '  size         =                76',
    '  first        =        1695921755 [2023-09-28 19:22:35]',
    '  last         =        1695921756 [2023-09-28 19:22:36]',
    '  msec_first   =               120',
    '  msec_last    =                 7',
    '  src addr     =     20.106.124.93',
    '  dst addr     =       10.130.8.94',
    ...rest,
    '',
  ].join('\n')

test('raw of version 1.6: seconds with the milliseconds beside them, other names of packets and bytes', async () => {
  const tcp = [
    '  src port     =             51278',
    '  dst port     =                80',
    '  fwd status   =                 0',
    '  tcp flags    =              0x1b ...AP.SF',
    '  proto        =                 6 TCP',
    '  (src)tos     =                 0',
    '  (in)packets  =                12',
    '  (in)bytes    =               730',
  ]
  const both = [...tcp, '  (out)packets =                 3', '  (out)bytes   =               180']
  const ping = [
    '  ICMP         =               8.0  type.code',
    '  fwd status   =                 0',
    '  tcp flags    =              0x00 ......',
    '  proto        =                 1 ICMP',
    '  (src)tos     =                 0',
    '  (in)packets  =                 1',
    '  (in)bytes    =                84',
  ]
  const event = [...tcp, '  connect ID   =              4711', '  fw event     =                 2: DELETE']
  const text = [tcp, both, ping, event].map(oldRecord).join('')
  const result = await readPrinted(text)
  const times = '1695921755120 1695921756007'
  expect(flowsRead(result)).toEqual([
    `20.106.124.93 10.130.8.94 51278 80 null null 6 12 730 ${times} 27`,
    `20.106.124.93 10.130.8.94 51278 80 null null 6 12 730 ${times} 27`,
    `10.130.8.94 20.106.124.93 80 51278 null null 6 3 180 ${times} 27`,
    `20.106.124.93 10.130.8.94 0 0 8 0 1 1 84 ${times} 0`,
  ])
  expect(result.summary?.output).toMatchObject({ format: 'raw', flows: 3, malformed: 1, zoneAssumed: false })
  expect(result.text?.malformedLines[0]?.reason).toBe(
    'an event of a firewall or NAT device (NSEL, NEL), which is no flow',
  )
})
