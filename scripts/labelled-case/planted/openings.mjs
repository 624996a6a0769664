/** What was closed is open: a service that was not there, a door that was shut. */

import { flows, fromInternet, SYN_ONLY, WHOLE } from '../../sample-case/exchange.mjs'
import { Random } from '../../sample-case/random.mjs'
import { egress, ingress, PATH, TCP } from '../../sample-case/record.mjs'
import { app, at, MINUTE } from '../vpc.mjs'

/** @typedef {import('../planted.mjs').Planted} Planted */

/** @returns {Planted} */
export function newService() {
  const random = new Random('new service')
  const lines = Array.from({ length: 40 }, (_, n) => {
    const start = at('08:00:00') + n * 5 * MINUTE + random.below(200)
    return fromInternet(
      app(3),
      {
        client: '203.0.113.96',
        clientPort: random.ephemeralPort(),
        server: app(3).address,
        serverPort: 6_060,
        protocol: TCP,
        asked: [random.between(500, 9_000), 12],
        answered: [random.between(500, 90_000), 14],
        flags: WHOLE,
      },
      { start, end: start + 20 },
    )
  }).flat()
  return {
    behaviour: 'a host that answers at port 6060 from 08:00 on',
    detector: 'first-seen-service',
    key: `first-seen-service|${app(3).address}|6060|6`,
    severity: 'medium',
    lines,
  }
}

/** @returns {Planted} */
export function rejectedThenAccepted() {
  const client = '203.0.113.93'
  const attempt = (/** @type {number} */ start, /** @type {number} */ n, /** @type {boolean} */ accepted) => {
    const [question, answer] = flows(
      {
        client,
        clientPort: 54_000 + n,
        server: app(4).address,
        serverPort: 3_389,
        protocol: TCP,
        asked: accepted ? [22_000, 80] : [52, 1],
        answered: [81_000, 95],
        flags: accepted ? WHOLE : SYN_ONLY,
      },
      { start, end: start + 40 },
    )
    return accepted
      ? [ingress(app(4), question), egress(app(4), answer, PATH.internetGateway)]
      : [ingress(app(4), question, 'REJECT')]
  }
  const lines = [
    ...Array.from({ length: 6 }, (_, n) => attempt(at('01:00:00') + n * 11 * MINUTE, n, false)),
    ...Array.from({ length: 4 }, (_, n) => attempt(at('09:00:00') + n * 17 * MINUTE, 10 + n, true)),
  ].flat()
  return {
    behaviour: 'an address outside rejected at 3389, and let through eight hours later',
    detector: 'rejected-then-accepted',
    key: `rejected-then-accepted|${client}|${app(4).address}|3389|6`,
    severity: 'medium',
    lines,
  }
}
