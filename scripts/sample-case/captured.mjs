/**
 * The conversations that investigate.pcap holds, whole: what the suspect did at the web server from 20:30 to
 * 20:45, one web client, and one connection to a database in a peered VPC.
 */

import { at } from './clock.mjs'
import { exchange, LOGIN_PAGE, loginRequest, pageRequest, replyHead, sitePage, turn } from './http.mjs'
import { CAPTURED_CLIENT, PEERED_DATABASE, victim } from './network.mjs'
import { postgresSession } from './postgres.mjs'
import { PUBLISHED } from './published.mjs'
import { Random } from './random.mjs'
import { sshSession } from './ssh.mjs'

/**
 * @typedef {import('./tcp.mjs').Conversation} Conversation
 * @typedef {import('./tcp.mjs').Turn} Turn
 */

const { suspect, capturedClientPorts } = PUBLISHED
const SUSPECT_ROUND_TRIP = 38_000
const CLIENT_ROUND_TRIP = 71_000
const PEERED_ROUND_TRIP = 900

const ATTEMPTS = 150
const FIRST_ATTEMPT = at('20:30:20')
const PORT_STEP = 18
const USERS = ['admin', 'root', 'shop', 'operator', 'webmaster']
const WORDS = [
  'summer',
  'dragon',
  'monkey',
  'shadow',
  'welcome',
  'qwerty',
  'letmein',
  'harbour',
  'sunshine',
  'master',
]
const TRANSFER_BYTES = 2_800_000
const TRANSFER_SECONDS = 128

/**
 * @param {number} port
 * @param {number} openAt microseconds
 * @param {Turn[]} turns
 * @returns {Conversation}
 */
const webConversation = (port, openAt, turns) => ({
  client: { address: suspect, port },
  server: { address: victim.address, port: 80 },
  openAt,
  roundTrip: SUSPECT_ROUND_TRIP,
  local: 'server',
  turns,
  close: 'server',
})

/** The last waves of guessing: all refused but the very last, which gets a session. */
function attempts() {
  const random = new Random('captured attempts')
  const redirect = Buffer.from('<a href="/admin">Found</a>.\n')
  return Array.from({ length: ATTEMPTS }, (_, i) => {
    const last = i === ATTEMPTS - 1
    const second = FIRST_ATTEMPT + 2 * i
    const password = last ? 'Harbour-2023!' : `${random.pick(WORDS)}${random.below(10_000)}`
    const request = loginRequest(last ? 'admin' : random.pick(USERS), password)
    const body = last ? redirect : LOGIN_PAGE
    const extra = last ? `Location: /admin\r\nSet-Cookie: session=${random.hex(32)}; HttpOnly\r\n` : ''
    const head = replyHead(last ? '302 Found' : '401 Unauthorized', second, body, extra)
    return webConversation(
      capturedClientPorts[80] - PORT_STEP * (ATTEMPTS - 1 - i),
      second * 1e6 + random.below(900_000),
      exchange(request, random.between(80_000, 260_000), head, body),
    )
  })
}

/** What the session is used for first. */
function administration() {
  const random = new Random('captured administration')
  const cookie = random.hex(32)
  return ['/admin', '/admin/orders', '/admin/users', '/admin/plugins', '/admin/backup'].map((path, i) => {
    const second = at('20:35:31') + 7 * i
    const body = sitePage(path, random.between(900, 5_000))
    return webConversation(
      capturedClientPorts[80] + PORT_STEP * (i + 1),
      second * 1e6 + random.below(900_000),
      exchange(
        pageRequest(path, cookie),
        random.between(9_000, 90_000),
        replyHead('200 OK', second, body),
        body,
      ),
    )
  })
}

/** @returns {Conversation} */
const shell = () => ({
  client: { address: suspect, port: capturedClientPorts[22] },
  server: { address: victim.address, port: 22 },
  openAt: at('20:36:20') * 1e6 + 204_511,
  roundTrip: SUSPECT_ROUND_TRIP,
  local: 'server',
  turns: sshSession(new Random('captured shell'), 420),
  close: 'client',
})

/**
 * A first, small archive: the bytes of a gzip stream.
 * @returns {Conversation}
 */
function firstTransfer() {
  const head = Buffer.concat([
    Buffer.from('1f8b0800000000000003', 'hex'),
    new Random('captured transfer').bytes(502),
  ])
  const stream = turn(true, TRANSFER_BYTES, 5_000)
  return {
    client: { address: victim.address, port: capturedClientPorts[8889] },
    server: { address: suspect, port: 8889 },
    openAt: at('20:39:24') * 1e6 + 118_240,
    roundTrip: SUSPECT_ROUND_TRIP,
    local: 'client',
    turns: [turn(true, head, 800), { ...stream, bytesPerSecond: TRANSFER_BYTES / TRANSFER_SECONDS }],
    close: 'client',
  }
}

/**
 * A visitor who has nothing to do with it.
 * @returns {Conversation[]}
 */
function visits() {
  const random = new Random('captured visits')
  return ['/', '/catalogue', '/catalogue/lamps', '/basket', '/contact'].map((path, i) => {
    const second = at('20:31:12') + 131 * i
    const body = sitePage(path, random.between(800, 4_000))
    return {
      client: { address: CAPTURED_CLIENT, port: 40_212 + 6 * i },
      server: { address: victim.address, port: 80 },
      openAt: second * 1e6 + random.below(900_000),
      roundTrip: CLIENT_ROUND_TRIP,
      local: 'server',
      turns: exchange(
        pageRequest(path),
        random.between(5_000, 60_000),
        replyHead('200 OK', second, body),
        body,
      ),
      close: 'client',
    }
  })
}

/** @returns {Conversation} */
const databaseConnection = () => ({
  client: { address: victim.address, port: 41_544 },
  server: { address: PEERED_DATABASE, port: 5432 },
  openAt: at('20:30:41') * 1e6 + 77_310,
  roundTrip: PEERED_ROUND_TRIP,
  local: 'client',
  turns: postgresSession(new Random('captured database'), 72),
  close: 'client',
})

export const suspectConversationsInCapture = () => [
  ...attempts(),
  ...administration(),
  shell(),
  firstTransfer(),
]

export const webConversationsInCapture = visits

export const databaseConversationsInCapture = () => [databaseConnection()]
