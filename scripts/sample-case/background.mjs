/** Everybody else: scanners, visitors, and the VPC's own services. One slot of five minutes at a time. */

import { SLOT_SECONDS, slotStart } from './clock.mjs'
import { flows, fromInternet, inside, toInternet, WHOLE, webVolume } from './exchange.mjs'
import * as network from './network.mjs'
import { Random } from './random.mjs'
import { egress, ICMP, ingress, PATH, TCP, UDP } from './record.mjs'
import { BARE } from './tcp.mjs'

/**
 * @typedef {import('./exchange.mjs').Times} Times
 * @typedef {import('./record.mjs').Line} Line
 */

const { apps, bastion, database, loadBalancer, monitor, natGateway, resolver, victim, web2 } = network

const SCANNED_TCP = [
  21, 23, 25, 81, 110, 135, 139, 445, 1433, 2323, 3306, 3389, 5555, 5900, 6379, 8080, 8443, 9200,
]
const SCANNED_UDP = [53, 69, 123, 161, 389, 1900, 5060, 11_211]
/** IP length of an ICMP echo with the usual 56 bytes. */
const ECHO = 84

/** @type {readonly (readonly [network.Interface, number])[]} */
const WEB_SITES = [
  [victim, 80],
  [victim, 80],
  [web2, 443],
  [web2, 443],
  [loadBalancer, 443],
]

/**
 * One thing that happens, as its records.
 * @typedef {object} Surroundings
 * @property {Random} random
 * @property {() => Times} times of something that ends in the slot
 * @property {number} visitors how many addresses visit the web sites
 * @property {number} scanners how many addresses scan
 */

/**
 * @callback Happening
 * @param {Surroundings} surroundings
 * @returns {Line[]} at most LONGEST
 */

/** Records that one happening makes at most. */
const LONGEST = 6

/** @type {Happening} */
function scan({ random, times, scanners }) {
  const at = random.pick(network.publicInterfaces)
  const kind = random.unit()
  const protocol = kind < 0.86 ? TCP : kind < 0.96 ? UDP : ICMP
  const packets = random.skewed(1, 4)
  const size = protocol === TCP ? random.pick([40, 44, 60]) : protocol === UDP ? random.between(29, 90) : ECHO
  const usual = protocol === TCP ? SCANNED_TCP : SCANNED_UDP
  const dstport = random.chance(0.7) ? random.pick(usual) : random.between(1024, 65_535)
  const srcport = random.between(1024, 65_535)
  const flow = {
    srcaddr: network.scannerAddress(random.skewed(0, scanners - 1)),
    dstaddr: at.address,
    srcport: protocol === ICMP ? 0 : srcport,
    dstport: protocol === ICMP ? 0 : dstport,
    protocol,
    bytes: packets * size,
    packets,
    flags: protocol === TCP ? 2 : 0,
    ...times(),
  }
  return [ingress(at, flow, 'REJECT')]
}

/** @param {Random} random */
const pageVolume = (random) => webVolume(random.skewed(300, 6_000), random.skewed(400, 400_000))

/** @type {Happening} */
function visit({ random, times, visitors }) {
  const [at, serverPort] = random.pick(WEB_SITES)
  const exchange = {
    client: network.visitorAddress(random.skewed(0, visitors - 1)),
    clientPort: random.between(1024, 65_535),
    server: at.address,
    serverPort,
    protocol: TCP,
    ...pageVolume(random),
    flags: WHOLE,
  }
  return fromInternet(at, exchange, times())
}

/** @type {Happening} */
function visit6({ random, times, visitors }) {
  const exchange = {
    client: network.visitorAddress6(random.skewed(0, visitors - 1)),
    clientPort: random.between(1024, 65_535),
    server: network.WEB2_IPV6,
    serverPort: 443,
    protocol: TCP,
    ...pageVolume(random),
    flags: WHOLE,
  }
  return fromInternet(web2, exchange, times())
}

/** @type {Happening} */
function lookUp({ random, times }) {
  const client = random.pick([victim, web2, monitor, ...apps])
  const exchange = {
    clientPort: random.ephemeralPort(),
    serverPort: 53,
    protocol: UDP,
    ...single(random.between(56, 92), random.between(80, 420)),
  }
  return inside(client, resolver, exchange, times())
}

/** @type {Happening} */
function lookUpOutside({ random, times }) {
  const exchange = {
    client: resolver.address,
    clientPort: random.between(1024, 65_535),
    server: network.UPSTREAM_RESOLVER,
    serverPort: 53,
    protocol: UDP,
    ...single(random.between(66, 100), random.between(90, 512)),
  }
  return toInternet(resolver, exchange, times())
}

/** @type {Happening} */
function setClock({ random, times }) {
  const at = random.pick([web2, bastion, victim])
  const exchange = {
    client: at.address,
    clientPort: random.ephemeralPort(),
    server: network.TIME_SERVER,
    serverPort: 123,
    protocol: UDP,
    ...single(76, 76),
  }
  return toInternet(at, exchange, times())
}

/**
 * An application server fetches something through the NAT gateway, whose interface sees both legs.
 * @type {Happening}
 */
function fetchThroughNat({ random, times }) {
  const app = random.pick(apps)
  const exchange = {
    client: app.address,
    clientPort: random.ephemeralPort(),
    server: `203.0.113.${random.skewed(1, 80)}`,
    serverPort: 443,
    protocol: TCP,
    ...webVolume(random.skewed(600, 9_000), random.skewed(900, 600_000)),
    flags: WHOLE,
  }
  const when = times()
  const [question, answer] = flows(exchange, when)
  const outside = { ...exchange, client: natGateway.address, clientPort: random.between(1024, 65_535) }
  return [
    egress(app, question, PATH.sameVpc),
    ingress(app, answer),
    ingress(natGateway, { ...question, dstaddr: natGateway.address }),
    egress(natGateway, { ...answer, srcaddr: natGateway.address }, PATH.sameVpc),
    ...toInternet(natGateway, outside, when),
  ]
}

