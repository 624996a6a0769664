import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { figureCommand } from '../../../src/renderer/report/command/figure-command'
import { parseFilter } from '../../../src/shared/filter/parse'
import { printFilter } from '../../../src/shared/filter/print'
import { folderOf, randomFrom, randomRecords, V2_HEADER } from '../evidence/flow-log-text'
import { readCase } from '../evidence/read-case'
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

it('two hundred and fifty random filters count the same in the engine and by their printed commands', {
  timeout: 120_000,
}, async () => {
  const file = (seed: number) => `${V2_HEADER} ${MORE}\n${records(400, seed).join('\n')}\n`
  // The second file lacks the later fields altogether.
  const folder = folderOf({
    'a.log.gz': file(1),
    'b.log.gz': `${V2_HEADER}\n${randomRecords(200, 2).join('\n')}\n`,
  })
  const { engine, files } = await readCase(folder)
  const filters = randomFilters(250, 1_700_000_000, VOCABULARY)
  const counts: number[] = []
  for (const filter of filters) {
    const { rows } = await engine.ask({
      source: 'vpc',
      filter,
      groupBy: [],
      measures: [{ as: 'n', op: 'count' }],
    })
    counts.push(Number(rows[0]?.values.n))
  }
  const commands = filters.map((filter) => figureCommand({ of: 'count', filter }, 'vpc', files))
  const { stdout, stderr } = spawnSync('sh', ['-s'], {
    input: commands.join('\n'),
    cwd: folder,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  const byCommand = stdout.trim().split('\n').map(Number)
  expect(byCommand).toHaveLength(filters.length)
  const differing = filters
    .map((filter, i) => ({ filter: printFilter(filter), counts: [counts[i], byCommand[i]] }))
    .filter((each) => each.counts[0] !== each.counts[1])
  expect(differing).toEqual([])
  expect(counts.filter((count) => count > 0 && count < 590).length).toBeGreaterThan(100)
  // As they are printed, they are read back.
  expect(filters.every((filter) => parseFilter(printFilter(filter)).ok)).toBe(true)
})
