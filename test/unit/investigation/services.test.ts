import { describe, expect, it } from 'vitest'
import { investigateSuspect } from '../../../src/renderer/investigation/investigate-suspect'
import type { Service } from '../../../src/renderer/investigation/types'
import { appendNetflow, netflowLine, readRecords } from './case-folder'

const SUSPECT = '198.51.100.7'
const HOST = '10.0.0.5'
/** With tcp-flags, and as the default format has it, without. */
const FLAGS = 'srcaddr dstaddr srcport dstport protocol bytes packets tcp-flags start end action log-status'
const PLAIN = 'srcaddr dstaddr srcport dstport protocol bytes packets start end action log-status'

async function servicesOf(header: string, records: readonly string[]): Promise<readonly Service[]> {
  const { ask } = await readRecords(header, records)
  return (await investigateSuspect(ask, SUSPECT, { hasNetflow: false })).vpc.services
}

function places(services: readonly Service[]): readonly string[] {
  return services.map(({ address, port, protocol, reason }) => `${address} ${port}/${protocol} ${reason}`)
}

describe('who serves', () => {
  it('is told by the handshake, whatever the ports suggest', async () => {
    // The host opens a connection from 22, a listed port, to 40000 of the suspect.
    const services = await servicesOf(FLAGS, [
      `${HOST} ${SUSPECT} 22 40000 6 900 9 3 100 110 ACCEPT OK`,
      `${SUSPECT} ${HOST} 40000 22 6 500 7 19 100 110 ACCEPT OK`,
    ])
    expect(services).toEqual([
      {
        address: SUSPECT,
        port: 40000,
        protocol: 6,
        name: null,
        reason: 'tcp handshake',
        clients: [HOST],
        records: 2,
        rejected: 0,
        bytesToSuspect: 900,
        bytesFromSuspect: 500,
        packetsToSuspect: 9,
        packetsFromSuspect: 7,
        connections: 1,
        firstStart: 100,
        lastEnd: 110,
      },
    ])
  })

  it('is told by one direction of the handshake alone', async () => {
    const services = await servicesOf(FLAGS, [`${HOST} ${SUSPECT} 51000 52000 6 60 1 18 100 101 ACCEPT OK`])
    expect(places(services)).toEqual([`${HOST} 51000/6 tcp handshake`])
  })

  it('is told by the handshakes of other connections where one began before the log', async () => {
    const services = await servicesOf(FLAGS, [
      `${HOST} ${SUSPECT} 1025 50000 6 60 1 2 100 101 ACCEPT OK`,
      `${HOST} ${SUSPECT} 1026 50000 6 7000 10 0 100 101 ACCEPT OK`,
      `${SUSPECT} ${HOST} 50000 1026 6 80 2 0 100 101 ACCEPT OK`,
    ])
    expect(places(services)).toEqual([`${SUSPECT} 50000/6 tcp handshake`])
    expect(services[0]).toMatchObject({ connections: 2, bytesToSuspect: 7060, bytesFromSuspect: 80 })
  })

  it('is told by a listed port without flags', async () => {
    const services = await servicesOf(PLAIN, [
      `${SUSPECT} ${HOST} 50001 443 6 700 5 100 110 ACCEPT OK`,
      `${HOST} ${SUSPECT} 443 50001 6 9000 8 100 110 ACCEPT OK`,
      `${SUSPECT} ${HOST} 50002 53 17 70 1 100 100 ACCEPT OK`,
    ])
    expect(places(services)).toEqual([`${HOST} 443/6 known service port`, `${HOST} 53/17 known service port`])
  })

  it('is told by one port that meets many', async () => {
    // 9999 is higher than the ports that it meets, and none of them is listed.
    const services = await servicesOf(
      PLAIN,
      [1201, 1202, 1203].map((port) => `${HOST} ${SUSPECT} ${port} 9999 6 5000 9 100 110 ACCEPT OK`),
    )
    expect(places(services)).toEqual([`${SUSPECT} 9999/6 one port, many peer ports`])
    expect(services[0]?.connections).toBe(3)
  })

  it('is not told by a client port that happens to be a listed one', async () => {
    // 5432 is PostgreSQL in the services list; here it is the fourth client of 48889.
    const services = await servicesOf(
      PLAIN,
      [40001, 40002, 40003, 40004, 5432].map(
        (port) => `${HOST} ${SUSPECT} ${port} 48889 6 5000 9 100 110 ACCEPT OK`,
      ),
    )
    expect(places(services)).toEqual([`${SUSPECT} 48889/6 one port, many peer ports`])
    expect(services[0]?.connections).toBe(5)
  })

  it('is else the lower port, and the peer where both are equal', async () => {
    const services = await servicesOf(PLAIN, [
      `${HOST} ${SUSPECT} 36072 8889 6 5000 9 100 110 ACCEPT OK`,
      `${SUSPECT} 10.0.0.6 7777 7777 17 300 2 100 110 ACCEPT OK`,
    ])
    expect(places(services)).toEqual([`${SUSPECT} 8889/6 lower port`, '10.0.0.6 7777/17 lower port'])
  })

  it('is nobody for what has no ports', async () => {
    const services = await servicesOf(PLAIN, [
      `${SUSPECT} ${HOST} 0 0 1 336 4 100 110 ACCEPT OK`,
      `${SUSPECT} ${HOST} 0 0 50 336 4 100 110 ACCEPT OK`,
    ])
    expect(services).toEqual([])
  })
})

