import { formatBytesExact } from '../../shared/format/bytes'
import { formatDuration } from '../../shared/format/duration'
import { formatCount, formatCounted } from '../../shared/format/number'
import { formatUtc } from '../../shared/format/time'
import { hasPorts, protocolLabel } from '../../shared/network/protocols'
import type { CaseInvestigation, SuspectInvestigation } from '../investigation/types'

export interface KeyFigure {
  readonly label: string
  readonly value: string
}

/** Ports of a suspect's services that are listed; all ports stand in the report. */
const PORTS_SHOWN = 6

/** The figures that are read first, for a terminal. */
export function keyFigures({ totals, suspects, findings }: CaseInvestigation): readonly KeyFigure[] {
  return [
    {
      label: 'Evidence',
      value: `${formatCounted(totals.files, 'file')}, ${formatCounted(totals.lines, 'line')}, ${formatCounted(totals.headerLines, 'header')}, ${formatCounted(totals.records, 'record')}`,
    },
    ...suspects.flatMap(suspectFigures),
    {
      label: 'Findings',
      value: findings.length === 0 ? 'none' : findings.map((finding) => finding.title).join('; '),
    },
  ]
}

function suspectFigures({ address, vpc, correlation }: SuspectInvestigation): readonly KeyFigure[] {
  const { window, ladder } = vpc
  const label = (text: string) => `${address} ${text}`
  const services = ladder.steps.map(({ port, protocol, name }) =>
    hasPorts(protocol)
      ? `${port}/${protocolLabel(protocol)} ${name ?? '(not in the services list)'}`
      : protocolLabel(protocol),
  )
  return [
    { label: label('records'), value: formatCount(vpc.total.records) },
    ...(window.firstStart === null || window.lastStart === null || window.lastEnd === null
      ? []
      : [
          { label: label('first start'), value: `${formatUtc(window.firstStart)} (${window.firstStart})` },
          {
            label: label('last start'),
            value: `${formatUtc(window.lastStart)} (${window.lastStart}), ${formatDuration(window.lastStart - window.firstStart)} later`,
          },
          { label: label('last end'), value: `${formatUtc(window.lastEnd)} (${window.lastEnd})` },
        ]),
    ...vpc.ports
      .filter(({ port }) => ladder.steps.some((step) => step.port === port))
      .slice(0, PORTS_SHOWN)
      .map(({ side, port, protocol, bytes }) => ({
        label: label(`${side} port ${port}/${protocolLabel(protocol)}`),
        value: formatBytesExact(bytes),
      })),
    { label: label('services'), value: services.length === 0 ? 'none' : services.join(', ') },
    { label: label('residue'), value: formatCounted(ladder.residue, 'record') },
    ...(correlation
      ? [
          {
            label: label('logs and capture'),
            value: `${correlation.verdict}: ${formatCounted(correlation.matched, 'five-tuple')} in both, ${formatCount(correlation.vpcOnly)} in the logs alone, ${formatCount(correlation.netflowOnly)} in NetFlow alone`,
          },
        ]
      : []),
  ]
}
