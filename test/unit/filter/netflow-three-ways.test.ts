import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { convertFlowFile } from '../../../src/main/netflow/convert-flow-file'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { shellWord } from '../../../src/renderer/report/command/shell'
import type { Filter } from '../../../src/shared/filter/ast'
import { awkCondition, awkFunctions } from '../../../src/shared/filter/awk'
import { nfdumpExpression } from '../../../src/shared/filter/nfdump'
import { nfdumpColumns } from '../../../src/shared/filter/nfdump-awk'
import { parseFilter } from '../../../src/shared/filter/parse'
import { printFilter } from '../../../src/shared/filter/print'
import { realTools } from '../netflow/conversion'
import { temporaryFolder } from '../temporary-folder'
import { randomFilters, type Vocabulary } from './random-filters'

/** TCP, UDP, ICMP of both families, SCTP, ESP, tunnels, and addresses such as :: and 0.0.0.0. */
const CAPTURES = [
  'kinit.pcap',
  'var-services-std-ports.pcap',
  'sshguess.pcap',
  'gre-sample.pcap',
  'icmp6-nd-options.pcap',
  'communityid-icmp.pcap',
  'ipv6.pcap',
  'Teredo.pcap',
  'methods.pcap',
  'cisco-fabric-path.pcap',
  'ip6_esp.pcap',
]

const ENV = { ...process.env, TZ: 'UTC' }
const OPTIONS = ['-B', '4096', '-t', '2147483647', '-e', '60,15']

const VOCABULARY: Vocabulary = {
  addressFields: ['srcaddr', 'dstaddr'],
  networks: [
    '192.168.56.1',
    '192.168.56.103',
    '172.16.238.131',
    '172.16.238.2',
    '192.168.1.31',
    '66.59.111.190',
    '1.1.1.10',
    '0.0.0.0',
    '::',
    '1234::',
    '5678::',
    'fe80::c000:54ff:fef5:0',
    'ff02::1',
    '203.0.113.9',
    '192.168.0.0/16',
    '172.16.0.0/12',
    '10.0.0.0/8',
    '1.0.0.0/8',
    '0.0.0.0/0',
    '0.0.0.0/8',
    '128.0.0.0/1',
    '::/0',
    '::/8',
    'fe80::/10',
    'ff02::/64',
    '1234::/125',
    'fe80::/63',
    '2000::/3',
  ],
  ports: [0, 1, 22, 53, 80, 88, 123, 443, 1023, 1024, 2048, 5353, 34816, 49152, 65535],
  protocols: [0, 1, 4, 6, 17, 47, 50, 58, 132],
  services: ['ssh', 'domain', 'kerberos', 'http', 'https', 'ntp', 'mdns'],
  numbers: {
    bytes: [0, 60, 76, 100, 1000, 50_000],
    packets: [0, 1, 2, 3, 10],
    'tcp-flags': [0, 2, 18, 24, 27, 31, 63],
  },
  equals: { 'icmp-type': [0, 3, 8, 135, 136], 'icmp-code': [0, 3], protocol: [6, 17, 58] },
  texts: {},
  seconds: [0, 0.0005, 0.001, 0.25, 1, 4.697, 10, 59.9995],
  times: [],
  flags: [1, 2, 4, 8, 16, 18, 19, 27, 63],
}

let folder: string
let engine: FlowEngine

beforeAll(async () => {
  const work = temporaryFolder('three-ways')
  folder = join(work, 'case')
  mkdirSync(folder)
  const parts = join(work, 'parts')
  mkdirSync(parts)
  for (const [i, capture] of CAPTURES.entries()) {
    const made = join(work, 'made')
    mkdirSync(made)
    const path = join(import.meta.dirname, '../../fixtures/pcap/zeek', capture)
    execFileSync('nfpcapd', ['-r', path, '-w', made, ...OPTIONS], { env: ENV, stdio: 'ignore' })
    for (const name of readdirSync(made))
      renameSync(join(made, name), join(parts, `nfcapd.${100 + i}${name.slice(9)}`))
    rmSync(made, { recursive: true })
  }
  execFileSync('nfdump', ['-R', parts, '-w', join(folder, 'nfcapd.202301010000')], {
    env: ENV,
    stdio: 'ignore',
  })
  engine = new FlowEngine()
  const { damage } = await convertFlowFile({
    path: join(folder, 'nfcapd.202301010000'),
    evidenceId: 0,
    workDir: work,
    tools: await realTools(),
    onBlock: async (block) => void engine.append(block),
  })
  expect(damage).toBeNull()
})

