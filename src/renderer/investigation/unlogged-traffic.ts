import ipaddr from 'ipaddr.js'
import type { Difference } from './difference'
import type { TupleEnds } from './types'

const UDP = 17
const DNS = 53
const VXLAN = 4789
const DHCP_PORTS = [67, 68, 546, 547]

/** Hosts of 169.254.169.0/24 and of fd00:ec2::/32 that AWS answers at itself: DNS, metadata, time, KMS. */
const AMAZON_IPV4 = [
  '169.254.169.253',
  '169.254.169.254',
  '169.254.169.123',
  '169.254.169.250',
  '169.254.169.251',
]
const AMAZON_IPV6 = ipaddr.parseCIDR('fd00:ec2::/32')

/** Ranges of ipaddr.js whose packets no VPC passes on. */
const NOT_ROUTED: readonly string[] = ['loopback', 'linkLocal', 'multicast', 'broadcast', 'unspecified']

/**
 * Why AWS has no record of traffic between two ends, by what the "Flow log limitations" of the Amazon
 * VPC user guide leave out; null where nothing of that shows.
 */
export function unloggedTraffic({
  srcaddr,
  srcport,
  dstaddr,
  dstport,
  protocol,
}: TupleEnds): Difference | null {
  const ends = [
    { address: srcaddr, port: srcport },
    { address: dstaddr, port: dstport },
  ]
  if (ends.some(({ address, port }) => isAmazonService(address, port))) return 'amazon-service'
  if (protocol === UDP && ends.every(({ port }) => DHCP_PORTS.includes(port))) return 'dhcp'
  if (protocol === UDP && dstport === VXLAN) return 'mirrored'
  if (srcaddr === dstaddr || ends.some(({ address }) => NOT_ROUTED.includes(rangeOf(address))))
    return 'not-routed'
  return null
}

function isAmazonService(address: string, port: number): boolean {
  if (AMAZON_IPV4.includes(address)) return true
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.kind() === 'ipv6') return parsed.match(AMAZON_IPV6)
  // The resolver has the second address of the VPC; AWS keeps that address in every subnet.
  return port === DNS && parsed.range() === 'private' && address.endsWith('.2')
}

function rangeOf(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.parse(address).range() : 'unknown'
}
