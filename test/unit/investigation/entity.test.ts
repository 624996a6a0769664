import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PUBLISHED, writeSampleCase } from '../../../scripts/sample-case/index.mjs'
import { askAddressPairs, choosePairs } from '../../../src/renderer/investigation/entity/address-pairs'
import {
  askInterfaceAddresses,
  askInterfaces,
} from '../../../src/renderer/investigation/entity/interface-addresses'
import { inferNetworks, Localities } from '../../../src/renderer/investigation/entity/locality'
import { askAddressServices, askPeers } from '../../../src/renderer/investigation/entity/peers'
import { askServiceEnds, serviceFlows } from '../../../src/renderer/investigation/entity/service-ends'
import { askSidedSummary } from '../../../src/renderer/investigation/entity/sided-summary'
import { ANY, address } from '../../../src/shared/filter/ast'
import { shell } from '../evidence/flow-log-text'
import { awk, type CaseInFolder, readFolder, readRecords } from './case-folder'

// Columns of the sample case: 4 instance, 5 interface, 7 srcaddr, 8 dstaddr, 9 srcport, 10 dstport, 11 protocol,
// 12 bytes, 13 packets, 15 start, 16 end, 17 action, 18 log-status, 19 flow-direction.
const HOST = PUBLISHED.victim
const SUSPECT = PUBLISHED.suspect
const SENT = `$18 == "OK" && $7 == "${HOST}"`
const RECEIVED = `$18 == "OK" && $8 == "${HOST}"`

let sample: CaseInFolder

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowcase-entity-'))
  await writeSampleCase(folder)
  sample = await readFolder(folder)
})

afterAll(() => rm(sample.folder, { recursive: true }))

/** Lines that awk prints over all records, in order. */
function lines(program: string): readonly string[] {
  return shell(sample.folder, `zcat *.log.gz | LC_ALL=C awk '${program}' | LC_ALL=C sort`).trim().split('\n')
}

describe('an address', () => {
  it('has what awk counts of it, sent and received', async () => {
    const { total, sent, received, window } = await askSidedSummary(sample.ask, 'vpc', {
      all: address(HOST),
      sent: address(HOST, 'src'),
      received: address(HOST, 'dst'),
    })
    const sum = (condition: string) => ({
      records: awk(sample.folder, `${condition} {n++} END {print n + 0}`),
      bytes: awk(sample.folder, `${condition} {n += $12} END {printf "%.0f", n}`),
      packets: awk(sample.folder, `${condition} {n += $13} END {printf "%.0f", n}`),
      accepted: awk(sample.folder, `${condition} && $17 == "ACCEPT" {n++} END {print n + 0}`),
      rejected: awk(sample.folder, `${condition} && $17 == "REJECT" {n++} END {print n + 0}`),
    })
    expect(sent).toEqual(sum(SENT))
    expect(received).toEqual(sum(RECEIVED))
    expect(total.records).toBe(sent.records + received.records)
    const either = `$18 == "OK" && ($7 == "${HOST}" || $8 == "${HOST}")`
    expect(window).toMatchObject({
      firstStart: awk(sample.folder, `${either} && (!n || $15 < n) {n = $15} END {print n}`),
      lastEnd: awk(sample.folder, `${either} && $16 > n {n = $16} END {print n}`),
    })
  })

  it('has the peers that awk finds, with both directions', async () => {
    const { peers, all } = await askPeers(sample.ask, 'vpc', HOST, 1_000_000)
    expect(all).toBe(peers.length)
    expect(
      peers
        .map((peer) => [peer.address, peer.records, peer.sent, peer.received, peer.firstStart].join(' '))
        .sort(),
    ).toEqual(
      lines(`${SENT} {peer = $8; sent[peer] += $12} ${RECEIVED} {peer = $7; received[peer] += $12}
        ${SENT} || ${RECEIVED} {n[peer]++; if (!first[peer] || $15 < first[peer]) first[peer] = $15}
        END {for (peer in n) printf "%s %d %.0f %.0f %d\\n", peer, n[peer], sent[peer], received[peer], first[peer]}`),
    )
    const [most] = (await askPeers(sample.ask, 'vpc', HOST, 1)).peers
    expect(most?.address).toBe(SUSPECT)
  })

  it('offers what answered its handshakes, and uses the rest', async () => {
    const { offered, used } = await askAddressServices(sample.ask, 'vpc', SUSPECT)
    expect(offered.map(({ port, clients }) => [port, clients])).toEqual([[8889, [HOST]]])
    expect(used.map(({ port }) => port)).toEqual([80, 22])
  })
})

describe('interfaces', () => {
  it('have the addresses that their ingress and egress records name', async () => {
    const { addresses, whole } = await askInterfaceAddresses(sample.ask)
    expect(whole).toBe(true)
    expect(addresses.map((own) => [own.interfaceId, own.address, own.records].join(' ')).sort()).toEqual(
      lines(`$18 == "OK" {own = $5 " " ($19 == "ingress" ? $8 : $7); n[own]++}
        END {for (own in n) print own, n[own]}`),
    )
  })

  it('are listed with their instances', async () => {
    const { interfaces } = await askInterfaces(sample.ask, address(HOST), 100)
    expect(interfaces.map((one) => [one.interfaceId, one.instanceId, one.records].join(' ')).sort()).toEqual(
      lines(`${SENT} || ${RECEIVED} {n[$5 " " $4]++} END {for (own in n) print own, n[own]}`),
    )
  })

  it('without directions in the log have the address of all their records, if just one can be it', async () => {
    const header =
      'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
    const record = (eni: string, from: string, to: string) =>
      `2 1 ${eni} ${from} ${to} 1000 22 6 1 40 1700000000 1700000010 ACCEPT OK`
    const { ask } = await readRecords(header, [
      record('eni-many', '10.1.0.5', '198.51.100.1'),
      record('eni-many', '10.1.0.9', '10.1.0.5'),
      record('eni-one-peer', '198.51.100.7', '10.1.0.6'),
      record('eni-unclear', '10.1.0.7', '10.1.0.8'),
      record('eni-forwards', '10.1.0.7', '10.2.0.8'),
      record('eni-forwards', '10.1.0.9', '10.2.0.6'),
    ])
    const { addresses } = await askInterfaceAddresses(ask)
    expect(addresses.map((own) => `${own.interfaceId} ${own.address} ${own.by}`)).toEqual([
      'eni-many 10.1.0.5 every record',
      'eni-one-peer 10.1.0.6 every record',
    ])
  })
})

