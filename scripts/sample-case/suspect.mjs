/**
 * What 20.106.124.93 does on 28 September 2023: guesses log-ins at the web server in three long waves, gets in
 * while a capture is running, opens SSH sessions, and has the server send its data to port 8889.
 */

import { recordConversation, secondOfInterval } from './aggregation.mjs'
import { suspectConversationsInCapture } from './captured.mjs'
import { at } from './clock.mjs'
import { exchange, LOGIN_PAGE, turn } from './http.mjs'
import { victim } from './network.mjs'
import { PUBLISHED } from './published.mjs'
import { Random } from './random.mjs'
import { FLAG, ingress, PATH, TCP } from './record.mjs'
import { sshSession } from './ssh.mjs'
import { BARE, BARE_SYN, SEGMENT } from './tcp.mjs'

/**
 * @typedef {import('./record.mjs').Line} Line
 * @typedef {import('./tcp.mjs').Conversation} Conversation
 * @typedef {import('./tcp.mjs').Turn} Turn
 */

const ROUND_TRIP = 38_000
const { suspect, servicePorts, capturedClientPorts } = PUBLISHED
const [HTTP, SSH, TRANSFER] = /** @type {[number, number, number]} */ ([...servicePorts])

/** Log-in attempts that make up what is missing to the published bytes; all others have sizes of their own. */
const FITTED = 400

/** When the guessing goes on, and how many attempts a second compared with the other waves. */
const WAVES = [
  { from: at('17:22:36'), to: at('18:11:20'), rate: 8 },
  { from: at('18:26:00'), to: at('19:28:30'), rate: 7 },
  { from: at('19:41:10'), to: at('20:27:40'), rate: 5 },
]

/** Port 22 is closed to the suspect before it is let in. */
const REFUSED = ['17:24:10', '17:58:31', '18:22:46', '19:35:02', '20:11:57']

const SSH_SESSIONS = [
  { from: at('20:52:10'), seconds: 2_760 },
  { from: at('22:04:35'), seconds: 6_720 },
]

/** Share of the bytes in thousandths; the last transfer takes what is left. */
const TRANSFERS = [
  { from: at('20:58:20'), to: at('21:09:40'), port: 41_236, share: 88 },
  { from: at('21:14:05'), to: at('21:29:10'), port: 44_810, share: 121 },
  { from: at('21:33:45'), to: at('21:47:20'), port: 39_022, share: 104 },
  { from: at('21:55:10'), to: at('22:11:50'), port: 52_668, share: 132 },
  { from: at('22:16:30'), to: at('22:28:15'), port: 47_394, share: 93 },
  { from: at('22:35:00'), to: at('22:51:25'), port: 33_950, share: 127 },
  { from: at('22:58:40'), to: at('23:12:05'), port: 58_104, share: 102 },
  { from: at('23:19:30'), to: at('23:36:10'), port: 50_576, share: 124 },
  { from: at('23:45:20'), to: at('23:59:52'), port: 42_488, share: 0 },
]

/**
 * Sizes of a small first write and the rest, so that the sender's packets add up to `total` IP bytes. A single
 * write can't always: one more segment brings one more header.
 * @param {number} total
 * @param {number} overhead IP bytes of the sender's packets that carry no payload
 * @param {number} leastFirst
 * @returns {[number, number]}
 */
function writesFor(total, overhead, leastFirst) {
  for (let first = leastFirst; ; first++) {
    const rest = total - overhead - BARE - first
    const segments = Math.ceil(rest / (BARE + SEGMENT))
    const payload = rest - segments * BARE
    if (payload > 0 && Math.ceil(payload / SEGMENT) === segments) return [first, payload]
  }
}

/**
 * @param {number} port the suspect's
 * @param {number} openAt microseconds
 * @param {Turn[]} turns
 * @param {'server' | 'reset'} close
 * @returns {Conversation}
 */
const webConversation = (port, openAt, turns, close) => ({
  client: { address: suspect, port },
  server: { address: victim.address, port: HTTP },
  openAt,
  roundTrip: ROUND_TRIP,
  local: 'server',
  turns,
  close,
})

/**
 * @param {number} port the victim's
 * @param {number} from epoch seconds
 * @param {number} to
 * @param {number} total IP bytes that the victim sends
 * @returns {Conversation}
 */
function transfer(port, from, to, total) {
  const [first, rest] = writesFor(total, BARE_SYN + 3 * BARE, 512)
  const stream = { ...turn(true, rest, 5_000), bytesPerSecond: Math.ceil(rest / (to - from)) }
  return {
    client: { address: victim.address, port },
    server: { address: suspect, port: TRANSFER },
    openAt: from * 1e6 + 140_000,
    roundTrip: ROUND_TRIP,
    local: 'client',
    turns: [turn(true, first, 800), stream],
    close: 'client',
  }
}

/**
 * Connection attempts that the security group refuses: SYN and its repetitions.
 * @param {number} port
 * @param {number} start
 */
