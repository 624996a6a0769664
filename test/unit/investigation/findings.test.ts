import { describe, expect, it } from 'vitest'
import { investigateCase } from '../../../src/renderer/investigation/investigate-case'
import type { CaseInvestigation, Finding } from '../../../src/renderer/investigation/types'
import { appendNetflow, caseRecord, netflowLine, readRecords } from './case-folder'

const HEADER = 'srcaddr dstaddr srcport dstport protocol bytes packets tcp-flags start end action log-status'
const PLAIN = HEADER.replace(' tcp-flags', '')
const SUSPECT = '198.51.100.7'
const HOST = '10.0.0.5'

async function investigate(records: readonly string[], header = HEADER): Promise<CaseInvestigation> {
  const { ask, evidence } = await readRecords(header, records)
  return investigateCase(ask, caseRecord([SUSPECT]), evidence)
}

function found({ findings }: CaseInvestigation): readonly string[] {
  return findings.map(({ id, rule, severity }) => `${id} ${rule} ${severity}`)
}

function figureValue({ figures }: CaseInvestigation, finding: Finding, ending: string) {
  const id = finding.figures.find((name) => name.endsWith(ending))
  return figures.find((figure) => figure.id === id)?.value
}

/** Connections to the web server: a request and its reply each, one every `gap` seconds. */
function requests(count: number, { bytes = 700, gap = 10, port = 80, action = 'ACCEPT' } = {}): string[] {
  return Array.from({ length: count }, (_, n) => [
    `${SUSPECT} ${HOST} ${20_000 + n} ${port} 6 ${bytes} 6 3 ${1000 + n * gap} ${1001 + n * gap} ${action} OK`,
    `${HOST} ${SUSPECT} ${port} ${20_000 + n} 6 9000 9 19 ${1000 + n * gap} ${1001 + n * gap} ${action} OK`,
  ]).flat()
}

describe('HTTP brute force', () => {
  it('is many short connections to one web port', async () => {
    const investigation = await investigate(requests(100))
    expect(found(investigation)).toEqual(['F-1 http-brute-force medium'])
    const finding = investigation.findings[0] as Finding
    expect(finding).toMatchObject({
      title: 'HTTP brute force against 10.0.0.5:80/TCP',
      attack: ['T1110', 'T1110.001'],
    })
    // 100 connections from second 1000 to 1991, which is 16 min 31 s.
    expect(finding.summary).toBe(
      '198.51.100.7 opened 100 connections to the web server at 10.0.0.5:80/TCP from 1970-01-01 00:16:40 UTC to ' +
        '1970-01-01 00:33:11 UTC, 6.1 a minute, in 200 accepted records. It sent 70,000 bytes (70.0 kB), a median of ' +
        '700 bytes a connection, and received 900,000 bytes (900.0 kB): many small requests made by a program, as in ' +
        'guessing passwords at a log-in page.',
    )
    expect(figureValue(investigation, finding, '.records')).toBe(200)
    expect(figureValue(investigation, finding, '.bytesFromSuspect')).toBe(70_000)
    expect(figureValue(investigation, finding, '.bytesToSuspect')).toBe(900_000)
    expect(figureValue(investigation, finding, '.firstStart')).toBe(1000)
    expect(figureValue(investigation, finding, '.lastEnd')).toBe(1991)
  })

  it.each([
    ['99 connections', requests(99)],
    ['large requests', requests(100, { bytes: 10_001 })],
    ['slow ones', requests(100, { gap: 61 })],
    ['another port', requests(100, { port: 3000 })],
    ['rejected ones', [...requests(99), ...requests(500, { action: 'REJECT' }).slice(198)]],
  ])('is not drawn from %s', async (_, records) => {
    expect((await investigate(records)).findings.map(({ rule }) => rule)).not.toContain('http-brute-force')
  })
})

/** An SSH connection: bytes of the suspect, then of the host. */
function ssh(port: number, from: number, to: number, start = 5000, action = 'ACCEPT'): string[] {
  return [
    `${SUSPECT} ${HOST} ${port} 22 6 ${from} 90 2 ${start} ${start + 50} ${action} OK`,
    `${HOST} ${SUSPECT} 22 ${port} 6 ${to} 90 18 ${start} ${start + 55} ${action} OK`,
  ]
}

