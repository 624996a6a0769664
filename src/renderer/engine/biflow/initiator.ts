import { hasPorts } from '../../../shared/network/protocols'
import { serviceName } from '../../../shared/network/services'
import type { InitiatorReason } from '../../../shared/query/biflow'

/** What the records that a side sent tell of it. */
export interface SideFacts {
  readonly port: number
  readonly flows: number
  /** Records with SYN and without ACK. */
  readonly opening: number
  /** Records with SYN-ACK. */
  readonly answering: number
  /** Epoch seconds; null without one. */
  readonly start: number | null
}

/** Ports below this are given to services by IANA as "system ports" (RFC 6335, section 6). */
const SYSTEM_PORTS = 1024
/** The lowest port that a common system gives to a client (Linux; others begin at 49152). */
const FIRST_CLIENT_PORT = 32_768

/** Whether the first of two sides began, and why it is taken so. */
export function initiatorOf(
  a: SideFacts,
  b: SideFacts,
  protocol: number | null,
): { readonly first: boolean; readonly reason: InitiatorReason } {
  if (a.opening > 0 !== b.opening > 0) return { first: a.opening > 0, reason: 'syn' }
  if (a.answering > 0 !== b.answering > 0) return { first: b.answering > 0, reason: 'syn-ack' }
  const withPorts = protocol !== null && hasPorts(protocol)
  if (withPorts) {
    const aServes = isService(a.port, protocol)
    if (aServes !== isService(b.port, protocol)) return { first: !aServes, reason: 'service' }
  }
  if (a.start !== null && b.start !== null && a.start !== b.start)
    return { first: a.start < b.start, reason: 'earlier' }
  if (a.flows > 0 !== b.flows > 0) return { first: a.flows > 0, reason: 'only' }
  if (withPorts && a.port !== b.port) return { first: a.port > b.port, reason: 'lower-port' }
  return { first: true, reason: 'none' }
}

function isService(port: number, protocol: number): boolean {
  return port < SYSTEM_PORTS || (port < FIRST_CLIENT_PORT && serviceName(port, protocol) !== null)
}
