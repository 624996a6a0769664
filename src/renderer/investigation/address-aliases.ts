import type { AddressAlias } from '../../shared/case/case'
import type { Filter, Side } from '../../shared/filter/ast'

/**
 * Names each interface by one address, whichever of its addresses a source has: by its private one,
 * which is the one in flow logs.
 */
export class AddressAliases {
  private readonly privateOf: ReadonlyMap<string, string>
  private readonly publicOf: ReadonlyMap<string, readonly string[]>

  constructor(readonly pairs: readonly AddressAlias[]) {
    this.privateOf = new Map(
      pairs.map(({ publicAddress, privateAddress }) => [publicAddress, privateAddress]),
    )
    const publicOf = new Map<string, readonly string[]>()
    for (const { publicAddress, privateAddress } of pairs) {
      publicOf.set(privateAddress, [...(publicOf.get(privateAddress) ?? []), publicAddress])
    }
    this.publicOf = publicOf
  }

  canonical(address: string): string {
    return this.privateOf.get(address) ?? address
  }

  /** The address itself and all others of the same interface. */
  all(address: string): readonly string[] {
    const own = this.canonical(address)
    return [own, ...(this.publicOf.get(own) ?? [])]
  }

  /** Flows with the interface, under any of its addresses. */
  filter(addresses: readonly string[], side: Side = 'any'): Filter {
    const networks = Array.from(new Set(addresses.flatMap((address) => this.all(address))))
    return { type: 'address', side, networks }
  }
}
