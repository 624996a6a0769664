import { and, type Filter, not, protocol } from '../../shared/filter/ast'
import type { Quantity } from '../../shared/query/query'
import type { Breath } from './breath'
import type { ConversationTable } from './conversation-table'
import { add, compare } from './quantity'
import { sortInSlices } from './sort-in-slices'
import { UNKNOWN_PROTOCOL } from './tuple-columns'
import type { PortVolume } from './types'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Volume by each side's port and protocol: every record counts once for its source port and once
 * for its destination port. Records without ports (ICMP) have port 0. By bytes descending, then
 * records descending, port, protocol, source before destination.
 */
export async function listPorts(table: ConversationTable, breath: Breath): Promise<readonly PortVolume[]> {
  const volumes = new Map<number, Mutable<PortVolume>>()
  for (let direction = 0; direction < 2 * table.size; direction++) {
    if (breath.isDue) await breath.take()
    if (table.records[direction] === 0) continue
    count(volumes, table, direction, 'source', table.senderOf(direction))
    count(volumes, table, direction, 'destination', table.receiverOf(direction))
  }
  return sortInSlices(Array.from(volumes.values()), byVolume, breath)
}

function byVolume(a: PortVolume, b: PortVolume): number {
  return (
    compare(b.bytes, a.bytes) ||
    b.records - a.records ||
    a.port - b.port ||
    a.protocol - b.protocol ||
    (a.side === b.side ? 0 : a.side === 'source' ? -1 : 1)
  )
}

function count(
  volumes: Map<number, Mutable<PortVolume>>,
  table: ConversationTable,
  direction: number,
  side: PortVolume['side'],
  end: number,
): void {
  const port = table.endpoints.portOf(end)
  const number = table.endpoints.protocolOf(end)
  if (number === UNKNOWN_PROTOCOL) return
  const key = (port * 512 + number) * 2 + (side === 'source' ? 0 : 1)
  let volume = volumes.get(key)
  if (!volume) {
    volume = { side, port, protocol: number, records: 0, bytes: 0, packets: 0, accepted: 0, rejected: 0 }
    volumes.set(key, volume)
  }
  volume.records += table.records[direction] as number
  volume.bytes = add(volume.bytes, table.bytes[direction] as Quantity)
  volume.packets = add(volume.packets, table.packets[direction] as Quantity)
  volume.accepted += table.accepted[direction] as number
  volume.rejected += table.rejected[direction] as number
}

/** The flows that a volume of listPorts counts. */
export function portFilter(suspect: Filter, volume: Pick<PortVolume, 'side' | 'port' | 'protocol'>): Filter {
  return and(suspect, portOn(volume.side, volume.port), protocol(volume.protocol))
}

/** Flows with a port on one side. A log may say "-" where there is no port, which no comparison matches. */
export function portOn(side: PortVolume['side'], number: number): Filter {
  const end = side === 'source' ? 'src' : 'dst'
  return number === 0
    ? not({ type: 'port', side: end, comparison: '>', ports: [0] })
    : { type: 'port', side: end, comparison: '=', ports: [number] }
}
