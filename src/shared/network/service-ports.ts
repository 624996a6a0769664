import { SERVICES_BY_PROTOCOL } from './services-table'

/** Ports of a service under one protocol. */
export interface ServicePorts {
  readonly protocol: number
  readonly ports: readonly number[]
}

const byName = readTables()

function readTables(): ReadonlyMap<string, readonly ServicePorts[]> {
  const services = new Map<string, ServicePorts[]>()
  for (const [protocol, table] of SERVICES_BY_PROTOCOL) {
    for (const [, port, name = ''] of table.matchAll(/(\d+):(\S+)/g)) {
      const known = services.get(name) ?? []
      const same = known.find((other) => other.protocol === protocol)
      const ports = [...(same?.ports ?? []), Number(port)]
      services.set(name, [...known.filter((other) => other !== same), { protocol, ports }])
    }
  }
  return services
}

/** All names of the common services list, in the order of their first ports. */
export const SERVICE_NAMES: readonly string[] = [...byName.keys()]

/** Where a service of the common services list listens; none for a name that is not in it. */
export function servicePorts(name: string): readonly ServicePorts[] {
  return byName.get(name) ?? []
}
