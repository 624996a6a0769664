/** A host that hears from outside what to do: again and again, or all the time. */

import { toInternet, WHOLE } from '../../sample-case/exchange.mjs'
import { Random } from '../../sample-case/random.mjs'
import { TCP } from '../../sample-case/record.mjs'
import { app, at, MINUTE } from '../vpc.mjs'

/** @typedef {import('../planted.mjs').Planted} Planted */

/** @returns {Planted} */
export function beacon() {
  const random = new Random('beacon')
  const lines = Array.from({ length: 142 }, (_, n) => {
    const start = at('00:04:00') + n * 300 + random.below(7)
    return toInternet(
      app(1),
      {
        client: app(1).address,
        clientPort: random.ephemeralPort(),
        server: '203.0.113.91',
        serverPort: 443,
        protocol: TCP,
        asked: [random.between(880, 940), 9],
        answered: [random.between(1_900, 2_000), 8],
        flags: WHOLE,
      },
      { start, end: start + 1 },
    )
  }).flat()
  return {
    behaviour: 'a connection to one address outside every five minutes',
    detector: 'beaconing',
    key: `beaconing|${app(1).address}|203.0.113.91|443|6`,
    severity: 'high',
    lines,
  }
}

/** @returns {Planted} */
export function longConnection() {
  const random = new Random('long connection')
  const lines = Array.from({ length: 540 }, (_, n) => {
    const start = at('01:30:00') + n * MINUTE
    return toInternet(
      app(2),
      {
        client: app(2).address,
        clientPort: 38_211,
        server: '203.0.113.92',
        serverPort: 443,
        protocol: TCP,
        asked: [random.between(300, 3_000), 6],
        answered: [random.between(300, 3_000), 6],
        flags: n === 0 ? { client: 2, server: 18 } : { client: 0, server: 0 },
      },
      { start, end: start + 57 },
    )
  }).flat()
  return {
    behaviour: 'one connection that goes on for nine hours',
    detector: 'long-connection',
    key: `long-connection|${app(2).address}|203.0.113.92|443|6|38211`,
    severity: 'medium',
    lines,
  }
}
