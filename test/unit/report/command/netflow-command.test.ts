import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { figureCommand } from '../../../../src/renderer/report/command/figure-command'
import type { EvidenceFile } from '../../../../src/shared/evidence/evidence'
import {
  ANY,
  address,
  and,
  type Filter,
  not,
  or,
  port,
  protocol,
  text,
} from '../../../../src/shared/filter/ast'
import type { FigureAsk } from '../../../../src/shared/findings/figure'
import { temporaryFolder } from '../../temporary-folder'
import { EvidenceFolder } from '../evidence-folder'
import { run } from '../shells'

const FIXTURES = join(import.meta.dirname, '../../../fixtures/pcap')

/** What tells that a capture was converted; figures come from the capture itself. */
const CONVERTED: Partial<EvidenceFile> = {
  kind: 'pcap',
  capture: {
    flows: 1,
    packets: 1,
    bytes: 1,
    first: 1,
    last: 2,
    skippedPackets: 0,
    converter: 'nfpcapd 1.7.1',
    facts: null,
  },
}

function addCapture(
  folder: EvidenceFolder,
  fixture: string,
  path: string,
  facts: Partial<EvidenceFile> = {},
): string {
  const bytes = readFileSync(join(FIXTURES, fixture))
  folder.add(path, facts.container === 'gzip' ? gzipSync(bytes) : bytes, { ...CONVERTED, ...facts })
  return join(FIXTURES, fixture)
}

function commandOf(folder: EvidenceFolder, ask: FigureAsk): string {
  return figureCommand(ask, 'netflow', folder.evidence)
}

/** nfpcapd says what it does on stderr. */
function answer(folder: EvidenceFolder, ask: FigureAsk): string {
  // Its own: other programs leave files in the common one meanwhile.
  const temporary = temporaryFolder('mktemp')
  const environment = { TMPDIR: temporary }
  const output = run(commandOf(folder, ask), folder.path, { complaints: true, environment })
  expect(readdirSync(temporary)).toEqual([])
  return output
}

interface Flow {
  readonly flags: string
  readonly first: string
  readonly last: string
  readonly packets: number
  readonly bytes: number
}

/** The flows that nfdump's own filter selects in a capture; independent of any awk program. */
function flowsOf(capture: string, filter: string): readonly Flow[] {
  const directory = mkdtempSync(join(tmpdir(), 'flowcase-nf-'))
  const options = ['-B', '4096', '-t', '2147483647', '-e', '60,15']
  const env = { ...process.env, TZ: 'UTC' }
  execFileSync('nfpcapd', ['-r', capture, '-w', directory, ...options], { env, stdio: 'ignore' })
  const format = 'fmt:%flg|%ts|%te|%pkt|%byt'
  const output = execFileSync('nfdump', ['-R', directory, '-q', '-N', '-6', '-o', format, filter], { env })
  rmSync(directory, { recursive: true })
  return output
    .toString()
    .split('\n')
    .map((line) => line.split('|').map((field) => field.trim()))
    .filter((fields) => fields.length === 5 && Number(fields[3]) > 0)
    .map(([flags = '', first = '', last = '', packets, bytes]) => ({
      ...{ flags, first, last, packets: Number(packets), bytes: Number(bytes) },
    }))
}

function total(flows: readonly Flow[], field: 'packets' | 'bytes'): string {
  return `${flows.reduce((sum, flow) => sum + flow[field], 0)}\n`
}

test('the command converts, reads and cleans up in one line', () => {
  const folder = new EvidenceFolder()
  addCapture(folder, 'zeek/sshguess.pcap', 'investigate.pcap')
  const filter = and(address('192.168.56.103', 'src'), port(22, 'src'))
  expect(commandOf(folder, { of: 'sum', field: 'bytes', filter })).toBe(
    `d=$(mktemp -d) && { { TZ=UTC nfpcapd -r investigate.pcap -w "$d" -B 4096 -t 2147483647 -e 60,15 ` +
      `'not ip or ip[0] & 0xf >= 5'; TZ=UTC nfdump -R "$d" -q -N -6 -o 'fmt:%pkt|%sa|%pr|%sp|%byt'; } ` +
      `| LC_ALL=C awk -F' *[|] *' '$3~/^(1|58)$/{$4=0} $1+0>0 && $2=="192.168.56.103" && $4==22{s+=$5} ` +
      `END{printf "%.0f\\n",s}'; rm -rf "$d"; }`,
  )
})

