/**
 * Lines that a careless tool counts as the suspect's: addresses that differ by a digit or a separator, innocent
 * traffic on 8889, and lines that hold no flow at all. docs/sample-case.md lists them.
 */

import { at } from './clock.mjs'
import { fromInternet, toInternet, WHOLE, webVolume } from './exchange.mjs'
import { apps, KNOWN_SCANNER, standby, victim, WEB2_IPV6, web2 } from './network.mjs'
import { Random } from './random.mjs'
import { ingress, noData, TCP } from './record.mjs'

/**
 * @typedef {import('./record.mjs').Line} Line
 * @typedef {import('./exchange.mjs').Times} Times
 */

/** All decoys lie in the hours that even the largest case covers. */
const FROM = at('16:00:00')
const TO = at('23:50:00')

/**
 * Addresses, and how often each visits the web server, is refused there, and takes data on 8889.
 * `zgrep 20.106.124.93` also finds the first two: its pattern is not anchored, and its dots match colons.
 */
const LOOK_ALIKES = [
  { address: '120.106.124.93', visits: 14, refused: 5, transfers: 6 },
  { address: '2001:db8::20:106:124:93', visits: 6, refused: 0, transfers: 0 },
  { address: '20.106.124.9', visits: 9, refused: 2, transfers: 0 },
  { address: '20.106.124.130', visits: 7, refused: 8, transfers: 0 },
  { address: '20.106.124.193', visits: 5, refused: 0, transfers: 5 },
  { address: '201.6.124.93', visits: 6, refused: 3, transfers: 2 },
  { address: '20.1.106.124', visits: 4, refused: 1, transfers: 0 },
]
const NO_DATA_LINES = 36
const KNOWN_SCANS = 24

/**
 * @param {Random} random
 * @returns {Times}
 */
function times(random) {
  const start = random.between(FROM, TO)
  return { start, end: start + random.below(50) }
}

/**
 * @param {Random} random
 * @param {string} source
 */
function refused(random, source) {
  const flow = {
    srcaddr: source,
    dstaddr: victim.address,
    srcport: random.between(1024, 65_535),
    dstport: random.pick([22, 3389, 8080, 8889, 9877]),
    protocol: TCP,
    bytes: 44,
    packets: 1,
    flags: 2,
    ...times(random),
  }
  return ingress(victim, flow, 'REJECT')
}

/**
 * @param {Random} random
 * @param {string} client
 */
function visit(random, client) {
  const overIpv6 = client.includes(':')
  const exchange = {
    client,
    clientPort: random.ephemeralPort(),
    server: overIpv6 ? WEB2_IPV6 : victim.address,
    serverPort: overIpv6 ? 443 : 80,
    protocol: TCP,
    ...webVolume(random.skewed(300, 2_000), random.skewed(400, 90_000)),
    flags: WHOLE,
  }
  return fromInternet(overIpv6 ? web2 : victim, exchange, times(random))
}

/**
 * @param {Random} random
 * @param {string} server
 */
function transfer(random, server) {
  const app = random.pick(apps)
  const exchange = {
    client: app.address,
    clientPort: random.ephemeralPort(),
    server,
    serverPort: 8889,
    protocol: TCP,
    ...webVolume(random.between(20_000, 900_000), 180),
    flags: WHOLE,
  }
  return toInternet(app, exchange, times(random))
}

/** @returns {Line[]} */
export function decoyLines() {
  const random = new Random('decoys')
  /**
   * @template T
   * @param {number} times
   * @param {() => T} make
   */
  const repeat = (times, make) => Array.from({ length: times }, make)
  const lookAlikes = LOOK_ALIKES.flatMap(({ address, visits, refused: refusals, transfers }) => [
    ...repeat(visits, () => visit(random, address)).flat(),
    ...repeat(refusals, () => refused(random, address)),
    ...repeat(transfers, () => transfer(random, address)).flat(),
  ])
  const scans = repeat(KNOWN_SCANS, () => refused(random, KNOWN_SCANNER))
  const empty = repeat(NO_DATA_LINES, () => {
    const start = random.between(FROM, TO)
    return noData(standby, start, start + 59)
  })
  return [...lookAlikes, ...scans, ...empty]
}

/**
 * What `zcat *.log.gz | head -4` shows below the header.
 * @param {number} start epoch second, within the first file's slot
 * @returns {Line[]}
 */
export function openingLines(start) {
  const refusal = {
    srcaddr: KNOWN_SCANNER,
    dstaddr: victim.address,
    srcport: 54_210,
    dstport: 9877,
    protocol: TCP,
    bytes: 44,
    packets: 1,
    flags: 2,
    start: start + 2,
    end: start + 2,
  }
  const visit = {
    client: '198.19.0.4',
    clientPort: 49_818,
    server: victim.address,
    serverPort: 80,
    protocol: TCP,
    ...webVolume(412, 8_190),
    flags: WHOLE,
  }
  return [
    ingress(victim, refusal, 'REJECT'),
    ...fromInternet(victim, visit, { start: start + 5, end: start + 6 }),
  ]
}
