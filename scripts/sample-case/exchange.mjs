/**
 * Exchanges told as records at once, without single packets: for the traffic that only the flow logs hold.
 */

import { egress, ingress, PATH } from './record.mjs'
import { BARE, BARE_SYN, SEGMENT } from './tcp.mjs'

/**
 * @typedef {import('./network.mjs').Interface} Interface
 * @typedef {import('./record.mjs').Line} Line
 * @typedef {import('./record.mjs').Flow} Flow
 */

/**
 * Epoch seconds, shared by all records of an exchange.
 * @typedef {{ start: number, end: number }} Times
 */

/**
 * @typedef {object} Exchange
 * @property {string} client
 * @property {number} clientPort
 * @property {string} server
 * @property {number} serverPort
 * @property {number} protocol
 * @property {[number, number]} asked    bytes and packets from the client
 * @property {[number, number]} answered bytes and packets from the server
 * @property {{ client: number, server: number }} [flags] default: none to report
 */

/** tcp-flags of a whole connection within one interval, from its client and from its server. */
export const WHOLE = { client: 3, server: 19 }
/** A SYN, and a reset or nothing for it. */
export const SYN_ONLY = { client: 2, server: 20 }

/**
 * IP bytes and packets of a TCP side that sends `payload` bytes, with its SYN.
 * @param {number} payload
 * @param {number} bare packets without payload beside the SYN
 * @returns {[number, number]}
 */
function tcpVolume(payload, bare) {
  const packets = Math.ceil(payload / SEGMENT) + bare
  return [BARE_SYN + packets * BARE + payload, packets + 1]
}

/**
 * Volumes of a request and its reply over a connection of their own.
 * @param {number} request bytes
 * @param {number} reply bytes
 * @returns {{ asked: [number, number], answered: [number, number] }}
 */
export const webVolume = (request, reply) => ({
  asked: tcpVolume(request, 3 + Math.ceil(reply / SEGMENT / 2)),
  answered: tcpVolume(reply, 3),
})

/**
 * @param {Exchange} exchange
 * @param {Times} times
 * @returns {[Flow, Flow]} from the client, from the server
 */
export function flows({ client, clientPort, server, serverPort, protocol, asked, answered, flags }, times) {
  const { start, end } = times
  return [
    {
      srcaddr: client,
      dstaddr: server,
      srcport: clientPort,
      dstport: serverPort,
      protocol,
      bytes: asked[0],
      packets: asked[1],
      flags: flags?.client ?? 0,
      start,
      end,
    },
    {
      srcaddr: server,
      dstaddr: client,
      srcport: serverPort,
      dstport: clientPort,
      protocol,
      bytes: answered[0],
      packets: answered[1],
      flags: flags?.server ?? 0,
      start,
      end,
    },
  ]
}

/**
 * Someone on the internet asks one of ours.
 * @param {Interface} at
 * @param {Exchange} exchange
 * @param {Times} times
 * @returns {Line[]}
 */
export function fromInternet(at, exchange, times) {
  const [question, answer] = flows(exchange, times)
  return [ingress(at, question), egress(at, answer, PATH.internetGateway)]
}

/**
 * One of ours asks someone on the internet.
 * @param {Interface} at
 * @param {Exchange} exchange
 * @param {Times} times
 * @returns {Line[]}
 */
export function toInternet(at, exchange, times) {
  const [question, answer] = flows(exchange, times)
  return [egress(at, question, PATH.internetGateway), ingress(at, answer)]
}

/**
 * Between two of ours: both interfaces record both directions.
 * @param {Interface} client
 * @param {Interface} server
 * @param {Omit<Exchange, 'client' | 'server'>} exchange
 * @param {Times} times
 * @returns {Line[]}
 */
export function inside(client, server, exchange, times) {
  const [question, answer] = flows({ ...exchange, client: client.address, server: server.address }, times)
  return [
    egress(client, question, PATH.sameVpc),
    ingress(server, question),
    egress(server, answer, PATH.sameVpc),
    ingress(client, answer),
  ]
}
