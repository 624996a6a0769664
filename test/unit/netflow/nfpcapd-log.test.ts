import { expect, test } from 'vitest'
import { NfpcapdLog } from '../../../src/main/netflow/nfpcapd-log'

// What nfpcapd 1.7.1 printed for a capture that spans 2038, with the error of a cut-off one put in.
const PRINTED = `Add flow source: ident: none, IP: any IP, flowdir: .
Set active flow expire timout to 60s
Set inactive flow expire timout to 15s
Startup nfpcapd.
Unsupported link protocol: 0x88a8, packet: 1
Unsupported link protocol: 0x88a8, packet: 2
Unsupported link protocol: 0x8e8, packet: 3
Processed: 1, skipped: 0, short caplen: 0, unknown: 0
Nodes: in use: 2, Flows: 1, Frag: 0, Nodes list length: 1, Waiting for freelist: 0
pcap_next_ex() read error: 'truncated dump file; tried to read 154 captured bytes, only got 32'
Processed: 4, skipped: 3, short caplen: 1, unknown: 2
Ident: 'none' Flows: 3, Packets: 7, Bytes: 1000
Ident: 'none' Flows: 1, Packets: 5, Bytes: 190
Terminating flow processng
Total: Processed: 18, skipped: 3, short caplen: 1, unknown: 2

Terminating nfpcapd.
`

test.each([1, 7, 100, PRINTED.length])('reads the log in pieces of %i characters', (size) => {
  const log = new NfpcapdLog()
  for (let at = 0; at < PRINTED.length; at += size)
    expect(log.push(PRINTED.slice(at, at + size))).toBeUndefined()
  log.end()
  expect(log).toMatchObject({
    ...{ flows: 4, packets: 12, bytes: 1190, terminated: true, diskFull: false, complaints: [] },
    totals: { processed: 18, skipped: 3, short: 1, unknown: 2 },
    readError: 'truncated dump file; tried to read 154 captured bytes, only got 32',
  })
  expect([...log.protocols]).toEqual([
    ['0x88a8', 2],
    ['0x8e8', 1],
  ])
})

test('reads the sums of version 1.6', () => {
  const log = new NfpcapdLog()
  log.push(`Packet processing stats: Total: 20, Skipped: 1, Unknown: 2, Short snaplen: 3
Ident: 'none' Flows: 4, Packets: 14, Bytes: 900, Max Flows: 4, Fragments: 0
Terminating nfpcapd.
`)
  expect(log.totals).toEqual({ processed: 20, skipped: 1, unknown: 2, short: 3 })
  expect(log).toMatchObject({ flows: 4, packets: 14, bytes: 900, terminated: true })
})

test('asks to end an nfpcapd that has no disk space, before the line is complete', () => {
  const log = new NfpcapdLog()
  expect(log.push('Startup nfpcapd.\nwrite() err')).toBeUndefined()
  expect(log.push('or in nffile.c line 1179: No space left on device')).toBe('kill')
  expect(log.diskFull).toBe(true)
})

test('keeps little of a log without end', () => {
  const log = new NfpcapdLog()
  for (let i = 0; i < 1000; i++)
    log.push(`Unsupported link protocol: 0x${i.toString(16)}, packet: ${i}\noops ${i}\n`)
  log.push('x'.repeat(1_000_000))
  log.end()
  expect(log.protocols.size).toBe(100)
  expect(log.complaints).toEqual(['oops 0', 'oops 1', 'oops 2', 'oops 3', 'oops 4'])
})
