import { describe, expect, it } from 'vitest'
import { scopeOf } from '../../../src/renderer/investigation/correlation-scope'
import { investigateSuspect } from '../../../src/renderer/investigation/investigate-suspect'
import { unloggedTraffic } from '../../../src/renderer/investigation/unlogged-traffic'
import { appendNetflow, netflowLine, readRecords } from './case-folder'

const HEADER =
  'interface-id srcaddr dstaddr srcport dstport protocol bytes packets start end action log-status'
const SUSPECT = '198.51.100.7'
const HOST = '10.0.0.5'
const T = Date.UTC(2023, 8, 28, 20) / 1000

function record(port: number, bytes: number, packets: number, from: number, to: number, action = 'ACCEPT') {
  return `eni-1 ${SUSPECT} ${HOST} ${port} 80 6 ${bytes} ${packets} ${T + from} ${T + to} ${action} OK`
}

function flow(
  port: number,
  bytes: number,
  packets: number,
  first: number,
  last: number,
  host = HOST,
): string {
  return netflowLine(SUSPECT, port, host, 80, { first, last, packets, bytes })
}

/** The reason of the suspect's five-tuple with a source port, under a capture from 100 to 200 s. */
async function reasonOf(
  port: number,
  records: readonly string[],
  flows: readonly string[],
  snapLength: number | null = null,
) {
  const { engine, ask, evidence } = await readRecords(HEADER, records)
  appendNetflow(engine, flows)
  const captures = [{ first: T + 100, last: T + 200 }]
  const scope = { ...scopeOf(evidence), hasNetflow: true, captures, snapLength }
  const { correlation } = await investigateSuspect(ask, SUSPECT, scope)
  return correlation?.tuples.find(({ srcport }) => srcport === port)?.difference
}

const COMMON = record(1, 400, 4, 120, 130)

describe('a five-tuple in both sources', () => {
  it('differs by the headers that one side leaves out of every packet', async () => {
    expect(await reasonOf(1, [COMMON], [flow(1, 400 + 4 * 14, 4, 120, 130)])).toBe('headers')
    expect(await reasonOf(1, [COMMON], [flow(1, 400 + 4 * 61, 4, 120, 130)])).toBe('unexplained')
  })

  it('differs by what the snaplen cut off', async () => {
    const records = [record(1, 4000, 4, 120, 130)]
    expect(await reasonOf(1, records, [flow(1, 96 * 4 - 3, 4, 120, 130)], 96)).toBe('cut-packets')
    expect(await reasonOf(1, records, [flow(1, 96 * 4 - 3, 4, 120, 130)])).toBe('unexplained')
  })

  it('differs by the headers of segments that the host joined', async () => {
    // Ten segments of 1,500 bytes; the host saw two large ones, with two headers of 52 bytes.
    const records = [record(1, 15_000, 10, 120, 130)]
    expect(await reasonOf(1, records, [flow(1, 15_000 - 8 * 52, 2, 120, 130)])).toBe('offload')
  })

  it('differs by what was rejected of it', async () => {
    const records = [COMMON, record(1, 100, 1, 131, 132, 'REJECT')]
    expect(await reasonOf(1, records, [flow(1, 400, 4, 120, 130)])).toBe('partly-rejected')
  })

  it('differs where the flow logs end before it does', async () => {
    expect(await reasonOf(1, [COMMON], [flow(1, 900, 7, 120, 190)])).toBe('partly-outside-logs')
  })
})

describe('a five-tuple in the captures alone', () => {
  const later = record(3, 60, 1, 180, 199)

  it('lies outside of the flow logs’ time', async () => {
    expect(await reasonOf(2, [COMMON], [flow(1, 400, 4, 120, 130), flow(2, 40, 1, 195, 199)])).toBe(
      'outside-logs',
    )
  })

  it('is of a host that no flow log has', async () => {
    const flows = [flow(1, 400, 4, 120, 130), flow(2, 40, 1, 150, 151, '10.0.9.9')]
    const other = [150, 160].map((at) =>
      netflowLine('10.0.9.9', at, '192.0.2.1', 80, { first: at, last: at, packets: 1, bytes: 40 }),
    )
    expect(await reasonOf(2, [COMMON, later], [...flows, ...other])).toBe('host-not-logged')
  })

  it('is of an interface that was logged as silent, or of which records were skipped', async () => {
    const line = (status: string) => `eni-1 - - - - - - - ${T + 140} ${T + 170} - ${status}`
    const flows = [flow(1, 400, 4, 120, 130), flow(2, 40, 1, 150, 151)]
    expect(await reasonOf(2, [COMMON, later], flows)).toBe('unexplained')
    expect(await reasonOf(2, [COMMON, later, line('NODATA')], flows)).toBe('no-data')
    expect(await reasonOf(2, [COMMON, later, line('NODATA'), line('SKIPDATA')], flows)).toBe('skipped')
    const elsewhere = line('SKIPDATA').replace('eni-1', 'eni-2')
    expect(await reasonOf(2, [COMMON, later, elsewhere], flows)).toBe('unexplained')
  })
})

describe('what AWS does not log', () => {
  const ends = { srcaddr: HOST, srcport: 50_000, dstport: 80, protocol: 6 }

  it.each([
    ['169.254.169.254', 80, 6, 'amazon-service'],
    ['169.254.169.253', 53, 17, 'amazon-service'],
    ['10.0.0.2', 53, 17, 'amazon-service'],
    ['10.0.0.2', 80, 6, null],
    ['8.8.8.2', 53, 17, null],
    ['169.254.169.123', 123, 17, 'amazon-service'],
    ['169.254.169.250', 1688, 6, 'amazon-service'],
    ['fd00:ec2::253', 53, 17, 'amazon-service'],
    ['10.0.0.9', 4789, 17, 'mirrored'],
    ['127.0.0.1', 80, 6, 'not-routed'],
    ['224.0.0.251', 5353, 17, 'not-routed'],
    ['fe80::1', 546, 17, 'not-routed'],
    [HOST, 80, 6, 'not-routed'],
    ['10.0.0.9', 80, 6, null],
  ])('%s, port %i of protocol %i: %s', (dstaddr, dstport, protocol, reason) => {
    expect(unloggedTraffic({ ...ends, dstaddr, dstport, protocol })).toBe(reason)
  })

  it('DHCP goes from port to port', () => {
    const lease = { ...ends, srcport: 68, dstport: 67, dstaddr: '10.0.0.1', protocol: 17 }
    expect(unloggedTraffic(lease)).toBe('dhcp')
    expect(unloggedTraffic({ ...lease, srcport: 50_000 })).toBeNull()
  })
})
