import type { MouseEvent, ReactNode } from 'react'
import { Link } from 'wouter'
import {
  address as addressFilter,
  and,
  port as portFilter,
  protocol as protocolFilter,
} from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { hasPorts, protocolLabel } from '../../../shared/network/protocols'
import { useCaseId } from '../../app/open-case'
import { flowsPath, suspectPath } from '../../app/places'

/** A link inside a row that can itself be clicked: only the link acts. */
export function RowLink(props: {
  readonly to: string
  readonly title?: string
  readonly className?: string
  readonly children: ReactNode
}) {
  return (
    <Link
      to={props.to}
      title={props.title}
      className={props.className ?? 'quiet-link'}
      onClick={(event: MouseEvent) => event.stopPropagation()}
    >
      {props.children}
    </Link>
  )
}

/** An address; leads to all that the case knows of it. */
export function AddressLink({ address }: { readonly address: string }) {
  const caseId = useCaseId()
  return (
    <RowLink
      to={suspectPath(caseId, address)}
      title={`Investigate ${address}`}
      className="quiet-link address"
    >
      {address}
    </RowLink>
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
    <RowLink to={flowsPath(caseId, filter, { source })} title={`Flows: ${filter}`}>
      <PortLabel port={port} protocol={protocol} />
    </RowLink>
  )
}

/** "8889/TCP"; protocols without ports show by name alone. */
export function PortLabel({ port, protocol }: { readonly port: number; readonly protocol: number | null }) {
  if (protocol === null) return <span className="num">{port}</span>
  if (!hasPorts(protocol)) return <span>{protocolLabel(protocol)}</span>
  return (
    <span className="num">
      {port}
      <span className="muted">/{protocolLabel(protocol)}</span>
    </span>
  )
}
