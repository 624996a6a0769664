import type { Filter } from '../../shared/filter/ast'
import type { DistinctField, FigureAsk, FigureQuestion, Unit } from '../../shared/findings/figure'
import type { FlowSource } from '../../shared/flow/block'
import { protocolLabel, protocolName } from '../../shared/network/protocols'
import { remainderFilter } from './ladder'
import { portFilter } from './ports'
import { FIVE_TUPLE } from './read-conversations'
import { MAX_SERVICE_FIGURES, serviceFilter } from './services'
import type {
  CaseTotals,
  Correlation,
  Ladder,
  PortVolume,
  Service,
  SourceView,
  SuspectInvestigation,
  Window,
} from './types'
import { ACCEPTED, REJECTED } from './volumes'

/** Rows of the table of ports that have figures: all, unless the suspect has used hundreds of ports. */
export const MAX_PORT_FIGURES = 50

type Value = FigureQuestion['value']

/** Makes figures about the flows of one source under ids that begin alike. */
export class FigureMaker {
  constructor(
    private readonly source: FlowSource,
    private readonly prefix: string,
    private readonly about: string,
  ) {}

  count(id: string, label: string, value: Value, filter: Filter): FigureQuestion {
    const unit = this.source === 'vpc' ? 'records' : 'flows'
    return this.make(id, label, value, unit, { of: 'count', filter })
  }

  sum(id: string, label: string, value: Value, field: 'bytes' | 'packets', filter: Filter): FigureQuestion {
    return this.make(id, label, value, field, { of: 'sum', field, filter })
  }

  distinct(
    id: string,
    label: string,
    value: Value,
    unit: 'five-tuples' | 'connections',
    fields: readonly DistinctField[],
    filter: Filter,
  ): FigureQuestion {
    return this.make(id, label, value, unit, { of: 'distinct', fields, filter })
  }

  time(
    id: string,
    label: string,
    value: Value,
    of: 'min' | 'max',
    field: 'start' | 'end',
    filter: Filter,
  ): FigureQuestion {
    return this.make(id, label, value, 'epoch seconds', { of, field, filter })
  }

  make(id: string, label: string, value: Value, unit: Unit, ask: FigureAsk): FigureQuestion {
    const { source, prefix, about } = this
    return { id: `${prefix}.${id}`, label: `${about}: ${label}`, value, unit, source, ask }
  }
}

export function totalFigures(totals: CaseTotals): readonly FigureQuestion[] {
  const figure = new FigureMaker('vpc', 'totals', 'All flow logs')
  const all: Filter = { type: 'any' }
  return [
    figure.make('lines', 'lines, headers included', totals.lines, 'lines', { of: 'lines' }),
    figure.count('records', 'records', totals.records, all),
    figure.sum('bytes', 'bytes', totals.bytes, 'bytes', all),
    figure.sum('packets', 'packets', totals.packets, 'packets', all),
    figure.time('firstStart', 'first start', totals.firstStart, 'min', 'start', all),
    figure.time('lastEnd', 'last end', totals.lastEnd, 'max', 'end', all),
  ]
}

/** The figures of a suspect, `number` counted from 1. Their filters reproduce the values exactly. */
export function suspectFigures(
  { address, vpc, netflow, correlation }: SuspectInvestigation,
  number: number,
): readonly FigureQuestion[] {
  const figure = new FigureMaker('vpc', `suspect.${number}`, address)
  return [
    figure.count('records', 'records', vpc.total.records, vpc.filter),
    figure.sum('bytes', 'bytes', vpc.total.bytes, 'bytes', vpc.filter),
    figure.sum('packets', 'packets', vpc.total.packets, 'packets', vpc.filter),
    figure.count('accepted', 'accepted records', vpc.total.accepted, withAction(vpc.filter, ACCEPTED)),
    figure.count('rejected', 'rejected records', vpc.total.rejected, withAction(vpc.filter, REJECTED)),
    ...windowFigures(figure, vpc.window, vpc.filter),
    ...portFigures(figure, vpc),
    ...serviceFigures(figure, address, vpc.services),
    ...ladderFigures(figure, vpc),
    ...(netflow ? netflowFigures(address, number, netflow) : []),
    ...(correlation ? correlationFigures(address, number, correlation) : []),
  ]
}

function withAction(suspect: Filter, action: Filter): Filter {
  return { type: 'and', filters: [suspect, action] }
}

function windowFigures(figure: FigureMaker, window: Window, filter: Filter): readonly FigureQuestion[] {
  return [
    figure.time('window.firstStart', 'first start', window.firstStart, 'min', 'start', filter),
    figure.time('window.lastStart', 'last start', window.lastStart, 'max', 'start', filter),
    figure.time('window.lastEnd', 'last end', window.lastEnd, 'max', 'end', filter),
  ]
}

/** The ports that the ladder takes away, then those with the most bytes; in the order of the table. */
export function portsWithFigures(view: SourceView): readonly PortVolume[] {
  const rungs = new Set(view.ladder.steps.map((step) => step.port))
  const chosen = new Set(
    [
      ...view.ports.filter((volume) => rungs.has(volume.port)),
      ...view.ports.filter((volume) => !rungs.has(volume.port)).slice(0, MAX_PORT_FIGURES),
    ].slice(0, MAX_PORT_FIGURES),
  )
  return view.ports.filter((volume) => chosen.has(volume))
}