async function byEngine(filters: readonly Filter[]): Promise<readonly number[]> {
  const counts: number[] = []
  for (const filter of filters) {
    const { rows } = await engine.ask({
      source: 'netflow',
      filter,
      groupBy: [],
      measures: [{ as: 'n', op: 'count' }],
    })
    counts.push(Number(rows[0]?.values.n))
  }
  return counts
}

/** One awk program over what nfdump prints of all flows; a rule for each filter. */
function byAwk(filters: readonly Filter[]): readonly number[] {
  const columns = nfdumpColumns()
  const conditions = filters.map((filter) => awkCondition(filter, columns.record))
  const functions = new Set(conditions.flatMap((condition) => [...condition.functions]))
  const rules = conditions.map(({ expression }, i) => `$1+0>0&&(${expression}){n[${i}]++}`)
  const program = `${awkFunctions(functions)}${columns.prelude()}\n${rules.join('\n')}\nEND{for(i=0;i<${filters.length};i++)print n[i]+0}`
  const format = ['-q', '-N', '-6', '-o', columns.format()]
  const flows = execFileSync('nfdump', ['-R', folder, ...format], { env: ENV })
  const path = join(temporaryFolder('awk-program'), 'program')
  writeFileSync(path, program)
  const { stdout, stderr } = spawnSync('awk', ['-F', ' *[|] *', '-f', path], {
    input: flows,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  return stdout.trim().split('\n').map(Number)
}

/** nfdump's own filter, one run for each; rows without packets are the outer ones of tunnels. */
function byNfdump(expressions: readonly string[]): readonly number[] {
  // One shell starts them all: it forks far quicker than this process does.
  const script = expressions.map(
    (expression) => `nfdump -R . -q -N -6 -o fmt:%pkt ${shellWord(expression)}; echo end\n`,
  )
  const { stdout, stderr } = spawnSync('sh', ['-s'], {
    input: script.join(''),
    cwd: folder,
    env: ENV,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  expect(stderr).toBe('')
  const runs = stdout.split('end\n').slice(0, -1)
  return runs.map((output) => output.split('\n').filter((line) => Number(line) > 0).length)
}

const TYPES_ABOVE_8 = Array.from({ length: 247 }, (_, i) => `icmp-type ${i + 9}`).join(' or ')

/**
 * Filters of Flowcase, and the same by hand in nfdump's language. "No word": nfdump has none for it, so that Flowcase
 * prints no expression, and it is told in a roundabout way here.
 */
const BY_HAND: readonly (readonly [filter: string, nfdump: string, printed?: 'no word'])[] = [
  ['any', 'any'],
  ['not any', 'not any'],
  ['ipv4', 'ipv4'],
  ['ipv6', 'ipv6'],
  ['not ipv6', 'not ipv6'],
  ['ip 192.168.56.1', 'ip 192.168.56.1'],
  ['src ip 192.168.56.1', 'src ip 192.168.56.1'],
  ['dst host 192.168.56.1', 'dst host 192.168.56.1'],
  ['src or dst ip 172.16.238.2', 'src or dst ip 172.16.238.2'],
  ['ip != 172.16.238.2', 'not ip 172.16.238.2'],
  ['net 192.168.0.0/16', 'net 192.168.0.0/16'],
  ['both net 192.168.0.0/16', 'src and dst net 192.168.0.0/16'],
  [
    'net 192.168.0.0/16 and not (src net 192.168.0.0/16 and dst net 192.168.0.0/16)',
    'net 192.168.0.0/16 and not (src net 192.168.0.0/16 and dst net 192.168.0.0/16)',
  ],
  ['ip in [192.168.1.31 172.16.238.0/24]', 'ip in [192.168.1.31 172.16.238.0/24]'],
  ['dst ip in [1.1.1.10, 1.1.1.12, 5678::]', 'dst ip 1.1.1.10 or dst ip 1.1.1.12 or dst ip 5678::'],
  ['ip fe80::c000:54ff:fef5:0', 'ip fe80::c000:54ff:fef5:0'],
  ['net fe80::/10', 'net fe80::/10'],
  ['src net 1234::/125', 'src net 1234::/125'],
  ['dst net ff02::/16', 'dst net ff02::/16'],
  ['ip ::', 'ipv6 and ip ::'],
  ['ip 0.0.0.0', 'ipv4 and ip 0.0.0.0'],
  ['srcaddr 172.16.238.131', 'src ip 172.16.238.131'],
  ['dstaddr != 172.16.238.131', 'not dst ip 172.16.238.131'],
  ['proto tcp', 'proto tcp'],
  ['proto 17', 'proto 17'],
  ['proto != udp', 'not proto udp'],
  ['proto in [icmp 58]', 'proto icmp or proto icmp6'],
  ['proto 0', 'proto 0'],
  ['proto tcp and port 22', 'proto tcp and port 22'],
  ['port 22 and proto tcp', 'port 22 and proto tcp'],
  ['port 22', 'port 22'],
  ['port 88', '(proto tcp or proto udp) and port 88'],
  ['dst port in [80, 443 53]', '(proto tcp or proto udp) and dst port in [80 443 53]'],
  [
    'src port > 1023 and dst port < 1024 and (proto tcp or proto udp)',
    'src port > 1023 and dst port < 1024 and (proto tcp or proto udp)',
  ],
  ['proto udp and port > 50 and port < 60', 'proto udp and port > 50 and port < 60'],
  ['port 0 and proto icmp', 'proto icmp'],
  ['port 2048 and proto icmp', 'not any'],
  ['dst port >= 1 and proto 58', 'not any'],
  ['proto udp and not dst port 53', 'proto udp and not dst port 53'],
  ['src and dst port 123', 'proto udp and src port 123 and dst port 123'],
  ['both port > 1000 and proto tcp', 'src port > 1000 and dst port > 1000 and proto tcp'],
  ['service ssh', 'proto tcp and port 22'],
  ['dst service domain', '(proto tcp or proto udp) and dst port 53'],
  ['flags S', 'flags S'],
  ['flags S and not flags A', 'flags S and not flags A'],
  ['flags SA', 'flags SA'],
  ['not flags SA', 'not (flags S and flags A)'],
  ['not (not flags FSA)', 'flags FSA'],
  ['flags R', 'flags R'],
  ['flags =S', 'flags 2'],
  ['flags 27', 'flags 27'],
  ['flags > 24', 'flags > 24'],
  ['flags 0', 'not proto tcp or flags 0'],
  ['flags <= 18', 'not proto tcp or flags <= 18'],
  ['bytes > 1k', 'bytes > 1k'],
  ['bytes <= 100', 'bytes <= 100'],
  ['packets 1', 'packets 1'],
  ['packets < 3 and proto tcp', 'packets < 3 and proto tcp'],
  ['packets != 1', 'not packets 1'],
  ['duration > 1s', 'duration > 1000'],
  ['duration 0', 'duration 0'],
  ['duration >= 1.5s', 'duration >= 1500'],
  ['duration < 0.5ms', 'duration < 1'],
  ['icmp-type 8', 'icmp-type 8'],
  ['icmp-type 3 and icmp-code 3', 'icmp-type 3 and icmp-code 3'],
  ['not icmp-type 8', 'not icmp-type 8'],
  ['icmp-type > 8', TYPES_ABOVE_8, 'no word'],
  ['source netflow and proto tcp', 'proto tcp'],
  ['source vpc', 'not any'],
  ['proto tcp or proto udp and port 53', 'proto tcp or proto udp and port 53'],
  ['(proto tcp or proto udp) and port 53', '(proto tcp or proto udp) and port 53'],
  ['action reject', 'not any', 'no word'],
  ['not eni eni-1', 'any', 'no word'],
]

function filterOf(text: string): Filter {
  const parsed = parseFilter(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`)
  return parsed.filter
}

describe('filters give the same count in the engine, in awk and in nfdump', () => {
  it('those written by hand, also to what a person would tell nfdump', async () => {
    const filters = BY_HAND.map(([text]) => filterOf(text))
    const engineCounts = await byEngine(filters)
    const awkCounts = byAwk(filters)
    const printed = filters.map(nfdumpExpression)
    const told = byNfdump(BY_HAND.map(([, own]) => own))
    const asPrinted = byNfdump(printed.map((each, i) => (each.ok ? each.text : (BY_HAND[i]?.[1] ?? ''))))
    const rows = BY_HAND.map(([text], i) => [
      text,
      printed[i]?.ok,
      engineCounts[i],
      awkCounts[i],
      asPrinted[i],
    ])
    expect(rows).toEqual(
      BY_HAND.map(([text, , word], i) => [text, word !== 'no word', told[i], told[i], told[i]]),
    )
  })

  it('those that nfdump can only print: of a time, and of the flags E and C', async () => {
    const printed = execFileSync('nfdump', ['-R', folder, '-q', '-N', '-6', '-o', 'fmt:%pkt|%ts|%flg'], {
      env: ENV,
      encoding: 'utf8',
    })
    const flows = printed
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .filter(([packets]) => Number(packets) > 0)
    const counted = (meant: (start: string, flags: string) => boolean) =>
      flows.filter(([, start = '', flags = '']) => meant(start, flags)).length
    const told: readonly (readonly [string, number])[] = [
      ['time >= 2010', counted((start) => start >= '2010')],
      ['time < 2010', counted((start) => start < '2010')],
      ['time >= 2012-04-05 and time < 2015', counted((start) => start >= '2012-04-05' && start < '2015')],
      ['flags E', counted((_start, flags) => flags.includes('E'))],
      ['flags SC', counted((_start, flags) => flags.includes('S') && flags.includes('C'))],
    ]
    const filters = told.map(([text]) => filterOf(text))
    const byText = (counts: readonly number[]) => told.map(([text], i) => [text, counts[i]])
    expect(byText(await byEngine(filters))).toEqual(told)
    expect(byText(byAwk(filters))).toEqual(told)
    expect(counted((start) => start >= '2010')).toBeGreaterThan(0)
    expect(counted((start) => start < '2010')).toBeGreaterThan(0)
    expect(counted((_start, flags) => flags.includes('E') && flags.includes('C'))).toBeGreaterThan(0)
  })

  it('a thousand random ones', { timeout: 120_000 }, async () => {
    const filters = randomFilters(1000, 20_230_928, VOCABULARY)
    const engineCounts = await byEngine(filters)
    const awkCounts = byAwk(filters)
    const expressions = filters.map((filter) => {
      const expression = nfdumpExpression(filter)
      if (!expression.ok) throw new Error(`${printFilter(filter)}: ${expression.reason}`)
      return expression.text
    })
    const nfdumpCounts = byNfdump(expressions)
    const differing = filters
      .map((filter, i) => ({
        filter: printFilter(filter),
        nfdump: expressions[i],
        counts: [engineCounts[i], awkCounts[i], nfdumpCounts[i]],
      }))
      .filter(({ counts }) => new Set(counts).size > 1)
    expect(differing).toEqual([])
    // Not all of them select all flows, or none.
    const all = await byEngine([filterOf('any')])
    const some = engineCounts.filter((count) => count > 0 && count < (all[0] ?? 0))
    expect(some.length).toBeGreaterThan(500)
  })
})