const refused = (port, start) =>
  ingress(
    victim,
    {
      srcaddr: suspect,
      dstaddr: victim.address,
      srcport: port,
      dstport: SSH,
      protocol: TCP,
      bytes: 3 * BARE_SYN,
      packets: 3,
      flags: FLAG.syn,
      start,
      end: start + 3,
    },
    'REJECT',
  )

/**
 * Turns of a log-in attempt that is refused, or of another page.
 * @param {Random} random
 */
function attempt(random) {
  const request = random.between(268, 296)
  const think = random.between(80_000, 260_000)
  if (random.chance(0.03)) return exchange(request, random.between(400, 3_000), 318, 1_612)
  const turns = exchange(request, think, 322, LOGIN_PAGE.length)
  if (!random.chance(0.04)) return turns
  return [...turns, ...exchange(request + 3, think, 322, LOGIN_PAGE.length)]
}

/**
 * @param {number} records how many records of the suspect to write; fewer than about a thousand are not possible
 *   (its sessions and transfers, and all that the capture shows)
 * @param {boolean} published whether the published volumes must come out; false for cases too small for them
 * @returns {Line[]}
 */
export function suspectLines(records, published) {
  const random = new Random('suspect')
  /** @type {Line[]} */
  const lines = []
  let fromPort80 = 0
  let toPort8889 = 0

  /** @param {Conversation} conversation */
  function add(conversation) {
    const recorded = recordConversation(conversation, victim, PATH.internetGateway)
    lines.push(...recorded.lines)
    if (conversation.server.port === HTTP) fromPort80 += recorded.bytesFromServer
    if (conversation.server.port === TRANSFER) toPort8889 += recorded.bytesFromClient
  }

  const captured = suspectConversationsInCapture()
  captured.forEach(add)
  const taken = new Set([...Object.values(capturedClientPorts), ...captured.map((c) => c.client.port)])
  const ports = random.shuffle(Array.from({ length: 28_232 }, (_, i) => 32_768 + i))
  const freePorts = ports.filter((port) => !taken.has(port))
  const nextPort = () => /** @type {number} */ (freePorts.pop())

  for (const time of REFUSED) lines.push(refused(nextPort(), at(time)))
  for (const { from, seconds } of SSH_SESSIONS) {
    add({
      client: { address: suspect, port: nextPort() },
      server: { address: victim.address, port: SSH },
      openAt: from * 1e6 + 730_000,
      roundTrip: ROUND_TRIP,
      local: 'server',
      turns: sshSession(random, seconds),
      close: 'client',
    })
  }
  const volume = PUBLISHED.bytesToPort8889 - toPort8889
  for (const { from, to, port, share } of TRANSFERS) {
    const rest = PUBLISHED.bytesToPort8889 - toPort8889
    add(transfer(port, from, to, share === 0 ? rest : Math.floor((volume * share) / 1000)))
  }
  // With the session that the guessing won, the attacker looks around in the shop's administration.
  for (let i = 0; i < 24; i++) {
    const openAt = (at('20:50:00') + i * 127) * 1e6 + random.below(90_000_000)
    const turns = exchange(
      random.between(330, 420),
      random.between(9_000, 90_000),
      318,
      random.skewed(9_000, 400_000),
    )
    add(webConversation(nextPort(), openAt, turns, 'server'))
  }

  add(webConversation(nextPort(), PUBLISHED.firstStart * 1e6 + 318_402, attempt(random), 'server'))
  const waveSeconds = WAVES.map(({ from, to, rate }) => (to - from) * rate)
  const allSeconds = waveSeconds.reduce((sum, seconds) => sum + seconds, 0)
  const attemptTime = () => {
    let point = random.unit() * allSeconds
    for (const [i, { from, rate }] of WAVES.entries()) {
      const share = /** @type {number} */ (waveSeconds[i])
      if (point < share) return Math.floor((from + point / rate) * 1e6)
      point -= share
    }
    throw new Error('a point beyond the last wave')
  }
  /** A time from which a short conversation stays within one interval, and so makes two records. */
  const timeWithinInterval = () => {
    for (;;) {
      const time = attemptTime()
      if (secondOfInterval(Math.floor(time / 1e6)) < 40) return time
    }
  }

  const fitted = published ? FITTED : 0
  // An attempt makes up to six records: two keep-alive requests across an interval's end.
  while (lines.length < records - 2 * fitted - 6) {
    add(webConversation(nextPort(), attemptTime(), attempt(random), random.chance(0.02) ? 'reset' : 'server'))
  }
  while (lines.length < records - 2 * fitted - 1) {
    add(webConversation(nextPort(), timeWithinInterval(), attempt(random), 'server'))
  }
  if (lines.length === records - 2 * fitted - 1) lines.push(refused(nextPort(), at('17:41:23')))

  const missing = PUBLISHED.bytesFromPort80 - fromPort80
  for (let i = 0; i < fitted; i++) {
    const total = Math.floor(missing / fitted) + (i < missing % fitted ? 1 : 0)
    const [head, body] = writesFor(total, BARE_SYN + 3 * BARE, 300)
    const turns = exchange(random.between(268, 296), random.between(80_000, 260_000), head, body)
    add(webConversation(nextPort(), timeWithinInterval(), turns, 'server'))
  }
  return lines
}
