import { useQuery } from '@tanstack/react-query'
import type { Mark } from '../../../shared/case/casework'
import { tagCounts } from '../../../shared/case/edit-casework'
import { ANY } from '../../../shared/filter/ast'
import type { SeenValue } from '../../../shared/filter/complete'
import type { FlowSource } from '../../../shared/flow/block'
import { fieldSpec } from '../../../shared/flow/fields'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { protocolName } from '../../../shared/network/protocols'
import { SERVICE_NAMES, servicePorts } from '../../../shared/network/service-ports'
import { useDerived } from '../../app/answers'
import { useOpenCase } from '../../app/open-case'
import { useSession } from '../../app/session'
import { useCasework } from '../../casework/casework-state'
import type { Ask } from '../../investigation/types'

/** Values of a field that are asked for, those of most flows first. */
const MOST_VALUES = 500
const ADDRESSES = 12
const DAYS = 31

/** Fields with the values of kinds that are no field themselves. */
const FIELDS_OF: Readonly<Record<string, readonly string[]>> = {
  port: ['dstport', 'srcport'],
  'aws-service': ['pkt-src-aws-service', 'pkt-dst-aws-service'],
}

const TIME_KINDS = ['time', 'start', 'end']
const TIME_NOTE = 'Times here are UTC, unless a distance from it follows: 2023-09-28T19:22+02:00'

/** Numbers of these are as many as the flows. */
const UNCOUNTED = ['bytes', 'packets', 'start', 'end']

/** What can be offered where a value is typed, and what has to be known about it; for people. */
export interface SeenValues {
  readonly values: readonly SeenValue[]
  /** '' for nothing. */
  readonly note: string
}

const NOTHING: SeenValues = { values: [], note: '' }

/** Values of a kind that occur in the case, or that the language knows; none while they are asked for. */
export function useSeenValues(kind: string | null, typed: string, source: FlowSource): SeenValues {
  const { marks } = useCasework()
  const { record, contents } = useOpenCase()
  const engine = useSession((state) => state.engine)
  const isAddress =
    kind === 'address' || kind === 'network' || (kind !== null && fieldSpec(kind).kind === 'address')
  const fields = (kind === null || isAddress ? [] : (FIELDS_OF[kind] ?? [kind])).filter(
    (field) => contents.fields[source].includes(field) && !UNCOUNTED.includes(field),
  )
  const addresses = useQuery({
    queryKey: [record.id, contents.revision, 'seen addresses', typed],
    queryFn: () => engine.suggestAddresses(typed, ADDRESSES),
    enabled: isAddress,
    placeholderData: (previous) => previous,
  })
  const counted = useDerived(['seen values', source, fields], (ask) => countValues(ask, source, fields), {
    enabled: fields.length > 0,
    keepPrevious: false,
  })
  if (kind === null) return NOTHING
  if (isAddress) return { values: (addresses.data ?? []).map((value) => ({ value, note: '' })), note: '' }
  if (fields.length > 0) return counted.data ?? NOTHING
  if (kind === 'tag') return { values: tagValues(marks), note: '' }
  const values = knownValues(kind, contents.fields[source], contents.firstStart, contents.lastEnd)
  return { values, note: TIME_KINDS.includes(kind) ? TIME_NOTE : '' }
}

function tagValues(marks: readonly Mark[]): readonly SeenValue[] {
  return [...tagCounts(marks)].map(([value, count]) => ({
    value,
    note: `on ${formatCounted(count, 'mark')}`,
  }))
}

async function countValues(ask: Ask, source: FlowSource, fields: readonly string[]): Promise<SeenValues> {
  const flows = new Map<string, number>()
  let most = 0
  for (const field of fields) {
    const { rows, groups } = await ask({
      source,
      filter: ANY,
      groupBy: [{ by: 'field', field }],
      measures: [{ as: 'flows', op: 'count' }],
      orderBy: { measure: 'flows', descending: true },
      limit: MOST_VALUES,
    })
    most = Math.max(most, groups)
    for (const { keys, values } of rows) {
      const [key] = keys
      if (key === null || key === undefined) continue
      const name = field === 'protocol' ? protocolName(Number(key))?.toLowerCase() : undefined
      const value = name ?? String(key)
      flows.set(value, Math.max(flows.get(value) ?? 0, Number(values.flows)))
    }
  }
  const values = [...flows]
    .sort((a, b) => b[1] - a[1])
    .map(([value, count]) => ({ value, note: `${formatCount(count)} flows` }))
  return { values, note: most > MOST_VALUES ? moreNote(most) : '' }
}

function moreNote(all: number): string {
  return `Of ${formatCount(all)} values, the ${formatCount(MOST_VALUES)} of most flows are offered; any other can be typed.`
}

function knownValues(
  kind: string,
  fields: readonly string[],
  first: number | null,
  last: number | null,
): readonly SeenValue[] {
  switch (kind) {
    case 'service':
      return SERVICE_NAMES.map((value) => ({ value, note: portsOf(value) }))
    case 'source':
      return [
        { value: 'vpc', note: 'flow logs' },
        { value: 'netflow', note: 'captures' },
      ]
    case 'flags':
      return [
        { value: 'S', note: 'SYN' },
        { value: 'SA', note: 'SYN and ACK' },
        { value: 'F', note: 'FIN' },
        { value: 'R', note: 'RST' },
        { value: 'A', note: 'ACK' },
        { value: 'P', note: 'PSH' },
      ]
    case 'field':
      return fields.map((value) => ({ value, note: fieldSpec(value).title }))
    case 'time':
    case 'start':
    case 'end':
      return first === null || last === null ? [] : daysBetween(first, last)
    default:
      return []
  }
}

function portsOf(service: string): string {
  return servicePorts(service)
    .map(({ protocol, ports }) => `${ports.join(', ')}/${protocolName(protocol)}`)
    .join(', ')
}

/** The days of the case, UTC. */
function daysBetween(first: number, last: number): readonly SeenValue[] {
  const day = 86_400
  const begin = Math.floor(first / day)
  const count = Math.min(DAYS, Math.floor(last / day) - begin + 1)
  return Array.from({ length: count }, (_, i) => ({
    value: new Date((begin + i) * day * 1000).toISOString().slice(0, 10),
    note: 'the whole day, UTC',
  }))
}
