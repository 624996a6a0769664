/**
 * TCP conversations packet by packet, as seen at the interface of the local side: handshake, messages in
 * segments with acknowledgements and a growing window, orderly close or reset. Records and capture are both
 * made from these packets, which is why their sums agree.
 */

import { Random } from './random.mjs'

/**
 * @typedef {object} Endpoint
 * @property {string} address IPv4
 * @property {number} port
 */

/**
 * A message of one side.
 * @typedef {object} Turn
 * @property {boolean} fromClient
 * @property {number} length bytes, at least 1
 * @property {number} wait microseconds from the end of the previous turn to its first packet
 * @property {number} [bytesPerSecond] slows the sender down; default: as fast as the window allows
 * @property {Buffer} [content] default: opaque bytes
 */

/**
 * @typedef {object} Conversation
 * @property {Endpoint} client
 * @property {Endpoint} server
 * @property {number} openAt microseconds since the epoch
 * @property {number} roundTrip microseconds
 * @property {'client' | 'server'} local the side whose interface is watched
 * @property {readonly Turn[]} turns
 * @property {'client' | 'server' | 'reset'} close who sends the first FIN; or the client's RST
 */

/**
 * Receives each packet. Times are microseconds since the epoch and only nearly in order; seq and ack count from
 * each side's initial sequence number.
 * @callback Emit
 * @param {number} time
 * @param {boolean} fromClient
 * @param {number} flags
 * @param {number} seq
 * @param {number} ack
 * @param {number} length bytes of payload
 * @param {number} turn index of the turn that the payload belongs to
 * @param {number} offset of the payload in it
 * @returns {void}
 */

export const BIT = Object.freeze({ fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 })

/** 1,500 bytes less IP and TCP headers, with the time stamp option. */
export const SEGMENT = 1448

const IP_HEADER = 20
/** With MSS, SACK permitted, time stamp and window scale. */
const SYN_HEADER = 40
/** With the time stamp option. */
const DATA_HEADER = 32

/** IP total length of a packet that carries nothing. */
export const BARE_SYN = IP_HEADER + SYN_HEADER
export const BARE = IP_HEADER + DATA_HEADER

/**
 * IP total length.
 * @param {number} flags
 * @param {number} length bytes of payload
 */
export const totalLength = (flags, length) => (flags & BIT.syn ? BARE_SYN : BARE) + length

/** A host answers within this time, in microseconds. */
const ANSWER = 45
/** Spacing of back-to-back segments of 1,500 bytes, in microseconds. */
const SPACING = 12
const FIRST_FLIGHT = 10
/** 44 segments stay within a receive window of 64,128 bytes. */
const LARGEST_FLIGHT = 44

/**
 * @param {Conversation} conversation
 * @param {Emit} emit
 */
export function schedule(conversation, emit) {
  const { client, server, roundTrip, turns } = conversation
  // Of its own, so that records and capture of a conversation come out of the same packets.
  const jitter = new Random(`${client.address}:${client.port}>${server.address}:${server.port}`)
  const clientIsLocal = conversation.local === 'client'
  /** @type {[number, number]} next sequence number of server and client */
  const seq = [0, 0]
  /** @type {[number, number]} what server and client have acknowledged */
  const acked = [0, 0]
  let now = conversation.openAt

  /**
   * From seeing a packet at the local interface to seeing the answer to it.
   * @param {boolean} fromClient who answers
   */
  const answerTime = (fromClient) =>
    (fromClient === clientIsLocal ? ANSWER : roundTrip + ANSWER) + jitter.below(40)

  /**
   * @param {number} time
   * @param {boolean} fromClient
   * @param {number} flags
   * @param {number} length
   * @param {number} turn
   * @param {number} offset
   */
  function send(time, fromClient, flags, length, turn, offset) {
    const side = fromClient ? 1 : 0
    emit(time, fromClient, flags, seq[side], acked[side], length, turn, offset)
    seq[side] += length + (flags & (BIT.syn | BIT.fin) ? 1 : 0)
  }

  /**
   * A packet without payload that acknowledges everything seen so far.
   * @param {boolean} fromClient
   * @param {number} flags
   */
  function answer(fromClient, flags) {
    acked[fromClient ? 1 : 0] = seq[fromClient ? 0 : 1]
    send(now, fromClient, flags, 0, -1, 0)
  }

  /**
   * @param {Turn} turn
   * @param {number} index
   */
  function say(turn, index) {
    const { fromClient, length } = turn
    const listener = fromClient ? 0 : 1
    let flight = FIRST_FLIGHT
    let offset = 0
    while (offset < length) {
      const begun = now
      const from = offset
      /** @type {{ time: number, end: number }[]} */
      const segments = []
      while (segments.length < flight && offset < length) {
        const size = Math.min(SEGMENT, length - offset)
        send(now, fromClient, BIT.ack | (offset + size === length ? BIT.psh : 0), size, index, offset)
        offset += size
        segments.push({ time: now, end: seq[fromClient ? 1 : 0] })
        now += SPACING
      }
      // One acknowledgement for every second segment, and for the last.
      const delay = answerTime(!fromClient)
      segments.forEach((segment, i) => {
        if (i % 2 === 0 && i < segments.length - 1) return
        now = segment.time + delay
        acked[listener] = segment.end
        send(now, !fromClient, BIT.ack, 0, -1, 0)
      })
      now += ANSWER
      if (turn.bytesPerSecond === undefined) flight = Math.min(flight * 2, LARGEST_FLIGHT)
      else now = Math.max(now, begun + Math.round(((offset - from) * 1e6) / turn.bytesPerSecond))
    }
  }

  send(now, true, BIT.syn, 0, -1, 0)
  now += answerTime(false)
  answer(false, BIT.syn | BIT.ack)
  now += answerTime(true)
  answer(true, BIT.ack)
  turns.forEach((turn, index) => {
    now += turn.wait
    say(turn, index)
  })
  now += 200
  if (conversation.close === 'reset') {
    answer(true, BIT.rst | BIT.ack)
    return
  }
  const closer = conversation.close === 'client'
  answer(closer, BIT.fin | BIT.ack)
  now += answerTime(!closer)
  answer(!closer, BIT.fin | BIT.ack)
  now += answerTime(closer)
  answer(closer, BIT.ack)
}
