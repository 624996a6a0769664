import type { AddressAlias } from '../../shared/case/case'
import { and, type Filter, protocol } from '../../shared/filter/ast'
import { AddressAliases } from './address-aliases'
import { portOn } from './ports'
import type { TupleEnds } from './types'

/** The flows of a five-tuple in either source, under any of the addresses of its interfaces. */
export function tupleFilter(tuple: TupleEnds, aliases: readonly AddressAlias[]): Filter {
  const names = new AddressAliases(aliases)
  return and(
    names.filter([tuple.srcaddr], 'src'),
    names.filter([tuple.dstaddr], 'dst'),
    portOn('source', tuple.srcport),
    portOn('destination', tuple.dstport),
    protocol(tuple.protocol),
  )
}