describe('SSH access', () => {
  it('is a connection that carried more than a log-in', async () => {
    const investigation = await investigate([
      ...ssh(40_001, 3000, 4000, 4000),
      ...ssh(40_002, 10_000, 10_000, 5000),
      ...ssh(40_003, 60_000, 900_000, 6000),
      `${SUSPECT} ${HOST} 40003 22 6 2000 9 1 6060 6090 ACCEPT OK`,
      `${SUSPECT} ${HOST} 40004 22 6 60 1 2 3000 3001 REJECT OK`,
    ])
    expect(found(investigation)).toEqual(['F-1 ssh-access high'])
    const finding = investigation.findings[0] as Finding
    expect(finding.attack).toEqual(['T1021.004', 'T1078'])
    expect(finding.summary).toBe(
      '2 of 3 SSH connections that 198.51.100.7 made to 10.0.0.5:22/TCP went on after the log-in; the first of them ' +
        'began at 1970-01-01 01:23:20 UTC. The largest, from port 40003, went on for 1 min 30 s from 1970-01-01 ' +
        '01:40:00 UTC to 1970-01-01 01:41:30 UTC; 62,000 bytes (62.0 kB) were sent to the host and 900,000 bytes ' +
        '(900.0 kB) came back. Altogether 7 accepted records carried 75,000 bytes (75.0 kB) to the host and 914,000 ' +
        'bytes (914.0 kB) back.',
    )
    expect(figureValue(investigation, finding, '.largest.bytesFromSuspect')).toBe(62_000)
    expect(figureValue(investigation, finding, '.largest.lastEnd')).toBe(6090)
    expect(figureValue(investigation, finding, 'tcp.records')).toBe(7)
  })

  it.each([
    ['log-ins that failed', ssh(40_001, 9_999, 9_999)],
    ['one direction alone', ssh(40_001, 50_000, 9_999)],
    ['what was rejected', ssh(40_001, 50_000, 50_000, 5000, 'REJECT')],
    [
      'a connection to the suspect',
      [
        '10.0.0.5 198.51.100.7 40001 22 6 50000 90 2 5000 5050 ACCEPT OK',
        '198.51.100.7 10.0.0.5 22 40001 6 50000 90 18 5000 5050 ACCEPT OK',
      ],
    ],
  ])('is not drawn from %s', async (_, records) => {
    expect((await investigate(records)).findings.map(({ rule }) => rule)).not.toContain('ssh-access')
  })
})

/** A connection that a host opened to a port of the suspect: bytes out, then back. */
function upload(out: number, back: number, { port = 8889, host = HOST, from = 40_001 } = {}): string[] {
  return [
    `${host} ${SUSPECT} ${from} ${port} 6 ${out} 900 2 7000 7050 ACCEPT OK`,
    `${SUSPECT} ${host} ${port} ${from} 6 ${back} 400 18 7000 7060 ACCEPT OK`,
  ]
}

describe('exfiltration over an unlisted port', () => {
  it('is an internal host that sends to a port that the suspect serves', async () => {
    const investigation = await investigate([
      ...upload(1_500_000, 30_000),
      ...upload(500_000, 9_000, { from: 40_002 }),
      ...upload(1_000_000, 333_333, { host: '192.168.1.9' }),
      ...upload(999_999, 9, { host: '10.0.0.6' }),
      ...upload(9_000_000, 9, { host: '203.0.113.5' }),
    ])
    expect(found(investigation)).toEqual(['F-1 exfiltration-unlisted-port high'])
    const finding = investigation.findings[0] as Finding
    expect(finding.title).toBe('Exfiltration to 198.51.100.7:8889/TCP, which is no listed service')
    expect(finding.attack).toEqual(['T1048', 'T1571'])
    expect(finding.summary).toBe(
      '10.0.0.5 sent 2,000,000 bytes (2.0 MB) to 198.51.100.7:8889/TCP and received 39,000 bytes (39.0 kB), in 4 ' +
        'accepted records from 1970-01-01 01:56:40 UTC to 1970-01-01 01:57:40 UTC. 192.168.1.9 sent 1,000,000 bytes ' +
        '(1.0 MB) to 198.51.100.7:8889/TCP and received 333,333 bytes (333.3 kB), in 2 accepted records from ' +
        '1970-01-01 01:56:40 UTC to 1970-01-01 01:57:40 UTC. Port 8889/TCP is not in the list of common services. ' +
        'That 198.51.100.7 is the serving side was told by: tcp handshake.',
    )
    expect(figureValue(investigation, finding, '10.0.0.5.bytesToSuspect')).toBe(2_000_000)
    expect(figureValue(investigation, finding, '192.168.1.9.bytesFromSuspect')).toBe(333_333)
  })

  it.each([
    ['a listed port', upload(5_000_000, 30_000, { port: 443 })],
    ['little', upload(999_999, 30_000)],
    ['a download', upload(1_000_000, 333_334)],
    ['an external host', upload(5_000_000, 30_000, { host: '203.0.113.5' })],
  ])('is not drawn from %s', async (_, records) => {
    expect((await investigate(records)).findings).toEqual([])
  })

  it('takes inside from the networks that were named for the case', async () => {
    const { ask, evidence } = await readRecords(HEADER, upload(5_000_000, 30_000, { host: '203.0.113.5' }))
    const drawn = async (networks: readonly string[]) =>
      found(await investigateCase(ask, { ...caseRecord([SUSPECT]), networks }, evidence))
    expect(await drawn(['203.0.112.0/24'])).toEqual([])
    expect(await drawn(['203.0.113.0/24'])).toEqual(['F-1 exfiltration-unlisted-port high'])
    // A suspect inside of them serves its own network.
    expect(await drawn(['203.0.113.0/24', '198.51.100.0/24'])).toEqual([])
  })

  it('takes an address that an interface has by its flow logs for inside', async () => {
    const header = `${HEADER} interface-id flow-direction`
    const [out, back] = upload(5_000_000, 30_000, { host: '203.0.113.5' })
    const { ask, evidence } = await readRecords(header, [`${out} eni-1 egress`, `${back} eni-1 ingress`])
    const investigation = await investigateCase(ask, caseRecord([SUSPECT]), evidence)
    expect(found(investigation)).toEqual(['F-1 exfiltration-unlisted-port high'])
  })

  it('is not drawn when the suspect is internal itself', async () => {
    const records = upload(5_000_000, 30_000).map((line) => line.replaceAll(SUSPECT, '10.9.9.9'))
    const { ask, evidence } = await readRecords(HEADER, records)
    expect((await investigateCase(ask, caseRecord(['10.9.9.9']), evidence)).findings).toEqual([])
  })
})

