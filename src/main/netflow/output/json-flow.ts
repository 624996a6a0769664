import type { LocalClock } from './local-clock'
import { type PrintedFlow, PrintedFlowError, type Volume } from './printed-flow'
import { readAddress, readFlags, readPorts, readTime } from './printed-values'

type Flow = Readonly<Record<string, unknown>>

/** Whether a beginning of JSON is of `nfdump -o json` or `ndjson`, by the keys of its first object. */
export function isFlowJson(text: string): boolean {
  const object = /^[\s[]*\{[^{}]*/.exec(text)?.[0]
  if (!object) return false
  return (
    /"type"\s*:\s*"FLOW"/.test(object) &&
    /"(t_)?first"\s*:\s*"\d{4}/.test(object) &&
    /"(t_)?last"\s*:/.test(object) &&
    /"in_packets"\s*:/.test(object)
  )
}

/**
 * Reads an object of `nfdump -o json` or `ndjson`, in the names of version 1.7 or of 1.6 (t_first, t_last).
 * @throws PrintedFlowError
 */
export function readFlowJson(text: string, clock: LocalClock): PrintedFlow {
  const flow = parse(text)
  if (flow.type !== 'FLOW') throw new PrintedFlowError('a record of another type than FLOW')
  const protocol = number(flow, 'proto')
  const icmp = 'icmp_type' in flow || protocol === 1 || protocol === 58
  const ports = icmp
    ? {
        ...{ sourcePort: 0, destinationPort: 0 },
        icmpType: numberOr(flow, 'icmp_type', Number.NaN),
        icmpCode: numberOr(flow, 'icmp_code', Number.NaN),
      }
    : readPorts(protocol, String(numberOr(flow, 'src_port', 0)), String(numberOr(flow, 'dst_port', 0)))
  if (protocol > 255) throw new PrintedFlowError('"proto" is no protocol number')
  const flags = flow.tcp_flags
  const packets = number(flow, 'in_packets')
  const bytes = number(flow, 'in_bytes')
  return {
    first: readTime(timeText(flow, 'first'), clock),
    last: readTime(timeText(flow, 'last'), clock),
    protocol,
    source: address(flow, 'src'),
    destination: address(flow, 'dst'),
    ...ports,
    tcpFlags: typeof flags === 'string' ? readFlags(flags) : 0,
    // No packet of IP has one byte: some versions print the packets in the place of the bytes (ndjson of 1.7.5).
    forward: { packets, bytes: bytes === packets && packets > 0 ? Number.NaN : bytes, rounded: false },
    backward: backward(flow),
    flows: numberOr(flow, 'aggr_flows', 1),
  }
}

function backward(flow: Flow): Volume | null {
  const packets = numberOr(flow, 'out_packets', 0)
  const bytes = numberOr(flow, 'out_bytes', 0)
  return packets === 0 && bytes === 0 ? null : { packets, bytes, rounded: false }
}

function parse(text: string): Flow {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new PrintedFlowError('no JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PrintedFlowError('no JSON object')
  }
  return value as Flow
}

function timeText(flow: Flow, key: 'first' | 'last'): string {
  const text = flow[key] ?? flow[`t_${key}`]
  if (typeof text !== 'string') throw new PrintedFlowError(`no time "${key}"`)
  return text
}

function address(flow: Flow, side: 'src' | 'dst'): number | string | null {
  const text = flow[`${side}4_addr`] ?? flow[`${side}6_addr`]
  if (typeof text !== 'string') throw new PrintedFlowError(`no address "${side}4_addr" or "${side}6_addr"`)
  return readAddress(text)
}

function number(flow: Flow, key: string): number {
  const value = flow[key]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new PrintedFlowError(`"${key}" is missing or no number`)
  }
  return value
}

function numberOr(flow: Flow, key: string, otherwise: number): number {
  return key in flow ? number(flow, key) : otherwise
}
