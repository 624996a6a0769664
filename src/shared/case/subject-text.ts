import { utcClock } from '../format/time'
import { hasPorts, protocolLabel } from '../network/protocols'
import type { MarkKind, MarkSubject } from './casework'

export const KIND_TITLES: Readonly<Record<MarkKind, string>> = {
  flow: 'Flow',
  address: 'Address',
  filter: 'Filter',
  range: 'Time range',
}

/** What a mark is on, in one line; times are UTC. */
export function subjectText(subject: MarkSubject): string {
  switch (subject.kind) {
    case 'flow':
      return flowText(subject)
    case 'address':
      return subject.address
    case 'filter':
      return `filter ${subject.filter}${subject.source === 'netflow' ? ' (NetFlow)' : ''}`
    case 'range':
      return rangeText(subject)
  }
}

/** The same with its kind before it: "Address 10.0.0.1", "Filter port 22". */
export function titledSubject(subject: MarkSubject): string {
  const text = subject.kind === 'filter' ? subject.filter : subjectText(subject)
  return `${KIND_TITLES[subject.kind]} ${text}`
}

/** Where a flow was read: "a.log.gz, line 12". */
export function flowPlace({
  path,
  line,
  source,
}: Pick<Extract<MarkSubject, { kind: 'flow' }>, 'path' | 'line' | 'source'>): string {
  return `${path}, ${source === 'vpc' ? 'line' : 'flow'} ${line}`
}

function flowText(flow: Extract<MarkSubject, { kind: 'flow' }>): string {
  const { srcaddr, dstaddr } = flow.values
  if (srcaddr === undefined || dstaddr === undefined) return flowPlace(flow)
  const protocol = flow.values.protocol === undefined ? null : Number(flow.values.protocol)
  const end = (address: string, port: unknown) => {
    if (port === undefined || (protocol !== null && !hasPorts(protocol))) return address
    return `${address.includes(':') ? `[${address}]` : address}:${port}`
  }
  const name = protocol === null ? '' : ` ${protocolLabel(protocol)}`
  return `${end(String(srcaddr), flow.values.srcport)} → ${end(String(dstaddr), flow.values.dstport)}${name}`
}

function rangeText({ from, to }: Extract<MarkSubject, { kind: 'range' }>): string {
  if (from === null && to === null) return 'all time'
  if (from === null) return `before ${utcClock(to as number)} UTC`
  if (to === null) return `from ${utcClock(from)} UTC`
  const until = utcClock(to)
  return `${utcClock(from)} – ${until.slice(0, 10) === utcClock(from).slice(0, 10) ? until.slice(11) : until} UTC`
}