describe('where an address is', () => {
  it.each([
    ['10.9.9.9', 'internal', 'RFC 1918'],
    ['172.31.255.255', 'internal', 'RFC 1918'],
    ['172.32.0.0', 'external', 'public'],
    ['100.127.255.255', 'internal', 'RFC 6598'],
    ['169.254.169.254', 'internal', 'link-local'],
    ['127.0.0.1', 'internal', 'loopback'],
    ['fd00::1', 'internal', 'RFC 4193'],
    ['224.0.0.251', 'neither', 'multicast'],
    ['255.255.255.255', 'neither', 'broadcast'],
    ['198.51.100.77', 'internal', 'given'],
    ['203.0.113.4', 'internal', 'eni-1'],
    ['203.0.113.9', 'internal', '203.0.113.0/28, inferred'],
    ['203.0.113.16', 'external', 'public'],
    ['2600:1f18:1:2200::99', 'internal', '2600:1f18:1:2200::/56, inferred'],
    ['2600:1f18:1:2300::99', 'external', 'public'],
  ])('%s is %s', (text, place, reason) => {
    const own = (address: string) =>
      ({ interfaceId: 'eni-1', address, records: 1, by: 'flow-direction' }) as const
    const localities = new Localities(['198.51.100.0/24'], [own('203.0.113.4'), own('2600:1f18:1:22ab::1')])
    expect(localities.of(text).place).toBe(place)
    expect(localities.of(text).reason).toContain(reason)
  })

  it('is inferred from no more than the interfaces show', () => {
    expect(inferNetworks(['10.1.0.4', '10.1.0.200', '10.1.3.9', '192.168.7.1'])).toEqual([
      '10.1.0.0/22',
      '192.168.7.0/28',
    ])
  })
})

describe('pairs of addresses', () => {
  it('are those that awk finds, and what is below a threshold is counted', async () => {
    const whole = await askAddressPairs(sample.ask, 'vpc', ANY, 1_000_000)
    expect(whole.pairs.map(({ a, b, records, bytes }) => `${a} ${b} ${records} ${bytes}`).sort()).toEqual(
      lines(`$18 == "OK" {pair = ($7 "" < $8 "" ? $7 " " $8 : $8 " " $7); n[pair]++; b[pair] += $12}
        END {for (pair in n) printf "%s %d %.0f\\n", pair, n[pair], b[pair]}`),
    )
    const pairs = await askAddressPairs(sample.ask, 'vpc', ANY, 50)
    const chosen = choosePairs(pairs, { bytes: 100_000, records: 0 })
    const large = whole.pairs.filter(({ bytes }) => bytes >= 100_000)
    expect(chosen.pairs).toEqual(large.slice(0, 50))
    expect(chosen.left.pairs).toBe(whole.all - chosen.pairs.length)
    expect(chosen.left.volume.records + chosen.pairs.reduce((sum, pair) => sum + pair.records, 0)).toBe(
      awk(sample.folder, '$18 == "OK" {n++} END {print n}'),
    )
    expect(chosen.unseenBytes).toBe(whole.pairs[49]?.bytes)
    expect(choosePairs(whole, { bytes: 0, records: 2 }).unseenBytes).toBeNull()
  })
})

describe('a service', () => {
  const SSH = serviceFlows(6, 22)
  const ends = (sent: string, received: string) =>
    lines(`$18 == "OK" && $11 == 6 && $9 == 22 {end = ${sent}; n[end]++; out[end] += $12; ${
      sent === '$7' ? 'if (int($14 / 2) % 2 && int($14 / 16) % 2) answered[end]++' : ''
    }}
      $18 == "OK" && $11 == 6 && $10 == 22 {end = ${received}; n[end]++; into[end] += $12}
      END {for (end in n) printf "%s %d %.0f %.0f %d\\n", end, n[end], out[end], into[end], answered[end]}`)

  it('has the servers that awk finds', async () => {
    const servers = await askServiceEnds(sample.ask, 'vpc', SSH, 'servers')
    expect(
      servers.ends
        .map((end) => [end.address, end.records, end.sentBytes, end.receivedBytes, end.answered].join(' '))
        .sort(),
    ).toEqual(ends('$7', '$8'))
    expect(servers.all).toBe(servers.ends.length)
  })

  it('tells exactly of the largest clients when not all are looked at', async () => {
    const whole = await askServiceEnds(sample.ask, 'vpc', serviceFlows(6, 443), 'clients')
    const some = await askServiceEnds(sample.ask, 'vpc', serviceFlows(6, 443), 'clients', 5)
    expect(some.all).toBeNull()
    expect(some.ends.length).toBeGreaterThan(0)
    const exact = ({ answered: _, ...end }: (typeof some.ends)[number]) => end
    expect(some.ends.map(exact)).toEqual(whole.ends.slice(0, some.ends.length).map(exact))
    expect(whole.ends.slice(some.ends.length).every(({ bytes }) => bytes <= some.unseenBytes)).toBe(true)
  })
})
