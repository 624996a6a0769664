import { and, type Filter, not } from '../../../shared/filter/ast'
import { askInterfaceAddresses } from '../entity/interface-addresses'
import { Localities } from '../entity/locality'
import { RESERVED_NEITHER } from '../entity/reserved-networks'
import type { Ask } from '../types'

/**
 * Inside and outside for the rules, as everywhere in the case: networks that the examiner named, those that
 * interfaces lie in, and those that standards reserve. Multicast and broadcast are neither.
 */
export class Sides {
  private readonly internal: readonly string[]

  constructor(private readonly localities: Localities) {
    this.internal = localities.internalNetworks
  }

  isInside(address: string): boolean {
    return this.localities.of(address).place === 'internal'
  }

  inside(side: 'src' | 'dst'): Filter {
    return { type: 'address', side, networks: this.internal }
  }

  outside(side: 'src' | 'dst'): Filter {
    return not({ type: 'address', side, networks: [...this.internal, ...RESERVED_NEITHER] })
  }

  /** From inside to outside. */
  get outbound(): Filter {
    return and(this.inside('src'), this.outside('dst'))
  }
}

/** @param networks that the examiner says are inside, canonical CIDR text */
export async function askSides(ask: Ask, networks: readonly string[]): Promise<Sides> {
  // Where the log tells no direction, an interface that one scanner alone talks to has the scanner's address in
  // every record, too: then only what the examiner names is sure.
  const interfaces = (await askInterfaceAddresses(ask)).addresses.filter(({ by }) => by === 'flow-direction')
  return new Sides(new Localities(networks, interfaces))
}