describe('a service', () => {
  it('lists its clients, most bytes first', async () => {
    const services = await servicesOf(FLAGS, [
      `10.0.0.1 ${SUSPECT} 40001 4444 6 100 1 2 100 110 ACCEPT OK`,
      `10.0.0.2 ${SUSPECT} 40001 4444 6 200 1 2 100 110 ACCEPT OK`,
      `10.0.0.1 ${SUSPECT} 40002 4444 6 50 1 2 100 110 ACCEPT OK`,
      `${SUSPECT} 10.0.0.3 4444 40009 6 40 1 18 100 110 ACCEPT OK`,
    ])
    expect(services).toHaveLength(1)
    expect(services[0]).toMatchObject({ clients: ['10.0.0.2', '10.0.0.1', '10.0.0.3'], connections: 4 })
  })

  it('counts what was rejected, apart', async () => {
    const services = await servicesOf(FLAGS, [
      `${SUSPECT} ${HOST} 50001 22 6 180 3 2 100 103 REJECT OK`,
      `${SUSPECT} ${HOST} 50002 22 6 600 5 2 200 210 ACCEPT OK`,
      `${SUSPECT} ${HOST} 50003 3389 6 120 2 2 300 303 REJECT OK`,
    ])
    expect(services.map(({ port, records, rejected }) => ({ port, records, rejected }))).toEqual([
      { port: 22, records: 2, rejected: 1 },
      { port: 3389, records: 1, rejected: 1 },
    ])
  })

  it('is told apart by address, protocol and port, in IPv6 too', async () => {
    const { ask } = await readRecords(FLAGS, [
      '2001:db8::7 fd00::5 50001 53 6 600 5 2 100 110 ACCEPT OK',
      '2001:db8::7 fd00::5 50001 53 17 70 1 0 100 110 ACCEPT OK',
      '2001:db8::7 fd00::6 50001 53 17 60 1 0 100 110 ACCEPT OK',
    ])
    const { vpc, address } = await investigateSuspect(ask, ' 2001:0DB8::0007 ', { hasNetflow: false })
    expect(address).toBe('2001:db8::7')
    expect(places(vpc.services)).toEqual([
      'fd00::5 53/6 tcp handshake',
      'fd00::5 53/17 known service port',
      'fd00::6 53/17 known service port',
    ])
  })

  it('is measured by what filters see where packets have addresses of their own', async () => {
    // The host reaches the suspect through 10.0.0.254; the last record is the leg behind it.
    const header = `pkt-srcaddr pkt-dstaddr ${FLAGS}`
    const { ask } = await readRecords(header, [
      `${HOST} ${SUSPECT} ${HOST} ${SUSPECT} 40001 4444 6 1000 3 2 100 110 ACCEPT OK`,
      `${HOST} ${SUSPECT} ${HOST} 10.0.0.254 40001 4444 6 1000 3 2 100 110 ACCEPT OK`,
    ])
    const { vpc } = await investigateSuspect(ask, SUSPECT, { hasNetflow: false })
    expect(vpc.total.records).toBe(2)
    // Both records are to port 4444 of the suspect, the second by pkt-dstaddr.
    expect(vpc.services.find((service) => service.address === SUSPECT)).toMatchObject({
      records: 2,
      bytesToSuspect: 2000,
    })
  })
})

describe('NetFlow', () => {
  it('takes SYN without ACK for an opening, and nothing else of the flags', async () => {
    const { engine, ask } = await readRecords(PLAIN, [
      `${HOST} ${SUSPECT} 36072 8889 6 5000 9 100 110 ACCEPT OK`,
    ])
    const times = { first: 0, last: 1, packets: 2, bytes: 100 }
    appendNetflow(engine, [
      // An answered connection, in which both sides have SYN and ACK: the lower port serves.
      netflowLine(SUSPECT, 40000, HOST, 50000, times),
      netflowLine(HOST, 50000, SUSPECT, 40000, times),
      // One that nobody answered.
      netflowLine(SUSPECT, 41000, HOST, 51000, { ...times, flags: '......S.' }),
    ])
    const { netflow } = await investigateSuspect(ask, SUSPECT, { hasNetflow: true })
    expect(places(netflow?.services ?? [])).toEqual([
      `${SUSPECT} 40000/6 lower port`,
      `${HOST} 51000/6 tcp handshake`,
    ])
    expect(netflow?.total).toEqual({ records: 3, bytes: 300, packets: 6, accepted: 0, rejected: 0 })
  })
})

describe('the address', () => {
  it('must be one', async () => {
    const { ask } = await readRecords(PLAIN, [])
    await expect(investigateSuspect(ask, '20.106.124', { hasNetflow: false })).rejects.toThrow(
      '“20.106.124” is no IP address.',
    )
  })

  it('may have no flows', async () => {
    const { ask } = await readRecords(PLAIN, [`${HOST} 10.0.0.9 36072 8889 6 5000 9 100 110 ACCEPT OK`])
    const { vpc } = await investigateSuspect(ask, SUSPECT, { hasNetflow: false })
    expect(vpc).toMatchObject({
      total: { records: 0, bytes: 0, packets: 0, accepted: 0, rejected: 0 },
      window: { firstStart: null, lastStart: null, lastEnd: null, duration: null },
      ports: [],
      services: [],
      ladder: { steps: [], residue: 0 },
      timeline: { series: [] },
    })
  })
})
