import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { figureCommand } from '../../../src/renderer/report/command/figure-command'
import type { Filter } from '../../../src/shared/filter/ast'
import { parseFilter } from '../../../src/shared/filter/parse'
import { printFilter } from '../../../src/shared/filter/print'
import { folderOf, randomFrom, randomRecords, V2_HEADER } from '../evidence/flow-log-text'
import { type ReadCase, readCase } from '../evidence/read-case'
import { randomFilters, type Vocabulary } from './random-filters'

const MORE =
  'tcp-flags pkt-srcaddr pkt-dstaddr flow-direction traffic-path region pkt-dst-aws-service instance-id az-id reject-reason field-of-tomorrow'

/** Records with the fields of later versions behind, some of them absent. */
function records(count: number, seed: number): string[] {
  const random = randomFrom(seed + 1000)
  const pick = (...values: readonly string[]) => values[Math.floor(random() * values.length)]
  return randomRecords(count, seed).map((line) =>
    [
      line,
      pick('2', '18', '3', '0', '-'),
      pick('10.0.0.7', '2001:db8::3', '192.0.2.1', '-'),
      pick('10.1.1.9', '198.51.100.4', '-'),
      pick('ingress', 'egress', '-'),
      pick('1', '8', '-'),
      pick('eu-west-1', 'us-east-1'),
      pick('S3', 'AMAZON', '-'),
      pick('i-1', 'i-2', '-'),
      pick('use1-az1', 'euw1-az3', '-'),
      pick('BPA', 'EC', '-'),
      pick('x', 'y', '7', '-'),
    ].join(' '),
  )
}

const VOCABULARY: Vocabulary = {
  addressFields: ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr'],
  networks: [
    ...['10.0.0.7', '10.1.1.9', '2001:db8::3', '192.0.2.1', '198.51.100.4', '203.0.113.1', '0.0.0.0', '::'],
    ...['10.0.0.0/8', '10.1.0.0/16', '10.0.1.128/25', '2001:db8::/32', '::/0', '0.0.0.0/0', '128.0.0.0/1'],
  ],
  ports: [0, 22, 80, 443, 1024, 20_000, 49_152, 65_535],
  protocols: [0, 1, 6, 17, 58],
  services: ['ssh', 'http', 'https', 'domain'],
  numbers: {
    bytes: [0, 40, 1000, 1_000_000, 5_000_000_000],
    packets: [0, 1, 300, 899],
    'tcp-flags': [0, 2, 18, 63],
    start: [1_700_000_000, 1_700_045_000.5, 1_700_090_000],
    end: [1_700_000_060, 1_700_045_000],
    'traffic-path': [1, 5, 8],
    'packets-lost-no-route': [0, 1],
  },
  equals: { version: [2, 3] },
  texts: {
    action: ['ACCEPT', 'REJECT'],
    'interface-id': ['eni-0', 'eni-1', 'eni-9', `it's "x"`],
    'flow-direction': ['ingress', 'egress'],
    'log-status': ['OK', 'NODATA'],
    region: ['eu-west-1', 'us-east-1'],
    'pkt-dst-aws-service': ['S3', 'AMAZON', '-'],
    'vpc-id': ['vpc-1'],
    'account-id': ['111122223333', '-'],
    'instance-id': ['i-1', 'i-2', 'i-3'],
    'az-id': ['use1-az1', 'euw1-az3'],
    'reject-reason': ['BPA', 'EC'],
    'field-of-tomorrow': ['x', '7'],
  },
  seconds: [0, 0.5, 1, 30, 59],
  times: [1_700_000_000, 1_700_020_000, 1_700_045_000.25, 1_700_089_999],
  flags: [1, 2, 16, 18, 19, 64],
}

async function byEngine(engine: ReadCase['engine'], filters: readonly Filter[]): Promise<readonly number[]> {
  const counts: number[] = []
  for (const filter of filters) {
    const measures = [{ as: 'n', op: 'count' }] as const
    const { rows } = await engine.ask({ source: 'vpc', filter, groupBy: [], measures })
    counts.push(Number(rows[0]?.values.n))
  }
  return counts
}

