import { address as addressFilter } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { GroupRow, Quantity } from '../../../shared/query/query'
import { Breath } from '../breath'
import { quantityOf } from '../quantity'
import { readConversations } from '../read-conversations'
import { inferRoles } from '../roles'
import { listServices } from '../services'
import type { Ask, Service, Volume } from '../types'
import { fieldKey, volumeMeasures, volumeOf, WINDOW_MEASURES, windowOf } from '../volumes'

/** An address that another has flows with. */
export interface Peer extends Volume {
  /**
   * The other end. Where only the packets' own addresses (pkt-srcaddr, pkt-dstaddr) are the one that
   * is asked about, both ends of the flow are others: "10.0.0.5 ↔ 203.0.113.7".
   */
  readonly address: string
  readonly through: boolean
  readonly sent: Quantity
  readonly received: Quantity
  readonly firstStart: number | null
  readonly lastEnd: number | null
}

/** Peers by the bytes of both directions, at most `limit` of them; sent is by the address that is asked about. */
export async function askPeers(
  ask: Ask,
  source: FlowSource,
  address: string,
  limit: number,
): Promise<{ readonly peers: readonly Peer[]; readonly all: number }> {
  const answer = await ask({
    source,
    filter: addressFilter(address),
    groupBy: [fieldKey('srcaddr'), fieldKey('dstaddr')],
    unordered: true,
    measures: [
      ...volumeMeasures(source),
      { as: 'sent', op: 'sum', field: 'bytes', where: addressFilter(address, 'src') },
      { as: 'received', op: 'sum', field: 'bytes', where: addressFilter(address, 'dst') },
      ...WINDOW_MEASURES,
    ],
    orderBy: { measure: 'bytes', descending: true },
    limit,
  })
  return { peers: answer.rows.map((row) => peerOf(row, address)), all: answer.groups }
}

function peerOf(row: GroupRow, address: string): Peer {
  const ends = row.keys.map((key) => (key === null ? '-' : String(key)))
  const own = ends.indexOf(address)
  const { firstStart, lastEnd } = windowOf(row)
  return {
    ...volumeOf(row),
    address: own < 0 ? ends.join(' ↔ ') : (ends[1 - own] as string),
    through: own < 0,
    sent: quantityOf(row, 'sent'),
    received: quantityOf(row, 'received'),
    firstStart,
    lastEnd,
  }
}

/** Services that an address offers, and those of others that it uses; by bytes, as listServices has them. */
export interface AddressServices {
  readonly offered: readonly Service[]
  readonly used: readonly Service[]
}

export async function askAddressServices(
  ask: Ask,
  source: FlowSource,
  address: string,
): Promise<AddressServices> {
  const table = await readConversations(ask, source, addressFilter(address))
  const breath = new Breath()
  const services = await listServices(table, await inferRoles(table, address, breath), address, breath)
  return {
    offered: services.filter((service) => service.address === address),
    used: services.filter((service) => service.address !== address),
  }
}
