/** Every behaviour that a detector looks for, planted once. */

import { flows, fromInternet, inside, toInternet, WHOLE } from '../sample-case/exchange.mjs'
import { Random } from '../sample-case/random.mjs'
import { egress, ingress, PATH, TCP, UDP } from '../sample-case/record.mjs'
import { apps, at, bastion, database, everyHost, GAP, vpnClient } from './vpc.mjs'

/** @typedef {import('../sample-case/record.mjs').Line} Line */

/**
 * @typedef {object} Planted
 * @property {string} behaviour in words
 * @property {string} detector that is to find it
 * @property {string} key how a finding about it begins
 * @property {'high' | 'medium' | 'low'} severity at least
 * @property {Line[]} lines
 */

const MINUTE = 60
const GRE = 47
const SYN_ONLY = { client: 2, server: 20 }

export const ATTACKER = '203.0.113.66'

/** @param {number} n */
const app = (n) => /** @type {import('./vpc.mjs').Interface} */ (apps[n])

/** @returns {Planted} */
function bruteForce() {
  const random = new Random('brute force')
  const lines = Array.from({ length: 240 }, (_, n) => {
    const start = at('03:10:00') + n * 3 + random.below(3)
    return fromInternet(
      bastion,
      {
        client: ATTACKER,
        clientPort: 40_000 + n,
        server: bastion.address,
        serverPort: 22,
        protocol: TCP,
        asked: [random.between(2_300, 2_900), 14],
        answered: [random.between(2_700, 3_300), 15],
        flags: WHOLE,
      },
      { start, end: start + 4 },
    )
  }).flat()
  return {
    behaviour: 'SSH passwords guessed at the bastion, 240 connections in 12 minutes',
    detector: 'brute-force',
    key: `brute-force|${ATTACKER}|${bastion.address}|22|6`,
    severity: 'high',
    lines,
  }
}

/** The log-in that follows, and where it leads: from the bastion to the database, for the first time. @returns {Planted} */
function lateralMovement() {
  const session = (/** @type {number} */ start, /** @type {number} */ n) =>
    fromInternet(
      bastion,
      {
        client: ATTACKER,
        clientPort: 50_122,
        server: bastion.address,
        serverPort: 22,
        protocol: TCP,
        asked: [18_000 + n * 7, 90],
        answered: [61_000 + n * 11, 110],
        flags: n === 0 ? { client: 2, server: 18 } : { client: 0, server: 0 },
      },
      { start, end: start + 55 },
    )
  const onward = (/** @type {number} */ start, /** @type {number} */ n) =>
    inside(
      bastion,
      database,
      {
        clientPort: 45_810,
        serverPort: 22,
        protocol: TCP,
        asked: [9_000 + n * 5, 60],
        answered: [24_000 + n * 3, 70],
        flags: n === 0 ? { client: 2, server: 18 } : { client: 0, server: 0 },
      },
      { start, end: start + 55 },
    )
  const lines = Array.from({ length: 25 }, (_, n) => [
    ...session(at('03:30:00') + n * MINUTE, n),
    ...(n >= 10 ? onward(at('03:30:00') + n * MINUTE, n) : []),
  ]).flat()
  return {
    behaviour: 'after the guessing, SSH from the bastion to the database, for the first time',
    detector: 'lateral-movement',
    key: `lateral-movement|${bastion.address}|${database.address}|22|6`,
    severity: 'high',
    lines,
  }
}

/** @returns {Planted} */
function portScan() {
  const client = vpnClient(14)
  const lines = Array.from({ length: 80 }, (_, n) => {
    const start = at('05:00:00') + n * 2
    const serverPort = n === 40 ? 5_432 : 1_000 + n * 13
    const open = serverPort === 5_432
    const [question, answer] = flows(
      {
        client,
        clientPort: 51_000 + n,
        server: database.address,
        serverPort,
        protocol: TCP,
        asked: [open ? 104 : 44, open ? 2 : 1],
        answered: [44, 1],
        flags: open ? { client: 6, server: 18 } : SYN_ONLY,
      },
      { start, end: start + 1 },
    )
    // Half of the ports are let through and closed: their host resets the connection.
    if (n % 2 === 1) return [ingress(database, question, 'REJECT')]
    return [ingress(database, question), egress(database, answer, PATH.sameVpc)]
  }).flat()
  return {
    behaviour: '80 ports of the database tried from the VPN',
    detector: 'port-scan',
    key: `port-scan|${client}|${database.address}`,
    severity: 'high',
    lines,
  }
}

/** @returns {Planted} */
function addressSweep() {
  const client = vpnClient(15)
  const targets = everyHost.flatMap((at_) => [at_, at_, at_])
  const lines = targets.map((target, n) => {
    const start = at('05:30:00') + n
    // Secondary addresses of the same interfaces.
    const server = target.address.replace(/\d+$/, String(100 + n))
    const [question] = flows(
      {
        client,
        clientPort: 52_000 + n,
        server,
        serverPort: 445,
        protocol: TCP,
        asked: [48, 1],
        answered: [0, 0],
        flags: SYN_ONLY,
      },
      { start, end: start },
    )
    return ingress(target, question, 'REJECT')
  })
  return {
    behaviour: `port 445 of ${lines.length} hosts tried from the VPN`,
    detector: 'address-sweep',
    key: `address-sweep|${client}|445|6`,
    severity: 'high',
    lines,
  }
}

/** @returns {Planted} */
function slowScan() {
  const client = vpnClient(16)
  const lines = everyHost.slice(0, 12).map((target, n) => {
    const start = at('00:20:00') + n * 53 * MINUTE
    const [question] = flows(
      {
        client,
        clientPort: 53_000 + n,
        server: target.address,
        serverPort: [23, 2_375, 5_900][n % 3] ?? 23,
        protocol: TCP,
        asked: [44, 1],
        answered: [0, 0],
        flags: SYN_ONLY,
      },
      { start, end: start },
    )
    return ingress(target, question, 'REJECT')
  })
  return {
    behaviour: 'one service tried every 53 minutes from the VPN, 12 in all',
    detector: 'random-walk',
    key: `random-walk|${client}`,
    severity: 'medium',
    lines,
  }
}

/** @returns {Planted} */
function exfiltration() {
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
function beacon() {
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
function longConnection() {
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

/** @returns {Planted} */
function newService() {
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
function rejectedThenAccepted() {
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

/** @returns {Planted} */
function tunnel() {
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
function dnsTunnel() {
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

/** What is missing can't be planted: no line of the case begins in this stretch. @returns {Planted} */
function loggingGap() {
  return {
    behaviour: 'no line of any interface from 06:20 to 06:50',
    detector: 'logging-gap',
    key: `logging-gap|all|${GAP.from}`,
    severity: 'medium',
    lines: [],
  }
}

/** @returns {Planted[]} */
export const planted = () => [
  bruteForce(),
  lateralMovement(),
  portScan(),
  addressSweep(),
  slowScan(),
  exfiltration(),
  beacon(),
  longConnection(),
  newService(),
  rejectedThenAccepted(),
  tunnel(),
  dnsTunnel(),
  loggingGap(),
]