test('figures over TCP flows are those that nfdump itself selects', () => {
  const folder = new EvidenceFolder()
  const capture = addCapture(folder, 'zeek/sshguess.pcap', `it's a "capture".pcap`)
  const cases: readonly (readonly [Filter, string])[] = [
    [ANY, 'any'],
    [address('192.168.56.1'), 'ip 192.168.56.1'],
    [address('192.168.56.103', 'src'), 'src ip 192.168.56.103'],
    [address('192.168.56.96/28', 'dst'), 'dst net 192.168.56.96/28'],
    [and(port(22, 'dst'), protocol(6)), 'dst port 22 and proto tcp'],
    [{ type: 'port', side: 'src', comparison: '>', ports: [55480] }, 'src port > 55480'],
    [{ type: 'number', field: 'packets', comparison: '<', value: 16 }, 'packets < 16'],
    [{ type: 'flags', bits: 2 }, 'flags S'],
    [{ type: 'number', field: 'tcp-flags', comparison: '=', value: 27 }, 'flags 27'],
    [{ type: 'duration', comparison: '>=', seconds: 4.697 }, 'duration >= 4697'],
    [or(port(55470), not(port(22, 'src'))), 'port 55470 or not src port 22'],
    [protocol(17), 'proto udp'],
  ]
  for (const [filter, expression] of cases) {
    const flows = flowsOf(capture, expression)
    expect(answer(folder, { of: 'sum', field: 'bytes', filter }), expression).toBe(total(flows, 'bytes'))
  }
  expect(answer(folder, { of: 'count', filter: text('action', 'ACCEPT') })).toBe('0\n')
  const all = flowsOf(capture, 'any')
  const times = (pick: (flow: Flow) => string) =>
    all.map((flow) => Date.parse(`${pick(flow).replace(' ', 'T')}Z`) / 1000)
  const firsts = times((flow) => flow.first)
  expect(answer(folder, { of: 'min', field: 'start', filter: ANY })).toBe(`${Math.min(...firsts)}\n`)
  expect(answer(folder, { of: 'max', field: 'start', filter: ANY })).toBe(`${Math.max(...firsts)}\n`)
  expect(answer(folder, { of: 'max', field: 'end', filter: ANY })).toBe(
    `${Math.max(...times((flow) => flow.last))}\n`,
  )
  const later: Filter = { type: 'number', field: 'start', comparison: '>=', value: 1427726703.853 }
  expect(answer(folder, { of: 'count', filter: later })).toBe(
    `${firsts.filter((first) => first >= 1427726703.853).length}\n`,
  )
})

test('ICMP has no ports, tunnels no outer flow, IPv6 its own addresses', () => {
  const folder = new EvidenceFolder()
  const ping = addCapture(folder, 'zeek/5-pings.pcap', 'ping.pcap')
  const gre = addCapture(folder, 'zeek/gre-sample.pcap', 'sub dir/gre.pcap')
  const six = addCapture(folder, 'zeek/ipv6.pcap', '-six.pcap.gz', { container: 'gzip' })
  folder.add('broken.pcap', 'x', { kind: 'pcap' })
  const all = [ping, gre, six].flatMap((capture) => flowsOf(capture, 'any'))
  expect(answer(folder, { of: 'count', filter: ANY })).toBe(`${all.length}\n`)
  expect(answer(folder, { of: 'sum', field: 'packets', filter: ANY })).toBe(total(all, 'packets'))
  const icmp = [ping, gre].flatMap((capture) => flowsOf(capture, 'proto icmp'))
  expect(answer(folder, { of: 'count', filter: port(0, 'both') })).toBe(`${icmp.length}\n`)
  const echo: Filter = { type: 'number', field: 'icmp-type', comparison: '=', value: 8 }
  const requests = [ping, gre].flatMap((capture) => flowsOf(capture, 'icmp-type 8'))
  expect(answer(folder, { of: 'count', filter: echo })).toBe(`${requests.length}\n`)
  const replies = [ping, gre].flatMap((capture) => flowsOf(capture, 'icmp-type 0'))
  expect(answer(folder, { of: 'count', filter: { ...echo, value: 0 } })).toBe(`${replies.length}\n`)
  expect(answer(folder, { of: 'count', filter: address('172.27.1.66') })).toBe('0\n')
  expect(
    answer(folder, { of: 'sum', field: 'bytes', filter: address('2607:f8b0:400c:c03::1a', 'src') }),
  ).toBe('736\n')
  expect(answer(folder, { of: 'count', filter: address('2607:f8b0:400c::/48') })).toBe('2\n')
})

test('times that no flow can have are absent, and flows that end before they begin are turned', () => {
  const folder = new EvidenceFolder()
  addCapture(folder, 'tcpdump/time_2106.pcap', 'a.pcap')
  expect(answer(folder, { of: 'count', filter: ANY })).toBe('1\n')
  expect(answer(folder, { of: 'min', field: 'start', filter: ANY })).toBe('null\n')
  expect(answer(folder, { of: 'count', filter: { type: 'duration', comparison: '>=', seconds: 0 } })).toBe(
    '0\n',
  )
})