/**
 * Metrics of the application servers are collected on port 8889: nothing wrong with it.
 * @type {Happening}
 */
function collectMetrics({ random, times }) {
  const exchange = {
    clientPort: random.ephemeralPort(),
    serverPort: 8889,
    protocol: TCP,
    ...webVolume(240, random.between(18_000, 64_000)),
    flags: WHOLE,
  }
  return inside(monitor, random.pick(apps), exchange, times())
}

/**
 * … and sent to a vendor's 8889.
 * @type {Happening}
 */
function sendMetrics({ random, times }) {
  const app = random.pick(apps)
  const exchange = {
    client: app.address,
    clientPort: random.ephemeralPort(),
    server: network.TELEMETRY_VENDOR,
    serverPort: 8889,
    protocol: TCP,
    ...webVolume(random.between(9_000, 90_000), 180),
    flags: WHOLE,
  }
  return toInternet(app, exchange, times())
}

/** @type {Happening} */
function ping({ random, times }) {
  const packets = random.between(1, 4)
  /** @type {[number, number]} */
  const volume = [packets * ECHO, packets]
  const exchange = { clientPort: 0, serverPort: 0, protocol: ICMP, asked: volume, answered: volume }
  return inside(monitor, random.pick([victim, web2, database, ...apps]), exchange, times())
}

/**
 * The administrator works on an application server by way of the bastion.
 * @type {Happening}
 */
function administer({ random, times }) {
  const packets = random.between(8, 120)
  const work = {
    clientPort: 50_022 + random.below(4),
    serverPort: 22,
    protocol: TCP,
    .../** @type {Volumes} */ ({
      asked: [packets * 88, packets],
      answered: [packets * random.between(90, 420), packets],
    }),
  }
  const when = times()
  const fromHome = { ...work, client: network.ADMINISTRATOR, server: bastion.address }
  return [...fromInternet(bastion, fromHome, when), ...inside(bastion, random.pick(apps), work, when)]
}

/** @typedef {{ asked: [number, number], answered: [number, number] }} Volumes */

/**
 * One packet each way.
 * @param {number} question IP bytes
 * @param {number} answer
 * @returns {Volumes}
 */
const single = (question, answer) => ({ asked: [question, 1], answered: [answer, 1] })

/** How often each happens, in percent of all. @type {readonly (readonly [number, Happening])[]} */
const HAPPENINGS = [
  [48, scan],
  [25, visit],
  [4, visit6],
  [6, lookUp],
  [4, lookUpOutside],
  [2, setClock],
  [2, fetchThroughNat],
  [2, collectMetrics],
  [2, sendMetrics],
  [3, ping],
  [2, administer],
]
const CHOICES = HAPPENINGS.flatMap(([percent, happening]) => Array.from({ length: percent }, () => happening))

const POOL_SHARE = 0.2
const POOL_RECORDS_A_CONNECTION = 20

/**
 * The applications hold their database connections open: each moves something in every minute of the slot.
 * @param {Random} random
 * @param {number} begin epoch second of the slot
 * @param {number} n
 * @returns {Line[]} POOL_RECORDS_A_CONNECTION
 */
function databaseConnection(random, begin, n) {
  const app = /** @type {network.Interface} */ (apps[n % apps.length])
  const lines = []
  for (let minute = begin; minute < begin + SLOT_SECONDS; minute += 60) {
    const queries = random.between(2, 60)
    const exchange = {
      clientPort: 33_000 + n * 7,
      serverPort: 5432,
      protocol: TCP,
      .../** @type {Volumes} */ ({
        asked: [queries * (2 * BARE + random.between(60, 200)), queries * 2],
        answered: [queries * (BARE + random.between(90, 1_400)), queries],
      }),
    }
    const times = { start: minute + random.below(10), end: minute + 59 - random.below(10) }
    lines.push(...inside(app, database, exchange, times))
  }
  return lines
}

/**
 * @param {number} caseLines data lines of the whole case: larger ones have more visitors and scanners
 * @returns {(slot: number, count: number, add: (text: string) => void) => void} adds exactly `count` records that
 *   end in the slot; call it slot after slot, since the random numbers go on
 */
export function backgroundTraffic(caseLines) {
  const random = new Random('background')
  let begin = 0
  const surroundings = {
    random,
    times: () => {
      const end = begin + random.below(SLOT_SECONDS)
      return { start: end - random.skewed(0, 58), end }
    },
    visitors: Math.min(65_000, Math.max(800, Math.floor(caseLines / 60))),
    scanners: Math.min(65_000, Math.max(800, Math.floor(caseLines / 80))),
  }
  return (slot, count, add) => {
    begin = slotStart(slot)
    let left = count
    /** @param {readonly Line[]} lines */
    const tell = (lines) => {
      for (const { text } of lines) add(text)
      left -= lines.length
    }
    const connections = Math.floor((count * POOL_SHARE) / POOL_RECORDS_A_CONNECTION)
    for (let n = 0; n < connections; n++) tell(databaseConnection(random, begin, n))
    while (left >= LONGEST) tell(random.pick(CHOICES)(surroundings))
    while (left > 0) tell(scan(surroundings))
  }
}
