import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newFolder, SUSPECT_ROWS, sampleCase, shell } from './case-on-disk'
import { checksumOf, type Packet, readCapture } from './read-capture'

let folder: string
let flows: string
let packets: readonly Packet[]

beforeAll(async () => {
  folder = await newFolder()
  await sampleCase(folder)
  packets = readCapture(await readFile(join(folder, 'investigate.pcap')))
  flows = await mkdtemp(join(tmpdir(), 'flowcase-sample-flows-'))
  execFileSync(
    'nfpcapd',
    ['-r', join(folder, 'investigate.pcap'), '-w', '.', '-B', '4096', '-t', '2147483647', '-e', '60,15'],
    { cwd: flows, env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' }, stdio: 'ignore' },
  )
})

afterAll(async () => {
  await rm(folder, { recursive: true })
  await rm(flows, { recursive: true })
})

/** "srcaddr srcport dstaddr dstport protocol bytes packets" summed over all rows of nfdump, sorted. */
const NETFLOW_SUMS = `nfdump -C none -r nfcapd.* -q -N -6 -o 'fmt:%sa|%sp|%da|%dp|%pr|%byt|%pkt' | tr -d ' ' |
  awk -F'|' '{k = $1" "$2" "$3" "$4" "$5; b[k] += $6; p[k] += $7} END {for (k in b) print k, b[k], p[k]}' | sort`

describe('conversations', () => {
  it('stand in the flow logs with equal bytes and packets', async () => {
    const netflow = await shell(flows, NETFLOW_SUMS)
    const vpc = await shell(
      folder,
      `zcat *.log.gz | awk '{k = $7" "$9" "$8" "$10" "$11; b[k] += $12; p[k] += $13} END {for (k in b) print k, b[k], p[k]}'`,
    )
    const inLogs = new Set(vpc.split('\n'))
    const tuples = netflow.split('\n')
    expect(tuples.filter((tuple) => !inLogs.has(tuple))).toEqual([])
    // 161 web connections of the suspect and a visitor's, one shell, one transfer, one database: two directions each.
    expect(tuples).toHaveLength(326)
  })

  it('of the suspect are all there, for the time that is captured', async () => {
    const seconds = packets.map(({ time }) => time)
    const from = Math.floor(Math.min(...seconds))
    const to = Math.floor(Math.max(...seconds))
    const tuple = '$7, $9, $8, $10, $11'
    const logged = await shell(
      folder,
      `${SUSPECT_ROWS} | awk '$16 >= ${from} && $15 <= ${to} {print ${tuple}}' | sort -u`,
    )
    const captured = await shell(
      flows,
      `${NETFLOW_SUMS} | cut -d' ' -f1-5 | grep -Fw 20.106.124.93 | sort -u`,
    )
    expect(captured).toBe(logged)
  })

  it('are those of the reference', async () => {
    const netflow = await shell(flows, NETFLOW_SUMS)
    for (const tuple of [
      '20.106.124.93 51278 10.130.8.94 80 6',
      '20.106.124.93 38504 10.130.8.94 22 6',
      '20.106.124.93 8889 10.130.8.94 36072 6',
      '10.130.8.94 36072 20.106.124.93 8889 6',
    ]) {
      expect(netflow).toMatch(new RegExp(`^${tuple.replaceAll('.', '\\.')} `, 'm'))
    }
  })
})

describe('packets', () => {
  it('are whole Ethernet frames of IPv4 and TCP, in the order of time, in a file of a few megabytes', async () => {
    const file = await readFile(join(folder, 'investigate.pcap'))
    expect(file.length).toBeLessThan(8_000_000)
    // Little-endian classic pcap 2.4, snaplen 262144, Ethernet.
    expect(file.subarray(0, 24).toString('hex')).toBe('d4c3b2a1020004000000000000000000' + '0000040001000000')
    const odd = packets.filter(
      ({ time, etherType, ip, length }, i) =>
        time < (packets[i - 1]?.time ?? 0) ||
        etherType !== 0x0800 ||
        ip[0] !== 0x45 ||
        ip[9] !== 6 ||
        ip.readUInt16BE(2) !== ip.length ||
        length !== ip.length + 14,
    )
    expect(odd).toEqual([])
    expect(packets.length).toBeGreaterThan(7_000)
  })

  it('have right checksums', () => {
    const wrong = packets.filter(({ ip }) => {
      const segment = ip.subarray(20)
      const pseudoHeader = Buffer.concat([
        ip.subarray(12, 20),
        Buffer.from([0, 6, segment.length >> 8, segment.length & 255]),
      ])
      return checksumOf(ip.subarray(0, 20)) !== 0 || checksumOf(Buffer.concat([pseudoHeader, segment])) !== 0
    })
    expect(wrong).toEqual([])
  })

  it('make complete connections: handshake, every byte once and acknowledged, close', () => {
    const sides = new Map<string, { next: number; acked: number; syn: number; fin: number }>()
    for (const { ip } of packets) {
      const [from, to] = [
        `${ip.subarray(12, 16).join('.')}:${ip.readUInt16BE(20)}`,
        `${ip.subarray(16, 20).join('.')}:${ip.readUInt16BE(22)}`,
      ]
      const flags = ip.readUInt8(33)
      const seq = ip.readUInt32BE(24)
      const payload = ip.length - 20 - (ip.readUInt8(32) >> 4) * 4
      const key = `${from} ${to}`
      const side = sides.get(key) ?? { next: seq, acked: -1, syn: 0, fin: 0 }
      expect(seq).toBe(side.next)
      side.next = (side.next + payload + (flags & 3 ? 1 : 0)) >>> 0
      side.syn += flags & 2 ? 1 : 0
      side.fin += flags & 1
      sides.set(key, side)
      const peer = sides.get(`${to} ${from}`)
      if (peer) peer.acked = ip.readUInt32BE(28)
    }
    for (const side of sides.values())
      expect(side).toEqual({ next: side.next, acked: side.next, syn: 1, fin: 1 })
  })

  it('carry log-in attempts, of which one succeeds, a shell and a compressed stream', () => {
    const texts = packets.map(({ ip }) => ip.subarray(20 + (ip.readUInt8(32) >> 4) * 4))
    const beginning = (text: string) =>
      texts.filter((bytes) => bytes.subarray(0, text.length).toString('latin1') === text).length
    expect(beginning('POST /login HTTP/1.1\r\n')).toBe(150)
    expect(beginning('HTTP/1.1 401 Unauthorized\r\n')).toBe(149)
    expect(beginning('HTTP/1.1 302 Found\r\n')).toBe(1)
    expect(beginning('SSH-2.0-OpenSSH_')).toBe(2)
    expect(beginning('\x1f\x8b\x08\x00')).toBe(1)
  })
})
