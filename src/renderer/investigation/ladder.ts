import { and, type Filter, not, port } from '../../shared/filter/ast'
import { serviceName } from '../../shared/network/services'
import type { Quantity } from '../../shared/query/query'
import type { Breath } from './breath'
import type { ConversationTable } from './conversation-table'
import { add, compare } from './quantity'
import { isInUse } from './services'
import type { Ladder, LadderStep, Service, Volume } from './types'
import { addVolumes, NO_VOLUME, subtractVolumes } from './volumes'

/** More rungs than this explain nothing: whoever uses more services at once is scanning. */
export const MAX_STEPS = 50

/** A port that is taken away, named by the protocol of its largest service. */
export interface Rung {
  readonly port: number
  readonly protocol: number
  readonly name: string | null
}

/**
 * The ports of the services in use in the order in which they are taken away: those with a listed
 * name first, so that what nobody knows is isolated last; in either group the most bytes first.
 * Both directions and every protocol of a port go at once, as `not port 80` says. Ports that the
 * examiner chose go before all of them, in the order of the choice.
 */
export function chooseRungs(services: readonly Service[], first: readonly number[] = []): readonly Rung[] {
  const ports = new Map<number, { rung: Rung; bytes: Quantity; listed: boolean }>()
  for (const service of services.filter(isInUse)) {
    const bytes = add(service.bytesToSuspect, service.bytesFromSuspect)
    const known = ports.get(service.port)
    if (known) {
      known.bytes = add(known.bytes, bytes)
      known.listed ||= service.name !== null
      continue
    }
    // Services come by bytes descending: the first one of a port is its largest.
    const { port, protocol } = service
    const rung = { port, protocol, name: serviceName(port, protocol) }
    ports.set(port, { rung, bytes, listed: rung.name !== null })
  }
  const chosen = first.map((number) => ports.get(number)?.rung ?? namedRung(number))
  const others = Array.from(ports.values())
    .filter(({ rung }) => !first.includes(rung.port))
    .sort(
      (a, b) => Number(b.listed) - Number(a.listed) || compare(b.bytes, a.bytes) || a.rung.port - b.rung.port,
    )
    .map(({ rung }) => rung)
  return [...chosen, ...others].slice(0, MAX_STEPS)
}

const TCP = 6
const UDP = 17

/** A port that is no service in use here, by the protocol that its name is known of. */
function namedRung(number: number): Rung {
  const protocol = serviceName(number, TCP) === null && serviceName(number, UDP) !== null ? UDP : TCP
  return { port: number, protocol, name: serviceName(number, protocol) }
}

/** What is left when the first rungs are taken away. */
export function remainderFilter(suspect: Filter, rungs: readonly Rung[]): Filter {
  return and(suspect, ...rungs.map((rung) => not(port(rung.port))))
}

/** Takes the rungs away one by one; what is left after the last is the residue. */
export async function climbLadder(
  table: ConversationTable,
  total: Volume,
  suspect: Filter,
  rungs: readonly Rung[],
  breath: Breath,
): Promise<Ladder> {
  const rungOf = new Map(rungs.map((rung, i) => [rung.port, i]))
  const taken: Volume[] = rungs.map(() => NO_VOLUME)
  const takenTuples = rungs.map(() => 0)
  let startTuples = 0
  for (let id = 0; id < table.size; id++) {
    if (breath.isDue) await breath.take()
    const portA = table.endpoints.portOf(table.a(id))
    const portB = table.endpoints.portOf(table.b(id))
    const rung = Math.min(rungOf.get(portA) ?? rungs.length, rungOf.get(portB) ?? rungs.length)
    const seen = Number(table.records[2 * id] !== 0) + Number(table.records[2 * id + 1] !== 0)
    startTuples += seen
    if (rung === rungs.length) continue
    takenTuples[rung] = (takenTuples[rung] as number) + seen
    for (const direction of [2 * id, 2 * id + 1]) {
      taken[rung] = addVolumes(taken[rung] as Volume, {
        records: table.records[direction] as number,
        bytes: table.bytes[direction] as Quantity,
        packets: table.packets[direction] as Quantity,
        accepted: table.accepted[direction] as number,
        rejected: table.rejected[direction] as number,
      })
    }
  }
  const steps: LadderStep[] = []
  let remaining = total
  let remainingTuples = startTuples
  rungs.forEach((rung, i) => {
    remaining = subtractVolumes(remaining, taken[i] as Volume)
    remainingTuples -= takenTuples[i] as number
    steps.push({
      ...rung,
      taken: taken[i] as Volume,
      remaining,
      remainingTuples,
      filter: remainderFilter(suspect, rungs.slice(0, i + 1)),
    })
  })
  return { start: total, startTuples, steps, residue: remaining.records }
}
