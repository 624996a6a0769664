/** What looks like an attack to a careless rule, and is none; and an ordinary day around it. */

import { flows, fromInternet, inside, toInternet, WHOLE, webVolume } from '../sample-case/exchange.mjs'
import { Random } from '../sample-case/random.mjs'
import { ingress, TCP, UDP } from '../sample-case/record.mjs'
import {
  app,
  apps,
  at,
  bastion,
  database,
  END,
  everyHost,
  HOURS,
  loadBalancer,
  monitor,
  webServers,
} from './vpc.mjs'

/**
 * @typedef {import('../sample-case/record.mjs').Line} Line
 * @typedef {import('./vpc.mjs').Interface} Interface
 */

const START = at('00:00:00')
const ADMINISTRATOR = '198.51.100.10'

/**
 * Seconds from the beginning to the end of the case.
 * @param {number} every
 * @param {number} [offset]
 */
function times(every, offset = 0) {
  const count = Math.floor((END - START - offset - 60) / every)
  return Array.from({ length: count }, (_, n) => START + offset + n * every)
}

/** The load balancer looks after the web servers every 30 s. @returns {Line[]} */
function healthChecks() {
  const random = new Random('health checks')
  return webServers.flatMap((server, n) =>
    times(30, n).flatMap((start) =>
      inside(
        loadBalancer,
        server,
        {
          clientPort: random.ephemeralPort(),
          serverPort: 80,
          protocol: TCP,
          ...webVolume(120, 210),
          flags: WHOLE,
        },
        { start, end: start },
      ),
    ),
  )
}

/** The monitor fetches numbers from every host every two minutes. @returns {Line[]} */
function poller() {
  const random = new Random('poller')
  return everyHost
    .filter((host) => host !== monitor)
    .flatMap((host, n) =>
      times(120, n * 3).flatMap((start) =>
        inside(
          monitor,
          host,
          {
            clientPort: random.ephemeralPort(),
            serverPort: 9_100,
            protocol: TCP,
            ...webVolume(180, random.between(9_000, 11_000)),
            flags: WHOLE,
          },
          { start, end: start + 1 },
        ),
      ),
    )
}

/** Every host asks the time every 1,024 s, always from port 123. @returns {Line[]} */
function ntp() {
  return everyHost.flatMap((host, n) =>
    times(1_024, 17 * n).flatMap((start) =>
      toInternet(
        host,
        {
          client: host.address,
          clientPort: 123,
          server: '198.51.100.123',
          serverPort: 123,
          protocol: UDP,
          asked: [76, 1],
          answered: [76, 1],
        },
        { start, end: start },
      ),
    ),
  )
}

/** The database is backed up at two: 420 MB to object storage. @returns {Line[]} */
function backup() {
  return Array.from({ length: 28 }, (_, n) => {
    const start = at('02:00:00') + n * 60
    return toInternet(
      database,
      {
        client: database.address,
        clientPort: 41_200,
        server: '198.51.100.200',
        serverPort: 443,
        protocol: TCP,
        asked: [15_000_000 + n * 1_000, 10_400],
        answered: [210_000, 4_100],
        flags: n === 0 ? { client: 2, server: 18 } : { client: 0, server: 0 },
      },
      { start, end: start + 57 },
    )
  }).flat()
}

/** Hosts take updates from a content network. @returns {Line[]} */
function downloads() {
  const random = new Random('downloads')
  return apps.flatMap((host) =>
    Array.from({ length: 6 }, () => {
      const start = START + random.below(HOURS * 3600 - 120)
      return toInternet(
        host,
        {
          client: host.address,
          clientPort: random.ephemeralPort(),
          server: `198.51.100.${random.between(80, 87)}`,
          serverPort: 443,
          protocol: TCP,
          ...webVolume(3_000, random.between(20_000_000, 120_000_000)),
          flags: WHOLE,
        },
        { start, end: start + 50 },
      )
    }).flat(),
  )
}

/** Checks for updates about every hour, each host at its own random delay. @returns {Line[]} */
function updateChecks() {
  const random = new Random('update checks')
  return apps.flatMap((host) =>
    times(3_600).flatMap((hour) => {
      const start = hour + random.below(1_800)
      return toInternet(
        host,
        {
          client: host.address,
          clientPort: random.ephemeralPort(),
          server: '198.51.100.70',
          serverPort: 443,
          protocol: TCP,
          ...webVolume(random.between(600, 2_500), random.skewed(2_000, 90_000)),
          flags: WHOLE,
        },
        { start, end: start + 2 },
      )
    }),
  )
}

/** Every application server sends its telemetry to one vendor each minute. @returns {Line[]} */
function telemetry() {
  const random = new Random('telemetry')
  return apps.flatMap((host, n) =>
    times(60, 7 * n).flatMap((start) =>
      toInternet(
        host,
        {
          client: host.address,
          clientPort: random.ephemeralPort(),
          server: '198.51.100.88',
          serverPort: 8_889,
          protocol: TCP,
          ...webVolume(random.between(15_000, 40_000), 180),
          flags: WHOLE,
        },
        { start, end: start + 1 },
      ),
    ),
  )
}