test('no flow at all', () => {
  const folder = new EvidenceFolder()
  expect(answer(folder, { of: 'count', filter: ANY })).toBe('0\n')
  addCapture(folder, 'tcpdump/empty.pcap', 'empty.pcap')
  expect(answer(folder, { of: 'count', filter: ANY })).toBe('0\n')
  expect(answer(folder, { of: 'max', field: 'end', filter: ANY })).toBe('null\n')
})

test('flow files of nfcapd are read as they are', () => {
  const folder = new EvidenceFolder()
  const directory = mkdtempSync(join(tmpdir(), 'flowcase-nf-'))
  const args = ['-r', join(FIXTURES, 'zeek/5-pings.pcap'), '-w', directory, '-t', '2147483647']
  execFileSync('nfpcapd', args, { stdio: 'ignore' })
  const [name = ''] = readdirSync(directory)
  folder.add('nfcapd.1', readFileSync(join(directory, name)), { ...CONVERTED, kind: 'nfcapd' })
  rmSync(directory, { recursive: true })
  addCapture(folder, 'zeek/ipv6.pcap', 'six.pcap')
  expect(answer(folder, { of: 'count', filter: ANY })).toBe('12\n')
})

test('five-tuples that both sources have, or one alone', () => {
  const folder = new EvidenceFolder()
  addCapture(folder, 'zeek/sshguess.pcap', 'guess.pcap')
  addCapture(folder, 'zeek/5-pings.pcap', 'ping.pcap')
  const header = 'srcaddr dstaddr srcport dstport protocol start end bytes'
  const rows = [
    // In both, one of them twice.
    '192.168.56.1 192.168.56.103 55470 22 6 1 2 3',
    '192.168.56.1 192.168.56.103 55470 22 6 2 3 4',
    '192.168.56.103 192.168.56.1 22 55470 6 1 2 3',
    '172.16.133.2 172.217.11.78 0 0 1 1 2 3',
    '172.217.11.78 172.16.133.2 - - 1 1 2 3',
    // In the flow log alone.
    '192.168.56.1 192.168.56.103 55470 22 17 1 2 3',
    '192.168.56.1 192.168.56.103 55470 2222 6 1 2 3',
    '10.0.0.1 10.0.0.2 1 2 6 1 2 3',
    // No five-tuple.
    '- - - - - 1 2 3',
  ]
  folder.addFlowLog('a.log.gz', `${[header, ...rows].join('\n')}\n`)
  const tuples = (state: Extract<FigureAsk, { of: 'tuples' }>['state'], filter: Filter) =>
    Number(answer(folder, { of: 'tuples', state, filter, aliases: [] }))
  expect(tuples('matched', ANY)).toBe(4)
  expect(tuples('vpc-only', ANY)).toBe(3)
  const both = { type: 'address', side: 'any', networks: ['192.168.56.1'] } as const
  expect(tuples('matched', both)).toBe(2)
  expect(tuples('vpc-only', both)).toBe(2)
  // Eleven connections, both ways; no port is used again.
  expect(flowsOf(join(FIXTURES, 'zeek/sshguess.pcap'), 'any')).toHaveLength(22)
  expect(tuples('netflow-only', both)).toBe(20)
})

test('a capture that some other version of nfdump reads', () => {
  const folder = new EvidenceFolder()
  const capture = { ...(CONVERTED.capture as NonNullable<EvidenceFile['capture']>) }
  addCapture(folder, 'zeek/gre-sample.pcap', 'gre.pcap', {
    capture: { ...capture, converter: 'nfpcapd 1.7.6' },
  })
  // The outer row of a tunnel has 0 as its count here, and none of the flows: what is dropped is the same.
  expect(answer(folder, { of: 'count', filter: ANY })).toBe('20\n')
  const outer = commandOf(folder, { of: 'count', filter: ANY }).match(
    /\| (awk -F'\|' '[^']+' \| sed '[^']+')/,
  )?.[1]
  const rows = '1|9|outer\n1|9|inner\n2|3|alone\n'
  expect(run(`printf '${rows}' | ${outer}`, folder.path)).toBe('9|inner\n3|alone\n')
  folder.evidence = []
  addCapture(folder, 'zeek/gre-sample.pcap', 'old.pcap', {
    capture: { ...capture, converter: 'nfpcapd 1.6.23' },
  })
  expect(commandOf(folder, { of: 'count', filter: ANY })).toContain(
    `nfpcapd -r old.pcap -l "$d" -B 4096 -t 2147483647 'not`,
  )
})
