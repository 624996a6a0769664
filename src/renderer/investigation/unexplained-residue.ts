import { formatBytesExact } from '../../shared/format/bytes'
import { formatCount, formatCounted } from '../../shared/format/number'
import { formatUtc } from '../../shared/format/time'
import { protocolLabel } from '../../shared/network/protocols'
import { FigureMaker } from './figures'
import { MAX_STEPS, remainderFilter } from './ladder'
import { countOf, timeOf } from './quantity'
import type { Drawn, Rule, RuleInput } from './rule'
import type { Volume } from './types'
import { fieldKey, volumeMeasures, volumeOf } from './volumes'

/** Destination ports that are named in the summary. */
const NAMED_PORTS = 5

/** Flows of the suspect that are left when every service in use is taken away. */
export const unexplainedResidue: Rule = async (input) => {
  const { ask, view } = input
  if (view.ladder.residue === 0) return []
  const filter = remainderFilter(view.filter, view.ladder.steps)
  const [whole, largest] = await Promise.all([
    ask({
      source: view.source,
      filter,
      groupBy: [],
      measures: [...volumeMeasures(view.source), { as: 'first', op: 'min', field: 'start' }],
    }),
    ask({
      source: view.source,
      filter,
      groupBy: [fieldKey('dstport'), fieldKey('protocol')],
      measures: [{ as: 'records', op: 'count' }],
      orderBy: { measure: 'records', descending: true },
      limit: NAMED_PORTS,
    }),
  ])
  const volume = volumeOf(whole.rows[0])
  const first = timeOf(whole.rows[0], 'first')
  const ports = largest.rows.map(({ keys: [port, protocol] }, i) => {
    const name = protocol === null ? 'unknown protocol' : protocolLabel(Number(protocol))
    return `${port ?? 'none'}/${name} (${formatCount(countOf(largest.rows[i], 'records'))})`
  })
  return [draw(input, volume, first, ports, largest.groups - ports.length)]
}

function draw(
  input: RuleInput,
  volume: Volume,
  first: number | null,
  ports: readonly string[],
  otherPorts: number,
): Drawn {
  const { suspect, view } = input
  const { steps } = view.ladder
  const noun = view.source === 'vpc' ? 'record' : 'flow'
  const onlyRejected = volume.rejected === volume.records
  const taken = steps.map((step) => step.port).join(', ')
  const actions =
    view.source === 'vpc'
      ? `, ${formatCount(volume.accepted)} accepted and ${formatCount(volume.rejected)} rejected,`
      : ''
  const filter = remainderFilter(view.filter, steps)
  const figure = new FigureMaker(
    view.source,
    `suspect.${input.number}${view.source === 'vpc' ? '' : '.netflow'}.unexplained-residue`,
    `${suspect}, left without its services`,
  )
  return {
    at: first ?? Number.POSITIVE_INFINITY,
    finding: {
      rule: 'unexplained-residue',
      title: `Traffic of ${suspect} outside its services`,
      severity: onlyRejected ? 'info' : 'medium',
      attack: [],
      summary:
        `${formatCounted(volume.records, noun)} with ${formatBytesExact(volume.bytes)}${actions} ` +
        `${volume.records === 1 ? 'has' : 'have'} none of the ports of the services in use ` +
        `(${taken === '' ? 'there are none' : taken})${first === null ? '' : `; the first was at ${formatUtc(first)}`}. ` +
        `Most went to destination port ${ports.join(', ')}` +
        `${otherPorts > 0 ? `, and ${formatCounted(otherPorts, 'other port')}` : ''}.`,
      basis:
        'Flows of the suspect with none of the ports that its services in use have, on either side. A service is ' +
        `in use when not all of its records were rejected; at most ${MAX_STEPS} ports are taken away.`,
      caveat:
        'Rejected records show an attempt, not that it came through; AWS also logs REJECT for packets that arrive ' +
        'after their connection was closed. ICMP has no ports, and so it always remains here.',
    },
    figures: [
      figure.count('records', noun === 'record' ? 'records' : 'flows', volume.records, filter),
      figure.sum('bytes', 'bytes', volume.bytes, 'bytes', filter),
    ],
  }
}
