import { expect, test } from 'vitest'
import { askCorrelationScope, scopeOf } from '../../../src/renderer/investigation/correlation-scope'
import { appendNetflow, netflowLine, readRecords } from './case-folder'

const HEADER = 'srcaddr dstaddr srcport dstport protocol bytes packets start end action log-status'
const FLOW = { first: 0, last: 1, packets: 3, bytes: 300 }

test.each([
  [undefined, '198.51.100.7'],
  [['203.0.113.0/24'], '203.0.113.5'],
  [['203.0.113.0/24', '198.51.100.0/24'], '198.51.100.7'],
])('of two ends that are met as often the captured host is the one inside: %s', async (networks, host) => {
  const { engine, ask, evidence } = await readRecords(HEADER, [
    '198.51.100.7 203.0.113.5 40000 80 6 300 3 1000 1001 ACCEPT OK',
  ])
  appendNetflow(engine, [netflowLine('198.51.100.7', 40_000, '203.0.113.5', 80, FLOW)])
  const { hosts, loggedHosts } = await askCorrelationScope(
    ask,
    scopeOf(evidence, networks ? { networks } : {}),
  )
  expect(hosts).toEqual(new Set([host]))
  expect(loggedHosts).toEqual(new Set([host]))
})