/**
 * An administrator logs in to the bastion and on to the application servers, from the first hour on, and to one of
 * them by RDP.
 * @returns {Line[]}
 */
function administration() {
  const random = new Random('administration')
  const session = { serverPort: 22, protocol: TCP, flags: WHOLE }
  return [1, 4, 8, 10].flatMap((hour) => {
    const begin = START + hour * 3600 - 1_500
    return Array.from({ length: 18 }, (_, n) => {
      const start = begin + n * 60
      const asked = /** @type {[number, number]} */ ([random.between(4_000, 30_000), 60])
      const answered = /** @type {[number, number]} */ ([random.between(9_000, 90_000), 70])
      return [
        ...fromInternet(
          bastion,
          {
            ...session,
            client: ADMINISTRATOR,
            clientPort: 60_100 + hour,
            server: bastion.address,
            asked,
            answered,
          },
          { start, end: start + 58 },
        ),
        ...inside(
          bastion,
          random.pick(apps.slice(0, 3)),
          { ...session, clientPort: 60_200 + hour, asked, answered },
          { start, end: start + 58 },
        ),
        ...(n < 3
          ? fromInternet(
              app(4),
              {
                ...session,
                serverPort: 3_389,
                client: ADMINISTRATOR,
                clientPort: 60_300 + hour,
                server: app(4).address,
                asked,
                answered,
              },
              { start, end: start + 58 },
            )
          : []),
      ]
    }).flat()
  })
}

/** Two application servers open short connections to the database all day, in bursts. @returns {Line[]} */
function databasePool() {
  const random = new Random('database pool')
  return apps.slice(0, 2).flatMap((host, n) =>
    times(180, 20 * n).flatMap((start) =>
      Array.from({ length: 12 }, () =>
        inside(
          host,
          database,
          {
            clientPort: random.ephemeralPort(),
            serverPort: 5_432,
            protocol: TCP,
            asked: [random.between(1_500, 6_000), 14],
            answered: [random.between(2_000, 40_000), 18],
            flags: WHOLE,
          },
          { start, end: start + random.below(20) },
        ),
      ).flat(),
    ),
  )
}

/** People who visit the web site, some of them all day. @returns {Line[]} */
function visitors() {
  const random = new Random('visitors')
  return Array.from({ length: 6_000 }, () => {
    const start = START + random.below(HOURS * 3600 - 60)
    const server = random.pick(webServers)
    const client = `192.0.2.${1 + random.skewed(0, 250)}`
    return fromInternet(
      server,
      {
        client,
        clientPort: random.ephemeralPort(),
        server: server.address,
        serverPort: random.chance(0.9) ? 443 : 80,
        protocol: TCP,
        ...webVolume(random.skewed(300, 9_000), random.skewed(400, 900_000)),
        flags: WHOLE,
      },
      { start, end: start + random.below(40) },
    )
  }).flat()
}

/** The internet knocks: sources that try a port or a few, and one that tries many. @returns {Line[]} */
function knocking() {
  const random = new Random('knocking')
  const ports = [22, 23, 445, 1_433, 3_389, 5_900, 6_379, 8_080, 8_443, 9_200]
  const exposed = [bastion, ...webServers, loadBalancer]
  return Array.from({ length: 150 }, (_, n) => {
    const client = `198.51.100.${130 + (n % 60)}`
    const tries = n === 7 ? 40 : random.between(1, 3)
    return Array.from({ length: tries }, (_, attempt) => {
      const target = n === 7 ? bastion : random.pick(exposed)
      const start = START + random.below(HOURS * 3600 - 60)
      const [question] = flows(
        {
          client,
          clientPort: random.between(1_024, 65_535),
          server: target.address,
          serverPort: n === 7 ? 2_000 + attempt : random.pick(target === bastion ? ports.slice(1) : ports),
          protocol: TCP,
          asked: [44, 1],
          answered: [0, 0],
          flags: { client: 2, server: 0 },
        },
        { start, end: start },
      )
      return ingress(target, question, 'REJECT')
    })
  }).flat()
}

/** Hosts ask the resolver outside of the VPC for names, in queries of ordinary size. @returns {Line[]} */
function names() {
  const random = new Random('names')
  return everyHost.flatMap((host) =>
    times(90, random.below(60)).flatMap((start) => {
      const queries = random.between(1, 12)
      return toInternet(
        host,
        {
          client: host.address,
          clientPort: random.ephemeralPort(),
          server: '198.51.100.53',
          serverPort: 53,
          protocol: UDP,
          asked: [queries * random.between(62, 84), queries],
          answered: [queries * random.between(90, 240), queries],
        },
        { start: start + random.below(30), end: start + 40 },
      )
    }),
  )
}

/** @returns {Line[]} */
export const benign = () => [
  ...healthChecks(),
  ...poller(),
  ...ntp(),
  ...backup(),
  ...downloads(),
  ...updateChecks(),
  ...telemetry(),
  ...administration(),
  ...databasePool(),
  ...visitors(),
  ...knocking(),
  ...names(),
]
