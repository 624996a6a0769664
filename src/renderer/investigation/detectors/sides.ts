import { and, type Filter, not } from '../../../shared/filter/ast'
import type { Localities } from '../entity/locality'
import { RESERVED_NEITHER } from '../entity/reserved-networks'

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
