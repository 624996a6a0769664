import { formatBytesExact } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import { OFFSET_LIMITS, offsetSpread, offsetText } from '../../investigation/clock-offset-text'
import { DIFFERENCES } from '../../investigation/difference'
import type {
  Correlation,
  SuspectInvestigation,
  TupleComparison,
  TupleSide,
  TupleState,
} from '../../investigation/types'
import { type Block, heading, paragraph, type Text, table } from '../document'
import { bytesCell, type Clock, endpointText, enumerate } from '../wording'
import type { SectionInput } from './section'
import { services } from './services'
import { verdictSentence } from './summary'

/** Five-tuples that are listed of each state, those with the most bytes. */
const TUPLES_SHOWN: Readonly<Record<TupleState, number>> = {
  'netflow-only': 20,
  matched: 12,
  'vpc-only': 6,
}

const STATES: Readonly<Record<TupleState, string>> = {
  matched: 'in both',
  'vpc-only': 'flow logs alone',
  'netflow-only': 'captures alone',
}

/** The same suspect in the packet captures, and whether both sources tell the same story. */
export function comparison(
  input: SectionInput,
  suspect: SuspectInvestigation,
  number: number,
): readonly Block[] {
  const { netflow, correlation } = suspect
  const title = heading(2, 'Flow logs and packet captures')
  if (netflow === null || correlation === null) {
    return [
      title,
      paragraph(
        'The case has no packet capture that was converted to NetFlow, so the flow logs stand alone: nothing here confirms or ' +
          'contradicts them.',
      ),
    ]
  }
  return [
    title,
    paragraph(verdictSentence(correlation)),
    paragraph(
      'Both sources were compared by directed five-tuple: source address and port, destination address and port, protocol. Row by ' +
        'row they can’t be the same, since each cuts time in its own way.',
    ),
    countsTable(input, suspect, correlation, number),
    ...clockParagraphs(correlation),
    ...aliasParagraphs(correlation),
    ...differences(correlation),
    ...tuples(correlation, input.clock),
    ...(netflow.services.length === 0
      ? []
      : services(input, suspect, netflow, number).filter((block) => block.type === 'table')),
  ]
}

function countsTable(
  { numbers }: SectionInput,
  { vpc, netflow, address }: SuspectInvestigation,
  correlation: Correlation,
  number: number,
): Block {
  const cite = (id: string) => numbers.cite(`suspect.${number}.${id}`)
  const { matched, vpcOnly, vpcOnlyOutsideCapture, netflowOnly, equalBytes, unexplained, clock } = correlation
  const rows: readonly (readonly Text[])[] = [
    ['Five-tuples in both', formatCount(matched), cite('correlation.matched')],
    ['… of them with equal bytes', formatCount(equalBytes), ''],
    ['Five-tuples in flow logs alone', formatCount(vpcOnly), cite('correlation.vpcOnly')],
    ['… of them outside the time of the captures', formatCount(vpcOnlyOutsideCapture), ''],
    ['Five-tuples in captures alone', formatCount(netflowOnly), cite('correlation.netflowOnly')],
    ['Bytes in flow logs', formatBytesExact(correlation.bytesVpc), cite('bytes')],
    ['Bytes in NetFlow', formatBytesExact(correlation.bytesNetflow), cite('netflow.bytes')],
    ['Flow log records', formatCount(vpc.total.records), cite('records')],
    ['NetFlow flows', formatCount(netflow?.total.records ?? 0), cite('netflow.flows')],
    ['NetFlow packets', formatCount(netflow?.total.packets ?? 0), cite('netflow.packets')],
    [
      'NetFlow flows left without the services',
      formatCount(netflow?.ladder.residue ?? 0),
      cite('netflow.residue.flows'),
    ],
    ['Five-tuples that differ for no reason that shows', formatCount(unexplained), ''],
    ['Clock of the captures against AWS’s, estimated', clock === null ? '–' : offsetText(clock.seconds), ''],
  ]
  return table(
    `${address} in both sources`,
    [
      ['What', 'text'],
      ['Value', 'text'],
      ['Figure', 'label'],
    ],
    rows,
  )
}

function clockParagraphs({ clock, appliedOffset }: Correlation): readonly Block[] {
  if (clock === null) return []
  const applied =
    appliedOffset === null
      ? 'It was not applied: times were compared as they were recorded.'
      : `The examiner had ${formatCount(Math.round(appliedOffset * 1000))} milliseconds taken off the captures’ times for this comparison; times in this report are as they were recorded.`
  return [
    paragraph(
      `The clock of the captures is estimated as ${offsetText(clock.seconds)} (${offsetSpread(clock)}). ${OFFSET_LIMITS} ${applied}`,
    ),
  ]
}

function aliasParagraphs({ aliases }: Correlation): readonly Block[] {
  if (aliases.length === 0) return []
  const pairs = aliases.map(({ publicAddress, privateAddress }) => `${publicAddress} for ${privateAddress}`)
  return [paragraph(`Addresses that the examiner gave as those of one interface: ${enumerate(pairs)}.`)]
}

function differences({ differences }: Correlation): readonly Block[] {
  if (differences.length === 0) return []
  return [
    table(
      'Five-tuples that differ, by the likely reason',
      [
        ['Reason', 'text'],
        ['State', 'label'],
        ['Five-tuples', 'number'],
        ['Rule', 'text'],
      ],
      differences.map(({ difference, state, tuples }) => [
        DIFFERENCES[difference].short,
        STATES[state],
        formatCount(tuples),
        DIFFERENCES[difference].rule,
      ]),
    ),
  ]
}

function tuples({ tuples }: Correlation, clock: Clock): readonly Block[] {
  const shown = (['netflow-only', 'matched', 'vpc-only'] as const).flatMap((state) =>
    tuples.filter((tuple) => tuple.state === state).slice(0, TUPLES_SHOWN[state]),
  )
  if (shown.length === 0) return []
  return [
    table(
      'Five-tuples with the most bytes, by state',
      [
        ['Source', 'code'],
        ['Destination', 'code'],
        ['State', 'text'],
        ['Reason', 'text'],
        ['Bytes, flow logs', 'amount'],
        ['Bytes, NetFlow', 'amount'],
        ['First', 'text'],
        ['Last', 'text'],
      ],
      shown.map((tuple) => tupleRow(tuple, clock)),
    ),
  ]
}

function tupleRow(tuple: TupleComparison, clock: Clock): readonly Text[] {
  const bytes = (side: TupleSide | null) => (side === null ? '–' : bytesCell(side.bytes))
  const sides = [tuple.vpc, tuple.netflow].flatMap((side) => side ?? [])
  const times = (of: (side: TupleSide) => number) => sides.map(of).filter((time) => !Number.isNaN(time))
  const first = times((side) => side.first)
  const last = times((side) => side.last)
  return [
    endpointText(tuple.srcaddr, tuple.srcport, tuple.protocol),
    endpointText(tuple.dstaddr, tuple.dstport, tuple.protocol),
    STATES[tuple.state],
    tuple.difference === null ? '–' : DIFFERENCES[tuple.difference].short,
    bytes(tuple.vpc),
    bytes(tuple.netflow),
    first.length === 0 ? '–' : clock.tell(Math.min(...first)),
    last.length === 0 ? '–' : clock.tell(Math.max(...last)),
  ]
}
