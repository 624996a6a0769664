/** Data leaves: in bulk, in a tunnel, or in the names that are asked for. */

import { toInternet } from '../../sample-case/exchange.mjs'
import { Random } from '../../sample-case/random.mjs'
import { TCP, UDP } from '../../sample-case/record.mjs'
import { app, at, MINUTE } from '../vpc.mjs'

/** @typedef {import('../planted.mjs').Planted} Planted */

const GRE = 47

/** @returns {Planted} */
export function exfiltration() {
  const random = new Random('exfiltration')
  const lines = Array.from({ length: 20 }, (_, n) => {
    const start = at('04:40:00') + n * MINUTE
    const exchange = {
      client: app(0).address,
      clientPort: 47_004,
      server: '203.0.113.90',
      serverPort: 4_444,
      protocol: TCP,
      asked: /** @type {[number, number]} */ ([random.between(8_500_000, 9_500_000), 6_300]),
      answered: /** @type {[number, number]} */ ([random.between(90_000, 110_000), 2_000]),
      flags: n === 0 ? { client: 2, server: 18 } : { client: 0, server: 0 },
    }
    return toInternet(app(0), exchange, { start, end: start + 58 })
  }).flat()
  return {
    behaviour: '180 MB sent to an unlisted port outside within 20 minutes',
    detector: 'exfiltration',
    key: `exfiltration|${app(0).address}|203.0.113.90|4444|6`,
    severity: 'high',
    lines,
  }
}

/** @returns {Planted} */
export function tunnel() {
  const lines = Array.from({ length: 30 }, (_, n) => {
    const start = at('07:10:00') + n * 2 * MINUTE
    return toInternet(
      app(5),
      {
        client: app(5).address,
        clientPort: 0,
        server: '203.0.113.94',
        serverPort: 0,
        protocol: GRE,
        asked: [30_000 + n, 40],
        answered: [0, 0],
      },
      { start, end: start + 50 },
    ).slice(0, 1)
  }).flat()
  return {
    behaviour: 'GRE to an address outside',
    detector: 'unusual-protocol',
    key: `unusual-protocol|${app(5).address}|203.0.113.94|47`,
    severity: 'medium',
    lines,
  }
}

/** @returns {Planted} */
export function dnsTunnel() {
  const random = new Random('dns tunnel')
  const lines = Array.from({ length: 900 }, () => {
    const start = at('08:30:00') + random.below(3 * 3600)
    const queries = random.between(20, 60)
    return toInternet(
      app(6),
      {
        client: app(6).address,
        clientPort: random.ephemeralPort(),
        server: '203.0.113.95',
        serverPort: 53,
        protocol: UDP,
        asked: [queries * random.between(190, 240), queries],
        answered: [queries * random.between(120, 300), queries],
      },
      { start, end: start + random.below(50) },
    )
  }).flat()
  return {
    behaviour: '8 MB in DNS queries of some 215 bytes',
    detector: 'dns-volume',
    key: `dns-volume|${app(6).address}|203.0.113.95`,
    severity: 'high',
    lines,
  }
}