/** "port.destination.8889.tcp", which the ids of a port's figures have in the middle. */
export function portFigureId({
  side,
  port,
  protocol,
}: Pick<PortVolume, 'side' | 'port' | 'protocol'>): string {
  return `port.${side}.${port}.${protocolId(protocol)}`
}

/** "service.10.130.8.94.80.tcp", which the ids of a service's figures have in the middle. */
export function serviceFigureId({
  address,
  port,
  protocol,
}: Pick<Service, 'address' | 'port' | 'protocol'>): string {
  return `service.${address}.${port}.${protocolId(protocol)}`
}

function protocolId(protocol: number): string {
  return protocolName(protocol)?.toLowerCase() ?? String(protocol)
}

/** "10.130.8.94:80/TCP" and "[2001:db8::9]:80/TCP". */
export function serviceLabel({
  address,
  port,
  protocol,
}: Pick<Service, 'address' | 'port' | 'protocol'>): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}/${protocolLabel(protocol)}`
}

function portFigures(figure: FigureMaker, view: SourceView): readonly FigureQuestion[] {
  return portsWithFigures(view).flatMap((volume) => {
    const id = portFigureId(volume)
    const label = `${volume.side} port ${volume.port}/${protocolLabel(volume.protocol)}`
    const filter = portFilter(view.filter, volume)
    return [
      figure.sum(`${id}.bytes`, `${label}, bytes`, volume.bytes, 'bytes', filter),
      figure.count(`${id}.records`, `${label}, records`, volume.records, filter),
    ]
  })
}

function serviceFigures(
  figure: FigureMaker,
  suspect: string,
  services: readonly Service[],
): readonly FigureQuestion[] {
  return services.slice(0, MAX_SERVICE_FIGURES).flatMap((service) => {
    const id = serviceFigureId(service)
    const label = `service ${serviceLabel(service)}`
    const to = serviceFilter(suspect, service, 'to-suspect')
    const from = serviceFilter(suspect, service, 'from-suspect')
    const both = serviceFilter(suspect, service, 'both')
    return [
      figure.count(`${id}.records`, `${label}, records`, service.records, both),
      figure.sum(`${id}.bytesToSuspect`, `${label}, bytes to it`, service.bytesToSuspect, 'bytes', to),
      figure.sum(
        `${id}.bytesFromSuspect`,
        `${label}, bytes from it`,
        service.bytesFromSuspect,
        'bytes',
        from,
      ),
    ]
  })
}

function ladderFigures(figure: FigureMaker, { ladder, filter }: SourceView): readonly FigureQuestion[] {
  const steps = ladderStepFigures(figure, ladder)
  const residue = remainderFilter(filter, ladder.steps)
  return [...steps, figure.count('residue.records', 'left without its services', ladder.residue, residue)]
}

/** Of each step the records, bytes and five-tuples that remain. */
function ladderStepFigures(figure: FigureMaker, ladder: Ladder): readonly FigureQuestion[] {
  return ladder.steps.flatMap(({ port, remaining, remainingTuples, filter }) => {
    const id = `ladder.${port}.remaining`
    const label = `left without port ${port}`
    return [
      figure.count(id, label, remaining.records, filter),
      figure.sum(`${id}Bytes`, `${label}, bytes`, remaining.bytes, 'bytes', filter),
      figure.distinct(
        `${id}Tuples`,
        `${label}, five-tuples`,
        remainingTuples,
        'five-tuples',
        FIVE_TUPLE,
        filter,
      ),
    ]
  })
}

function netflowFigures(address: string, number: number, view: SourceView): readonly FigureQuestion[] {
  const figure = new FigureMaker('netflow', `suspect.${number}.netflow`, `${address} in NetFlow`)
  const residue = remainderFilter(view.filter, view.ladder.steps)
  return [
    figure.count('flows', 'flows', view.total.records, view.filter),
    figure.sum('bytes', 'bytes', view.total.bytes, 'bytes', view.filter),
    figure.sum('packets', 'packets', view.total.packets, 'packets', view.filter),
    ...serviceFigures(figure, address, view.services),
    ...ladderStepFigures(figure, view.ladder),
    figure.count('residue.flows', 'left without its services', view.ladder.residue, residue),
  ]
}

function correlationFigures(
  address: string,
  number: number,
  { filter, aliases, matched, vpcOnly, netflowOnly }: Correlation,
): readonly FigureQuestion[] {
  const figure = new FigureMaker('netflow', `suspect.${number}.correlation`, `${address} in both sources`)
  const tuples = (
    id: string,
    label: string,
    value: number,
    state: Extract<FigureAsk, { of: 'tuples' }>['state'],
  ) => figure.make(id, label, value, 'five-tuples', { of: 'tuples', state, filter, aliases })
  return [
    tuples('matched', 'five-tuples in both', matched, 'matched'),
    tuples('vpcOnly', 'five-tuples in flow logs alone', vpcOnly, 'vpc-only'),
    tuples('netflowOnly', 'five-tuples in captures alone', netflowOnly, 'netflow-only'),
  ]
}
