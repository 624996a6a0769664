import { egress, FLAG, ingress, TCP } from './record.mjs'
import { BIT, schedule, totalLength } from './tcp.mjs'

/**
 * @typedef {import('./network.mjs').Interface} Interface
 * @typedef {import('./record.mjs').Line} Line
 * @typedef {import('./record.mjs').Flow} Flow
 * @typedef {import('./tcp.mjs').Conversation} Conversation
 */

const INTERVAL_SECONDS = 60
/** The interface's aggregation intervals begin five seconds past each minute. */
const INTERVAL_PHASE = 5

/**
 * The aggregation interval of the logged interface that a second falls in.
 * @param {number} second
 */
const intervalOf = (second) => Math.floor((second - INTERVAL_PHASE) / INTERVAL_SECONDS)

/**
 * Seconds from the begin of the aggregation interval to this second.
 * @param {number} second
 */
export const secondOfInterval = (second) => (second - INTERVAL_PHASE) % INTERVAL_SECONDS

/**
 * tcp-flags of one packet: a lone ACK or PSH counts as nothing.
 * @param {number} bits
 */
function reportedFlags(bits) {
  if (bits & BIT.syn) return bits & BIT.ack ? FLAG.synAck : FLAG.syn
  return (bits & BIT.fin ? FLAG.fin : 0) | (bits & BIT.rst ? FLAG.rst : 0)
}

/**
 * A conversation as the interface of its local side records it: one record for each direction and interval in
 * which it has packets.
 * @param {Conversation} conversation
 * @param {Interface} at
 * @param {number} path traffic-path of the egress records
 * @returns {{ lines: Line[], bytesFromClient: number, bytesFromServer: number }}
 */
export function recordConversation(conversation, at, path) {
  const { client, server } = conversation
  const clientIsLocal = conversation.local === 'client'
  /** @type {Map<number, Flow>} */
  const flows = new Map()
  let bytesFromClient = 0
  let bytesFromServer = 0
  schedule(conversation, (time, fromClient, bits, _seq, _ack, length) => {
    const second = Math.floor(time / 1e6)
    const bytes = totalLength(bits, length)
    if (fromClient) bytesFromClient += bytes
    else bytesFromServer += bytes
    const key = intervalOf(second) * 2 + (fromClient ? 1 : 0)
    const flow = flows.get(key)
    if (flow) {
      flow.bytes += bytes
      flow.packets++
      flow.flags |= reportedFlags(bits)
      flow.start = Math.min(flow.start, second)
      flow.end = Math.max(flow.end, second)
      return
    }
    const [source, destination] = fromClient ? [client, server] : [server, client]
    flows.set(key, {
      srcaddr: source.address,
      dstaddr: destination.address,
      srcport: source.port,
      dstport: destination.port,
      protocol: TCP,
      bytes,
      packets: 1,
      flags: reportedFlags(bits),
      start: second,
      end: second,
    })
  })
  const lines = [...flows].map(([key, flow]) =>
    (key % 2 === 1) === clientIsLocal ? egress(at, flow, path) : ingress(at, flow),
  )
  return { lines, bytesFromClient, bytesFromServer }
}
