import { parseIPv4 } from '../../../shared/flow/address'
import type { FlowRow } from '../../../shared/query/query'

/** Wireshark's names of the port fields, by protocol number. */
const PORT_FIELDS: ReadonlyMap<number, string> = new Map([
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [132, 'sctp'],
  [136, 'udp'],
])

/**
 * A display filter of Wireshark's for the packets of one direction between the two sides of a flow; null when
 * the flow tells no addresses. Packets before and after the flow may match as well.
 */
export function wiresharkFilter({ values }: Pick<FlowRow, 'values'>): string | null {
  const { srcaddr, dstaddr, srcport, dstport, protocol } = values
  if (typeof srcaddr !== 'string' || typeof dstaddr !== 'string') return null
  const ip = parseIPv4(srcaddr) === null ? 'ipv6' : 'ip'
  const parts = [`${ip}.src == ${srcaddr}`, `${ip}.dst == ${dstaddr}`]
  const port = PORT_FIELDS.get(Number(protocol))
  if (port && srcport !== undefined && dstport !== undefined) {
    parts.push(`${port}.srcport == ${srcport}`, `${port}.dstport == ${dstport}`)
  } else if (protocol !== undefined && ip === 'ip') parts.push(`ip.proto == ${protocol}`)
  return parts.join(' && ')
}
