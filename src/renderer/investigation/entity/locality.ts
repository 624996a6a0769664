import { formatNetwork, type Network, parseNetwork } from '../../../shared/flow/address'
import type { InterfaceAddress } from './interface-addresses'
import { isWithin, networkOf, RESERVED_INSIDE, reservationOf } from './reserved-networks'

/** Where an address is, seen from the network that was logged, and what says so. */
export interface Locality {
  readonly place: 'internal' | 'external' | 'neither'
  readonly reason: string
}

/** The networks of a VPC are from /16 to /28 in IPv4, and /56 in IPv6 unless they are asked for otherwise (VPC user guide, "VPC CIDR blocks"). */
const LARGEST_BITS = 16
const SMALLEST_BITS = 28
const IPV6_BITS = 56

/**
 * The networks that addresses of interfaces lie in: for each /16 that has some, the smallest network of
 * a VPC's size that holds them all; for IPv6 each /56. In order of their first address.
 */
export function inferNetworks(addresses: readonly string[]): readonly string[] {
  const inferred = new Map<string, Network>()
  for (const address of addresses) {
    const own = parseNetwork(address)
    if (!own) continue
    const bits = own.family === 4 ? LARGEST_BITS : IPV6_BITS
    const widest = formatNetwork(networkOf(`${address}/${bits}`))
    const before = inferred.get(widest)
    inferred.set(
      widest,
      own.family === 6
        ? networkOf(widest)
        : before
          ? joined(before, own)
          : networkOf(`${address}/${SMALLEST_BITS}`),
    )
  }
  return [...inferred.values()].map(formatNetwork).sort()
}

/** The smallest network that holds both; of the same family. */
function joined(network: Network, address: Network): Network {
  const first = formatNetwork({ ...network, bits: network.bytes.length * 8 })
  let wider = network
  while (!isWithin(address, wider)) wider = networkOf(`${first}/${wider.bits - 1}`)
  return wider
}

/** Tells of any address where it is; the same question again costs nothing. */
export class Localities {
  private readonly known = new Map<string, Locality>()
  private readonly given: readonly Network[]
  private readonly owned: ReadonlyMap<string, string>
  private readonly inferred: readonly Network[]

  /**
   * @param networks given by the examiner, canonical CIDR text
   * @param interfaces what flow logs show of the addresses of interfaces
   */
  constructor(networks: readonly string[], interfaces: readonly InterfaceAddress[]) {
    this.given = networks.map(networkOf)
    this.owned = new Map(interfaces.map(({ address, interfaceId }) => [address, interfaceId]))
    this.inferred = inferNetworks([...this.owned.keys()]).map(networkOf)
  }

  /** The networks that interfaces lie in, canonical CIDR text. */
  get inferredNetworks(): readonly string[] {
    return this.inferred.map(formatNetwork)
  }

  /** Networks that hold all that is internal, canonical CIDR text, each once: for filters, which know no interfaces. */
  get internalNetworks(): readonly string[] {
    const given = this.given.map(formatNetwork)
    return [...new Set([...given, ...RESERVED_INSIDE, ...this.inferredNetworks])]
  }

  of(address: string): Locality {
    let locality = this.known.get(address)
    if (!locality) {
      locality = this.find(address)
      this.known.set(address, locality)
    }
    return locality
  }

  private find(address: string): Locality {
    const own = parseNetwork(address)
    if (!own) return { place: 'neither', reason: 'no address was logged' }
    const within = (networks: readonly Network[]) => networks.find((network) => isWithin(own, network))
    const given = within(this.given)
    if (given) return internal(`in ${formatNetwork(given)}, a network given for this case`)
    const owner = this.owned.get(address)
    if (owner) return internal(`the address of ${owner}, by its flow logs`)
    const reservation = reservationOf(own)
    if (reservation?.place === 'neither') return { place: 'neither', reason: reservation.name }
    if (reservation) return internal(reservation.name)
    const inferred = within(this.inferred)
    if (inferred) return internal(`in ${formatNetwork(inferred)}, inferred from addresses of interfaces`)
    return { place: 'external', reason: 'a public address, in no network of this case' }
  }
}

function internal(reason: string): Locality {
  return { place: 'internal', reason }
}
