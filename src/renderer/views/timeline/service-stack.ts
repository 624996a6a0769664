import { and, type Filter, or, protocol, type Side } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import { hasPorts, protocolLabel } from '../../../shared/network/protocols'
import { serviceName } from '../../../shared/network/services'
import type { GroupRow, KeyValue, Quantity, TimeRange } from '../../../shared/query/query'
import { add, quantityOf, subtract } from '../../investigation/quantity'
import type { Ask } from '../../investigation/types'
import type { Series } from './buckets'
import { measureOf, SERVICES, type StackMeasure } from './stacks'

/** [port, protocol]; of a protocol without ports, all its flows. */
export type ServiceKeys = readonly KeyValue[]

interface StackQuestion {
  readonly source: FlowSource
  readonly filter: Filter
  readonly time: TimeRange
  readonly bucketSeconds: number
  readonly measure: StackMeasure
}

/**
 * Flows over time by service; a flow that has two of the services belongs to the first of them, and one that has
 * none to "Other". What has a service's port as source and what has it as destination is asked for apart, for all
 * services at once, and what has ports of two is taken off the later one: one condition for each service on
 * every flow would take ten times as long.
 * @param services the busiest first
 */
export async function askServiceStack(
  ask: Ask,
  question: StackQuestion,
  services: readonly ServiceKeys[],
): Promise<readonly Series[]> {
  const own = services.slice(0, SERVICES).map(([port, number]) => [Number(port), Number(number)] as const)
  const ports = [...new Set(own.filter(([, number]) => hasPorts(number)).map(([port]) => port))]
  const portless = [...new Set(own.map(([, number]) => number).filter((number) => !hasPorts(number)))]
  const among = (side: Side): Filter => ({ type: 'port', side, comparison: '=', ports })
  const rows = (fields: readonly string[], filter?: Filter) => askRows(ask, question, fields, filter)
  const [all, ofPortless, sent, received, both] = await Promise.all([
    rows([]),
    portless.length > 0 ? rows(['protocol'], or(...portless.map(protocol))) : [],
    ports.length > 0 ? rows(['srcport', 'protocol'], among('src')) : [],
    ports.length > 0 ? rows(['dstport', 'protocol'], among('dst')) : [],
    ports.length > 0 ? rows(['srcport', 'dstport', 'protocol'], among('both')) : [],
  ])
  const sums = new Sums(own.length)
  const placeOf = (port: KeyValue | undefined, number: KeyValue | undefined) =>
    own.findIndex((service) => hasPorts(service[1]) && service[0] === port && service[1] === number)
  for (const row of ofPortless) {
    sums.add(
      own.findIndex(([, number]) => number === row.keys[1]),
      row,
    )
  }
  for (const row of [...sent, ...received]) sums.add(placeOf(row.keys[1], row.keys[2]), row)
  for (const row of both) {
    const [, source, destination, number] = row.keys
    const places = [placeOf(source, number), placeOf(destination, number)]
    if (!places.includes(-1)) sums.takeOff(Math.max(...places), row)
  }
  const series = own.map(([port, number], place) => ({
    label: labelOf(port, number),
    color: `--series-${place + 1}`,
    values: sums.of(place),
  }))
  const other = { label: 'Other', color: '--series-other', values: sums.rest(all) }
  return [...other.values.values()].some((value) => value > 0) ? [...series, other] : series
}

/** Every row's first key is the start of its bucket. */
async function askRows(
  ask: Ask,
  { source, filter, time, bucketSeconds, measure }: StackQuestion,
  fields: readonly string[],
  also: Filter = and(),
): Promise<readonly GroupRow[]> {
  const answer = await ask({
    source,
    filter: and(filter, also),
    time,
    groupBy: [{ by: 'time', bucketSeconds }, ...fields.map((field) => ({ by: 'field', field }) as const)],
    measures: [measureOf(measure, 'value')],
  })
  return answer.rows
}

/** Exact sums by service and bucket. */
class Sums {
  private readonly byPlace: readonly Map<number, Quantity>[]

  constructor(places: number) {
    this.byPlace = Array.from({ length: places }, () => new Map())
  }

  /** @param place -1 for a port that is of no service here */
  add(place: number, row: GroupRow): void {
    this.change(place, row, add)
  }

  takeOff(place: number, row: GroupRow): void {
    this.change(place, row, subtract)
  }

  of(place: number): ReadonlyMap<number, number> {
    return new Map(Array.from(this.byPlace[place] ?? [], ([at, value]) => [at, Number(value)]))
  }

  /** What all services leave of each bucket. */
  rest(all: readonly GroupRow[]): ReadonlyMap<number, number> {
    return new Map(
      all.map((row) => {
        const at = Number(row.keys[0])
        const own = this.byPlace.reduce<Quantity>((sum, values) => add(sum, values.get(at) ?? 0), 0)
        return [at, Number(subtract(quantityOf(row, 'value'), own))]
      }),
    )
  }

  private change(place: number, row: GroupRow, by: (a: Quantity, b: Quantity) => Quantity): void {
    const values = this.byPlace[place]
    const at = Number(row.keys[0])
    values?.set(at, by(values.get(at) ?? 0, quantityOf(row, 'value')))
  }
}

function labelOf(port: number, number: number): string {
  return hasPorts(number)
    ? `${port}/${protocolLabel(number)} ${serviceName(port, number) ?? ''}`.trim()
    : protocolLabel(number)
}
