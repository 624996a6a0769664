import { formatBytesExact } from '../../../shared/format/bytes'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount, formatCounted, formatShare } from '../../../shared/format/number'
import type { SuspectInvestigation } from '../../investigation/types'
import { type Block, heading, paragraph, type Text, table } from '../document'
import { comparison } from './comparison'
import { ladder } from './ladder'
import { ports } from './ports'
import type { SectionInput } from './section'
import { services } from './services'
import { timeline } from './timeline'

/** All that is known of one suspect. `number` counts suspects from 1, as the ids of figures do. */
export function suspectSection(
  input: SectionInput,
  suspect: SuspectInvestigation,
  number: number,
): readonly Block[] {
  const { address, vpc, netflow } = suspect
  const title = heading(1, `Suspect ${address}`)
  if (vpc.total.records === 0) {
    return [
      title,
      paragraph(
        `No flow log record has ${address} as an address: neither srcaddr nor dstaddr, nor pkt-srcaddr or pkt-dstaddr where a log has them.`,
      ),
      ...(netflow && netflow.total.records > 0
        ? [
            paragraph(
              `The packet captures do: ${formatCounted(netflow.total.records, 'flow')} with ${formatBytesExact(netflow.total.bytes)}. What follows is drawn from them.`,
            ),
            ...services(input, suspect, netflow, number),
            ...ladder(input, netflow, number),
            ...timeline(input, netflow),
          ]
        : []),
    ]
  }
  return [
    title,
    ...activity(input, suspect, number),
    ...ports(input, vpc, number),
    ...services(input, suspect, vpc, number),
    ...ladder(input, vpc, number),
    ...timeline(input, vpc),
    ...comparison(input, suspect, number),
  ]
}

function activity(
  { investigation, numbers, clock }: SectionInput,
  { address, vpc }: SuspectInvestigation,
  number: number,
): readonly Block[] {
  const { total, window } = vpc
  const cite = (id: string) => numbers.cite(`suspect.${number}.${id}`)
  const rows: (readonly Text[])[] = [
    [
      'Records',
      `${formatCount(total.records)} (${formatShare(total.records, investigation.totals.records)} of all)`,
      cite('records'),
    ],
    ['Bytes', formatBytesExact(total.bytes), cite('bytes')],
    ['Packets', formatCount(total.packets), cite('packets')],
    ['Accepted records', formatCount(total.accepted), cite('accepted')],
    ['Rejected records', formatCount(total.rejected), cite('rejected')],
    ['First start', clock.tell(window.firstStart), cite('window.firstStart')],
    ['Last start', clock.tell(window.lastStart), cite('window.lastStart')],
    ['Last end', clock.tell(window.lastEnd), cite('window.lastEnd')],
    ['From first to last start', span(window.firstStart, window.lastStart), ''],
    ['From first start to last end', span(window.firstStart, window.lastEnd), ''],
  ]
  return [
    heading(2, 'Activity'),
    paragraph(
      `These are the records with ${address} as their source or destination address, compared as a whole address and never as ` +
        'a part of a line. Bytes and packets are both directions together.',
    ),
    table(
      `Activity of ${address} in the flow logs`,
      [
        ['What', 'text'],
        ['Value', 'text'],
        ['Figure', 'label'],
      ],
      rows,
    ),
  ]
}

function span(from: number | null, to: number | null): string {
  return from === null || to === null ? '–' : formatDuration(to - from)
}