describe('traffic outside the services', () => {
  it('is informative when all of it was rejected', async () => {
    const investigation = await investigate([
      `${SUSPECT} ${HOST} 50001 3389 6 40 1 2 100 100 REJECT OK`,
      `${SUSPECT} ${HOST} 50002 3389 6 60 1 2 200 200 REJECT OK`,
      `${SUSPECT} ${HOST} 50003 445 6 40 1 2 150 150 REJECT OK`,
    ])
    expect(found(investigation)).toEqual(['F-1 unexplained-residue info'])
    expect(investigation.findings[0]?.summary).toBe(
      '3 records with 140 bytes, 0 accepted and 3 rejected, have none of the ports of the services in use (there ' +
        'are none); the first was at 1970-01-01 00:01:40 UTC. Most went to destination port 3389/TCP (2), 445/TCP (1).',
    )
  })

  it('matters when some came through', async () => {
    const investigation = await investigate([
      ...ssh(40_001, 10, 10, 50),
      `${SUSPECT} ${HOST} 0 0 1 84 1 0 100 100 ACCEPT OK`,
    ])
    expect(found(investigation)).toEqual(['F-1 unexplained-residue medium'])
    expect(investigation.findings[0]?.summary).toBe(
      '1 record with 84 bytes, 1 accepted and 0 rejected, has none of the ports of the services in use (22); the ' +
        'first was at 1970-01-01 00:01:40 UTC. Most went to destination port 0/ICMP (1).',
    )
    expect(figureValue(investigation, investigation.findings[0] as Finding, '.records')).toBe(1)
  })
})

describe('findings', () => {
  it('are numbered in the order of time', async () => {
    const investigation = await investigate([
      ...upload(5_000_000, 30_000),
      ...ssh(40_009, 20_000, 20_000, 6000),
      ...requests(100),
    ])
    expect(found(investigation)).toEqual([
      'F-1 http-brute-force medium',
      'F-2 ssh-access high',
      'F-3 exfiltration-unlisted-port high',
    ])
  })

  it('take all flows for let through where the log tells no action', async () => {
    const header = HEADER.replace(' action', '')
    const records = ssh(40_001, 20_000, 20_000).map((line) => line.replace(' ACCEPT', ''))
    const investigation = await investigate(records, header)
    expect(found(investigation)).toEqual(['F-1 ssh-access high'])
    expect(investigation.findings[0]?.summary).toContain('Altogether 2 records carried')
  })

  it('are drawn from NetFlow where no flow log has the suspect', async () => {
    const { engine, ask, evidence } = await readRecords(PLAIN, [
      '10.0.0.1 10.0.0.2 40000 22 6 100 1 1 2 ACCEPT OK',
    ])
    const times = { first: 60, last: 90.5, packets: 100 }
    appendNetflow(engine, [
      netflowLine(SUSPECT, 40_001, HOST, 22, { ...times, bytes: 20_000 }),
      netflowLine(HOST, 22, SUSPECT, 40_001, { ...times, bytes: 30_000 }),
    ])
    const capture = {
      ...{ flows: 2, packets: 200, bytes: 50_000, first: null, last: null },
      ...{ skippedPackets: 0, converter: 'nfpcapd 1.7.1', facts: null },
    }
    const [log] = evidence
    if (!log) throw new Error('no evidence')
    const files = [log, { ...log, id: 1, kind: 'pcap' as const, path: 'a.pcap', capture }]
    const investigation = await investigateCase(ask, caseRecord([SUSPECT]), files)
    expect(found(investigation)).toEqual(['F-1 ssh-access high'])
    expect(investigation.findings[0]?.summary).toContain('Altogether 2 flows carried 20,000 bytes')
    expect(investigation.findings[0]?.figures).toContain(
      'suspect.1.netflow.ssh-access.service.10.0.0.5.22.tcp.records',
    )
  })
})
