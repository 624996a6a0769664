/** TCP conversations as a capture file: classic pcap, microseconds, Ethernet. */

import { Random } from './random.mjs'
import { BARE, BARE_SYN, BIT, schedule, totalLength } from './tcp.mjs'

/** @typedef {import('./tcp.mjs').Conversation} Conversation */

const FILE_HEADER = 24
const PACKET_HEADER = 16
const ETHERNET_HEADER = 14
const IP_HEADER = 20
const SNAPLEN = 262_144
const LINKTYPE_ETHERNET = 1

const VICTIM_MAC = Buffer.from('0e5fd3a19b27', 'hex')
const GATEWAY_MAC = Buffer.from('0ec9417f00e1', 'hex')

const WINDOW_SCALE = 7
const WINDOW = 501
const DONT_FRAGMENT = 0x4000
const LOCAL_TTL = 64
const REMOTE_TTL = 47

/** @param {string} address IPv4 */
const addressBytes = (address) => Buffer.from(address.split('.').map(Number))

/**
 * Ones' complement sum of RFC 1071 over big-endian 16-bit words, not yet folded.
 * @param {Buffer} bytes
 * @param {number} from
 * @param {number} to
 * @param {number} sum
 */
function addWords(bytes, from, to, sum) {
  let i = from
  let total = sum
  for (; i + 1 < to; i += 2) total += bytes.readUInt16BE(i)
  return i < to ? total + bytes.readUInt8(i) * 256 : total
}

/** @param {number} sum */
function checksum(sum) {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
  return ~folded & 0xffff
}

/**
 * @typedef {object} Frame
 * @property {number} time microseconds since the epoch
 * @property {Buffer} bytes
 */

/**
 * @param {Conversation} conversation
 * @returns {Frame[]}
 */
function frames(conversation) {
  const { client, server, turns } = conversation
  const random = new Random(`frames ${client.address}:${client.port}>${server.address}:${server.port}`)
  const contents = turns.map((turn) => turn.content ?? random.bytes(turn.length))
  const clientIsLocal = conversation.local === 'client'
  const clientAddress = addressBytes(client.address)
  const serverAddress = addressBytes(server.address)
  /** State of server and client: initial sequence number, IP id, time stamp offset, last time stamp seen. */
  const sides = /** @type {const} */ ([0, 1]).map(() => ({
    initial: random.next(),
    id: random.below(0x10000),
    clock: random.next(),
    echo: 0,
  }))
  const [serverSide, clientSide] = /** @type {[typeof sides[0], typeof sides[0]]} */ (sides)
  /** @type {Frame[]} */
  const out = []

  schedule(conversation, (time, fromClient, flags, seq, ack, length, turn, offset) => {
    const [from, to] = fromClient ? [clientSide, serverSide] : [serverSide, clientSide]
    const local = fromClient === clientIsLocal
    const ipLength = totalLength(flags, length)
    const bytes = Buffer.alloc(ETHERNET_HEADER + ipLength)
    bytes.set(local ? GATEWAY_MAC : VICTIM_MAC, 0)
    bytes.set(local ? VICTIM_MAC : GATEWAY_MAC, 6)
    bytes.writeUInt16BE(0x0800, 12)

    const ip = ETHERNET_HEADER
    bytes[ip] = 0x45
    bytes.writeUInt16BE(ipLength, ip + 2)
    bytes.writeUInt16BE(from.id, ip + 4)
    from.id = (from.id + 1) & 0xffff
    bytes.writeUInt16BE(DONT_FRAGMENT, ip + 6)
    bytes[ip + 8] = local ? LOCAL_TTL : REMOTE_TTL
    bytes[ip + 9] = 6
    bytes.set(fromClient ? clientAddress : serverAddress, ip + 12)
    bytes.set(fromClient ? serverAddress : clientAddress, ip + 16)
    bytes.writeUInt16BE(checksum(addWords(bytes, ip, ip + IP_HEADER, 0)), ip + 10)

    const tcp = ip + IP_HEADER
    const syn = (flags & BIT.syn) !== 0
    const headerLength = (syn ? BARE_SYN : BARE) - IP_HEADER
    bytes.writeUInt16BE(fromClient ? client.port : server.port, tcp)
    bytes.writeUInt16BE(fromClient ? server.port : client.port, tcp + 2)
    bytes.writeUInt32BE((from.initial + seq) >>> 0, tcp + 4)
    if (flags & BIT.ack) bytes.writeUInt32BE((to.initial + ack) >>> 0, tcp + 8)
    bytes[tcp + 12] = (headerLength / 4) << 4
    bytes[tcp + 13] = flags
    bytes.writeUInt16BE(syn ? 64_240 : WINDOW, tcp + 14)
    let option = tcp + 20
    // MSS 1460, SACK permitted; or two no-operations.
    option += bytes.write(syn ? '020405b40402' : '0101', option, 'hex')
    const stamp = (from.clock + Math.floor(time / 1000)) >>> 0
    bytes.writeUInt16BE(0x080a, option)
    bytes.writeUInt32BE(stamp, option + 2)
    bytes.writeUInt32BE(from.echo, option + 6)
    to.echo = stamp
    if (syn) {
      bytes.writeUInt32BE(0x01030300 | WINDOW_SCALE, option + 10)
    }
    const payload = contents[turn]
    if (payload && length > 0) payload.copy(bytes, tcp + headerLength, offset, offset + length)
    const segmentLength = ipLength - IP_HEADER
    const pseudoHeader = addWords(bytes, ip + 12, ip + 20, 6 + segmentLength)
    bytes.writeUInt16BE(checksum(addWords(bytes, tcp, bytes.length, pseudoHeader)), tcp + 16)
    out.push({ time, bytes })
  })
  return out
}

/**
 * @param {readonly Conversation[]} conversations
 * @returns {Buffer} the capture file
 */
export function capture(conversations) {
  const all = conversations.flatMap(frames).sort((a, b) => a.time - b.time)
  const size = all.reduce((sum, { bytes }) => sum + PACKET_HEADER + bytes.length, FILE_HEADER)
  const file = Buffer.alloc(size)
  file.writeUInt32LE(0xa1b2c3d4, 0)
  file.writeUInt16LE(2, 4)
  file.writeUInt16LE(4, 6)
  file.writeUInt32LE(SNAPLEN, 16)
  file.writeUInt32LE(LINKTYPE_ETHERNET, 20)
  let position = FILE_HEADER
  for (const { time, bytes } of all) {
    file.writeUInt32LE(Math.floor(time / 1e6), position)
    file.writeUInt32LE(time % 1e6, position + 4)
    file.writeUInt32LE(bytes.length, position + 8)
    file.writeUInt32LE(bytes.length, position + 12)
    file.set(bytes, position + PACKET_HEADER)
    position += PACKET_HEADER + bytes.length
  }
  return file
}
