import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { captureRefusal } from '../../../src/main/netflow/capture-refusal'
import { readCaptureHeader } from '../../../src/main/packets/capture-header'
import { linkTypeName } from '../../../src/main/packets/link-types'
import { fixture } from '../netflow/conversion'
import { interfaceBlock, joinBytes, packetBlock, pcap, sectionHeader } from '../netflow/packets'

const header = (path: string) => readCaptureHeader(readFileSync(fixture(path)))

test('reads pcap and pcapng headers of real captures', () => {
  expect(header('zeek/sshguess.pcap')).toEqual({
    ...{ format: 'pcap', byteOrder: 'little', timeUnit: 'microseconds', recordHeaderBytes: 16 },
    interfaces: [{ linkType: 1, snapLength: 262_144 }],
  })
  expect(header('tcpdump/tcp-handshake-nano.pcap')).toMatchObject({
    ...{ timeUnit: 'nanoseconds', interfaces: [{ linkType: 113, snapLength: 262_144 }] },
  })
  expect(header('zeek/vlan-pcp-dei.pcapng')).toMatchObject({
    ...{ format: 'pcapng', byteOrder: 'little', timeUnit: 'by interface' },
    interfaces: [{ linkType: 1, snapLength: 65_535 }],
  })
})

test('reads both byte orders, and only as far as the bytes go', () => {
  const little = pcap([], 101)
  const big = Uint8Array.from(little)
  for (const at of [0, 16, 20]) big.set(little.slice(at, at + 4).reverse(), at)
  expect(readCaptureHeader(big)).toMatchObject({ byteOrder: 'big', interfaces: [{ linkType: 101 }] })
  expect(readCaptureHeader(little.subarray(0, 23))?.interfaces).toEqual([])
  expect(readCaptureHeader(little.subarray(0, 3))).toBeNull()
  expect(readCaptureHeader(sectionHeader().subarray(0, 11))).toBeNull()
  const cut = joinBytes(sectionHeader(), interfaceBlock(1, 96)).subarray(0, 28 + 15)
  expect(readCaptureHeader(cut)?.interfaces).toEqual([])
})

test('the upper bits of the link type are not of the type', () => {
  const withChecksums = pcap([], 1)
  withChecksums[23] = 0x54
  expect(readCaptureHeader(withChecksums)?.interfaces).toMatchObject([{ linkType: 1 }])
})

test('takes the interfaces before the first packet', () => {
  const packet = packetBlock(0, { timeMs: 0, frame: new Uint8Array(60) })
  const bytes = joinBytes(
    sectionHeader(),
    interfaceBlock(1, 96),
    interfaceBlock(101, 0),
    packet,
    interfaceBlock(0, 1),
  )
  expect(readCaptureHeader(bytes)?.interfaces).toEqual([
    { linkType: 1, snapLength: 96 },
    { linkType: 101, snapLength: 0 },
  ])
})

test.each(['', 'PK\u0003\u0004', 'version account-id interface-id', '\u001f\u008b\u0008\u0000\u0000\u0000'])(
  'is not fooled by %j',
  (text) => {
    expect(readCaptureHeader(Buffer.from(text, 'latin1'))).toBeNull()
  },
)

test('knows which link types nfpcapd reads right', () => {
  const refused = (linkType: number) =>
    captureRefusal(readCaptureHeader(pcap([], linkType)) as never) !== null
  expect([0, 1, 12, 101, 113].map(refused)).toEqual([false, false, false, false, false])
  expect([9, 105, 108, 127, 147, 228, 229, 239, 276].every(refused)).toBe(true)
  expect(linkTypeName(276)).toBe('Linux cooked, version 2 (SLL2) (276)')
  expect(linkTypeName(147)).toBe('link type 147')
})
