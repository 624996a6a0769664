import { formatNetwork, type Network, networkContains, parseNetwork } from '../../../shared/flow/address'

/** Networks that standards reserve: inside of any site, or neither inside nor outside. */
interface Reserved {
  readonly network: Network
  readonly place: 'inside' | 'neither'
  readonly name: string
}

const RESERVED: readonly Reserved[] = [
  reserved('10.0.0.0/8', 'inside', 'private, RFC 1918'),
  reserved('172.16.0.0/12', 'inside', 'private, RFC 1918'),
  reserved('192.168.0.0/16', 'inside', 'private, RFC 1918'),
  reserved('100.64.0.0/10', 'inside', 'shared by carrier-grade NAT, RFC 6598'),
  reserved('169.254.0.0/16', 'inside', 'link-local, RFC 3927'),
  reserved('127.0.0.0/8', 'inside', 'loopback, RFC 1122'),
  reserved('fc00::/7', 'inside', 'unique local, RFC 4193'),
  reserved('fe80::/10', 'inside', 'link-local, RFC 4291'),
  reserved('::1/128', 'inside', 'loopback, RFC 4291'),
  reserved('0.0.0.0/8', 'neither', 'this network, RFC 1122'),
  reserved('224.0.0.0/4', 'neither', 'multicast, RFC 5771'),
  reserved('255.255.255.255/32', 'neither', 'broadcast, RFC 919'),
  reserved('::/128', 'neither', 'unspecified, RFC 4291'),
  reserved('ff00::/8', 'neither', 'multicast, RFC 4291'),
]

/** Canonical CIDR text. */
export const RESERVED_INSIDE = reservedAs('inside')
export const RESERVED_NEITHER = reservedAs('neither')

function reservedAs(place: Reserved['place']): readonly string[] {
  return RESERVED.filter((each) => each.place === place).map(({ network }) => formatNetwork(network))
}

function reserved(text: string, place: Reserved['place'], name: string): Reserved {
  return { network: networkOf(text), place, name }
}

/** The reservation that an address falls under; null for a public one. */
export function reservationOf(address: Network): Reserved | null {
  return RESERVED.find(({ network }) => isWithin(address, network)) ?? null
}

export function isReservedInside(address: string): boolean {
  return reservationOf(networkOf(address))?.place === 'inside'
}

/** Whether an address, as the network of itself alone, lies in a network. */
export function isWithin(address: Network, network: Network): boolean {
  return networkContains(network, address.family, address.bytes)
}

/** Throws an Error for text that is no address or network. */
export function networkOf(text: string): Network {
  const network = parseNetwork(text)
  if (!network) throw new Error(`"${text}" is no address or network`)
  return network
}
