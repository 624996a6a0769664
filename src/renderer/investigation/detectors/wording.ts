import { hasPorts, protocolLabel } from '../../../shared/network/protocols'
import { serviceName } from '../../../shared/network/services'
import { serviceLabel } from '../figures'
import type { Threshold } from './detection'
import type { ServicePair } from './service-groups'

/** "10.0.0.5:22/TCP (ssh)". */
export function serviceText({ server, port, protocol }: ServicePair): string {
  const name = serviceName(port, protocol)
  return `${serviceLabel({ address: server, port, protocol })}${name === null ? '' : ` (${name})`}`
}

/** "22/TCP (ssh)". */
export function portName(port: number, protocol: number): string {
  if (!hasPorts(protocol)) return protocolLabel(protocol)
  const name = serviceName(port, protocol)
  return `${port}/${protocolLabel(protocol)}${name === null ? '' : ` (${name})`}`
}

/** A threshold that is a whole number of something. */
export function threshold(
  id: string,
  label: string,
  unit: string,
  value: number,
  source: string,
  [least, most]: readonly [number, number] = [1, 1e15],
): Threshold {
  return { id, label, unit, value, source, least, most }
}
