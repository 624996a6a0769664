import { and, type Filter } from '../../shared/filter/ast'
import type { FigureQuestion } from '../../shared/findings/figure'
import type { GroupRow, Measure, Quantity } from '../../shared/query/query'
import { serviceFigureId } from './figures'
import { add, countOf, quantityOf, timeOf } from './quantity'
import { findingFigures, passed, passedNoun, type RuleInput } from './rule'
import { type ServiceFlow, serviceFilter } from './services'
import type { Finding, Service } from './types'
import { fieldKey } from './volumes'

/** What passed between the suspect and a service. Times are epoch seconds, NaN when unknown. */
export interface Traffic {
  readonly records: number
  readonly bytesFrom: Quantity
  readonly bytesTo: Quantity
  readonly firstStart: number
  readonly lastEnd: number
}

export interface Connection extends Traffic {
  readonly clientPort: number
}

/** Flows with the service that were let through, and that match `also`. */
export function trafficFilter(
  { suspect, view }: RuleInput,
  service: Service,
  flow: ServiceFlow,
  also: Filter = and(),
): Filter {
  return and(serviceFilter(suspect, service, flow), passed(view), also)
}

function trafficMeasures({ suspect }: RuleInput, service: Service): readonly Measure[] {
  return [
    { as: 'records', op: 'count' },
    { as: 'from', op: 'sum', field: 'bytes', where: serviceFilter(suspect, service, 'from-suspect') },
    { as: 'to', op: 'sum', field: 'bytes', where: serviceFilter(suspect, service, 'to-suspect') },
    { as: 'first', op: 'min', field: 'start' },
    { as: 'last', op: 'max', field: 'end' },
  ]
}

/** All traffic with the service that was let through, and that matches `also`. */
export async function askTraffic(input: RuleInput, service: Service, also?: Filter): Promise<Traffic> {
  const answer = await input.ask({
    source: input.view.source,
    filter: trafficFilter(input, service, 'both', also),
    groupBy: [],
    measures: trafficMeasures(input, service),
  })
  return trafficOf(answer.rows[0])
}

/** Bytes that the suspect, as a client, sent over each of its ports to the service and was let through with. */
export async function askSentBytes(input: RuleInput, service: Service): Promise<readonly number[]> {
  const answer = await input.ask({
    source: input.view.source,
    filter: trafficFilter(input, service, 'from-suspect'),
    groupBy: [fieldKey('srcport')],
    measures: [{ as: 'bytes', op: 'sum', field: 'bytes' }],
  })
  return answer.rows.map((row) => Number(quantityOf(row, 'bytes')))
}

/** By the port of the suspect, as a client; one that is used again counts as the same connection. */
export async function askConnections(input: RuleInput, service: Service): Promise<readonly Connection[]> {
  const answer = await input.ask({
    source: input.view.source,
    filter: trafficFilter(input, service, 'both'),
    groupBy: [fieldKey('srcport'), fieldKey('dstport')],
    measures: trafficMeasures(input, service),
  })
  const connections = new Map<number, Connection>()
  for (const row of answer.rows) {
    const [srcport, dstport] = row.keys
    const clientPort = Number(srcport === service.port ? dstport : srcport)
    const way = trafficOf(row)
    const other = connections.get(clientPort)
    connections.set(clientPort, { clientPort, ...(other ? addTraffic(way, other) : way) })
  }
  return Array.from(connections.values())
}

function trafficOf(row: GroupRow | undefined): Traffic {
  return {
    records: countOf(row, 'records'),
    bytesFrom: quantityOf(row, 'from'),
    bytesTo: quantityOf(row, 'to'),
    firstStart: timeOf(row, 'first') ?? Number.NaN,
    lastEnd: timeOf(row, 'last') ?? Number.NaN,
  }
}

/** Of one connection or more. */
export function totalTraffic(connections: readonly Traffic[]): Traffic {
  return connections.reduce(addTraffic)
}

function addTraffic(a: Traffic, b: Traffic): Traffic {
  return {
    records: a.records + b.records,
    bytesFrom: add(a.bytesFrom, b.bytesFrom),
    bytesTo: add(a.bytesTo, b.bytesTo),
    firstStart: Math.min(a.firstStart, b.firstStart),
    lastEnd: Math.max(a.lastEnd, b.lastEnd),
  }
}

/** The figures of all traffic with a service that was let through. */
export function trafficFigures(
  input: RuleInput,
  rule: Finding['rule'],
  service: Service,
  traffic: Traffic,
): readonly FigureQuestion[] {
  const figure = findingFigures(input, `${rule}.${serviceFigureId(service)}`, service)
  const both = trafficFilter(input, service, 'both')
  const from = trafficFilter(input, service, 'from-suspect')
  const to = trafficFilter(input, service, 'to-suspect')
  return [
    figure.count('records', `${passedNoun(input.view)}s`, traffic.records, both),
    figure.sum('bytesFromSuspect', 'bytes from the suspect', traffic.bytesFrom, 'bytes', from),
    figure.sum('bytesToSuspect', 'bytes to the suspect', traffic.bytesTo, 'bytes', to),
    figure.time('firstStart', 'first start', traffic.firstStart, 'min', 'start', both),
    figure.time('lastEnd', 'last end', traffic.lastEnd, 'max', 'end', both),
  ]
}

/** Connections that the suspect, as a client, sent anything over: its ports. */
export function connectionsFigure(
  input: RuleInput,
  rule: Finding['rule'],
  service: Service,
  count: number,
): FigureQuestion {
  const figure = findingFigures(input, `${rule}.${serviceFigureId(service)}`, service)
  const sent = trafficFilter(input, service, 'from-suspect')
  return figure.distinct(
    'connections',
    'connections, by client port',
    count,
    'connections',
    ['srcport'],
    sent,
  )
}
