import {
  address as addressFilter,
  and,
  port as portFilter,
  protocol as protocolFilter,
  type Side,
} from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { hasPorts, protocolLabel } from '../../../shared/network/protocols'
import { useCaseId } from '../../app/open-case'
import { addressPath, flowsPath } from '../../app/places'
import { Value } from '../pivot/value'

export { RowLink } from './row-link'

/** An address; leads to all that the case knows of it. */
export function AddressLink({ address, side = 'any' }: { readonly address: string; readonly side?: Side }) {
  const caseId = useCaseId()
  return (
    <Value
      of={{ kind: 'address', address, side }}
      to={addressPath(caseId, address)}
      title={`All of ${address}`}
      className="quiet-link address"
    >
      {address}
    </Value>
  )
}

interface PortLinkProps {
  readonly port: number
  /** null: any protocol. */
  readonly protocol: number | null
  readonly side?: 'src' | 'dst' | 'any'
  readonly source?: FlowSource
  /** Only flows of this address. */
  readonly within?: string
}

/** A port with its protocol; leads to the flows that have it. */
export function PortLink({ port, protocol, side = 'any', source = 'vpc', within }: PortLinkProps) {
  const caseId = useCaseId()
  const filter = printFilter(
    and(
      ...(within ? [addressFilter(within)] : []),
      ...(protocol === null || hasPorts(protocol) ? [portFilter(port, side)] : []),
      ...(protocol === null ? [] : [protocolFilter(protocol)]),
    ),
  )
  return (
    <Value
      of={{ kind: 'port', port, protocol, side }}
      to={flowsPath(caseId, filter, { source })}
      title={`Flows: ${filter}`}
      className="quiet-link"
    >
      <PortText port={port} protocol={protocol} />
    </Value>
  )
}

/** A port with its protocol, which leads nowhere by itself. */
export function PortLabel({ port, protocol }: { readonly port: number; readonly protocol: number | null }) {
  return (
    <Value of={{ kind: 'port', port, protocol, side: 'any' }}>
      <PortText port={port} protocol={protocol} />
    </Value>
  )
}

/** "8889/TCP"; protocols without ports show by name alone. */
function PortText({ port, protocol }: { readonly port: number; readonly protocol: number | null }) {
  if (protocol === null) return <span className="num">{port}</span>
  if (!hasPorts(protocol)) return <span>{protocolLabel(protocol)}</span>
  return (
    <span className="num">
      {port}
      <span className="muted">/{protocolLabel(protocol)}</span>
    </span>
  )
}
