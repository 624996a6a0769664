import { address, and, type Filter, or, port, protocol } from '../../../shared/filter/ast'
import { hasPorts } from '../../../shared/network/protocols'
import type { Biflow, BiflowSide } from '../../../shared/query/biflow'

/** The flows of a conversation, of both directions. */
export function biflowFilter(biflow: Pick<Biflow, 'initiator' | 'responder' | 'protocol'>): Filter {
  const { initiator, responder } = biflow
  const withPorts = biflow.protocol !== null && hasPorts(biflow.protocol)
  const end = (side: Pick<BiflowSide, 'address' | 'port'>, at: 'src' | 'dst') => [
    ...(side.address === null ? [] : [address(side.address, at)]),
    ...(withPorts ? [port(side.port, at)] : []),
  ]
  return and(
    ...(biflow.protocol === null ? [] : [protocol(biflow.protocol)]),
    or(
      and(...end(initiator, 'src'), ...end(responder, 'dst')),
      and(...end(responder, 'src'), ...end(initiator, 'dst')),
    ),
  )
}