/** What the shell prints for the command of each filter. */
function byCommand(folder: string, files: ReadCase['files'], filters: readonly Filter[]): readonly number[] {
  const commands = filters.map((filter) => figureCommand({ of: 'count', filter }, 'vpc', files))
  const { stdout, stderr } = spawnSync('sh', ['-s'], {
    input: commands.join('\n'),
    cwd: folder,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  const counts = stdout.trim().split('\n').map(Number)
  expect(counts).toHaveLength(filters.length)
  return counts
}

/** Columns of the first file as awk counts them, after the 14 of version 2: see V2_HEADER and MORE. */
const AWK_FUNCTIONS = `
  function any(re) { return $4 ~ re || $5 ~ re || $16 ~ re || $17 ~ re }
  function src(re) { return $4 ~ re || $16 ~ re }
  function dst(re) { return $5 ~ re || $17 ~ re }
  function bit(value) { return $15 != "-" && int($15 / value) % 2 }`

/** Filters, and the same by hand in awk. */
const BY_HAND: readonly (readonly [filter: string, awk: string])[] = [
  ['any', '1'],
  ['source vpc', '1'],
  ['source netflow', '0'],
  ['version 2', '$1 == 2'],
  ['account 111122223333', '$2 == "111122223333"'],
  ['eni eni-1', '$3 == "eni-1"'],
  ['eni in [eni-1 eni-3]', '$3 == "eni-1" || $3 == "eni-3"'],
  ['not eni eni-1', '$3 != "eni-1"'],
  ['action reject', '$13 == "REJECT"'],
  ['not action accept', '$13 != "ACCEPT"'],
  ['status ok', '1'],
  ['status nodata', '$14 == "NODATA"'],
  ['direction egress', '$18 == "egress"'],
  ['not direction egress', '$18 != "egress"'],
  ['direction ingress or direction egress', '$18 != "-"'],
  ['path 8', '$19 == "8"'],
  ['path > 1', '$19 != "-" && $19 > 1'],
  ['not path 8', '$19 != "8"'],
  ['region eu-west-1', '$20 == "eu-west-1"'],
  ['aws-service s3', '$21 == "S3"'],
  ['dst aws-service in [s3 amazon]', '$21 != "-"'],
  ['src aws-service s3', '0'],
  ['not src aws-service s3', '1'],
  ['instance i-1', '$22 == "i-1"'],
  ['az use1-az1', '$23 == "use1-az1"'],
  ['reject-reason BPA', '$24 == "BPA"'],
  ['field field-of-tomorrow x', '$25 == "x"'],
  ['field field-of-tomorrow != 7', '$25 != "7"'],
  ['vpc vpc-1', '0'],
  ['flags S', 'bit(2)'],
  ['flags SA', 'bit(2) && bit(16)'],
  ['not flags S', '!bit(2)'],
  ['flags =S', '$15 == "2"'],
  ['tcp-flags 0', '$15 == "0"'],
  ['flags >= 3', '$15 != "-" && $15 >= 3'],
  ['ip 10.0.0.7', 'any("^10\\.0\\.0\\.7$")'],
  ['src ip 10.0.0.7', 'src("^10\\.0\\.0\\.7$")'],
  ['dst ip 10.1.1.9', 'dst("^10\\.1\\.1\\.9$")'],
  ['srcaddr 10.0.0.7', '$4 == "10.0.0.7"'],
  ['pkt-srcaddr 10.0.0.7', '$16 == "10.0.0.7"'],
  ['pkt-dstaddr in [10.1.1.9 198.51.100.0/24]', '$17 != "-"'],
  ['net 10.1.0.0/16', 'any("^10\\.1\\.")'],
  ['dst net 10.1.0.0/16', 'dst("^10\\.1\\.")'],
  ['src and dst net 10.0.0.0/8', 'src("^10\\.") && dst("^10\\.")'],
  ['net 2001:db8::/32', 'any("^2001:db8:")'],
  ['not ipv6', '!any(":")'],
  ['ip in [192.0.2.1 198.51.100.4]', '$16 == "192.0.2.1" || $17 == "198.51.100.4"'],
  ['proto icmp', '$8 == 1'],
  ['proto != tcp', '$8 != 6'],
  ['port 22', '$6 == 22 || $7 == 22'],
  ['dst port in [80 443]', '$7 == 80 || $7 == 443'],
  ['src port > 1023', '$6 > 1023'],
  ['both port > 1023', '$6 > 1023 && $7 > 1023'],
  ['src port 22 and not dst port < 20000', '$6 == 22 && $7 >= 20000'],
  ['service ssh', '$8 == 6 && ($6 == 22 || $7 == 22)'],
  ['src service ssh', '$8 == 6 && $6 == 22'],
  ['bytes > 1m', '$10 != "-" && $10 > 1000000'],
  ['not bytes > 1m', '$10 == "-" || $10 <= 1000000'],
  ['packets 300 or packets < 10', '$9 == 300 || $9 < 10'],
  ['duration > 30s', '$12 - $11 > 30'],
  ['duration 0', '$12 == $11'],
  ['time 2023-11-15', '$11 >= 1700006400 && $11 < 1700092800'],
  ['time >= 2023-11-15T12', '$11 >= 1700049600'],
  ['time < 1700020000', '$11 < 1700020000'],
  ['start > 1700045000 and end < 1700046000', '$11 > 1700045000 && $12 < 1700046000'],
  [
    'action reject and (port 22 or port 80) and not direction ingress',
    '$13 == "REJECT" && ($6 == 22 || $7 == 22 || $6 == 80 || $7 == 80) && $18 != "ingress"',
  ],
]

it('filters written by hand count what awk does, told by hand, and by their printed commands', async () => {
  const folder = folderOf({ 'a.log': `${V2_HEADER} ${MORE}\n${records(3_000, 7).join('\n')}\n` })
  const { engine, files } = await readCase(folder)
  const filters = BY_HAND.map(([text]) => {
    const parsed = parseFilter(text)
    if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`)
    return parsed.filter
  })
  const rules = BY_HAND.map(([, condition], i) => `NR > 1 && $14 == "OK" && (${condition}) { n[${i}]++ }`)
  const program = `${AWK_FUNCTIONS}\n${rules.join('\n')}\nEND { for (i = 0; i < ${rules.length}; i++) print n[i] + 0 }`
  const { stdout, stderr } = spawnSync('awk', [program, 'a.log'], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toBe('')
  const told = stdout.trim().split('\n').map(Number)
  const rows = (counts: readonly number[]) => BY_HAND.map(([text], i) => [text, counts[i]])
  expect(rows(await byEngine(engine, filters))).toEqual(rows(told))
  expect(rows(byCommand(folder, files, filters))).toEqual(rows(told))
  expect(told.filter((count) => count > 0 && count < (told[0] ?? 0)).length).toBeGreaterThan(50)
})

it('a thousand random filters count the same in the engine and by their printed commands', {
  timeout: 120_000,
}, async () => {
  const file = (seed: number) => `${V2_HEADER} ${MORE}\n${records(400, seed).join('\n')}\n`
  // The second file lacks the later fields altogether.
  const folder = folderOf({
    'a.log.gz': file(1),
    'b.log.gz': `${V2_HEADER}\n${randomRecords(200, 2).join('\n')}\n`,
  })
  const { engine, files } = await readCase(folder)
  const filters = randomFilters(1000, 1_700_000_000, VOCABULARY)
  const counts = await byEngine(engine, filters)
  const printed = byCommand(folder, files, filters)
  const differing = filters
    .map((filter, i) => ({ filter: printFilter(filter), counts: [counts[i], printed[i]] }))
    .filter((each) => each.counts[0] !== each.counts[1])
  expect(differing).toEqual([])
  expect(counts.filter((count) => count > 0 && count < 590).length).toBeGreaterThan(400)
  // As they are printed, they are read back.
  expect(filters.every((filter) => parseFilter(printFilter(filter)).ok)).toBe(true)
})
