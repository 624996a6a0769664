import { formatBytesExact } from '../../../shared/format/bytes'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount, formatCounted, formatShare } from '../../../shared/format/number'
import type {
  CaseTotals,
  Correlation,
  Finding,
  SourceView,
  SuspectInvestigation,
} from '../../investigation/types'
import { type Block, heading, list, note, paragraph } from '../document'
import { type Clock, enumerate, portText } from '../wording'
import type { SectionInput } from './section'

/** What was found, for a reader who reads nothing else. */
export function summary({ investigation, clock }: SectionInput): readonly Block[] {
  const { evidence, totals, suspects, findings } = investigation
  const captures = evidence.filter((file) => file.kind === 'pcap').length
  const sources = [
    formatCounted(totals.flowLogFiles, 'VPC flow log file'),
    ...(captures > 0 ? [formatCounted(captures, 'packet capture')] : []),
  ]
  const incomplete = totals.damagedFiles + evidence.filter((file) => file.kind === 'unreadable').length
  return [
    heading(1, 'Summary'),
    paragraph(
      `The evidence is ${enumerate(sources)}. The flow logs hold ${formatCounted(totals.records, 'record')} of network traffic` +
        `${totals.firstStart === null ? '' : `, from ${clock.tell(totals.firstStart)} to ${clock.tell(totals.lastEnd)}`}.`,
    ),
    ...(incomplete === 0
      ? []
      : [
          note(
            `${formatCounted(incomplete, 'file')} could not be read whole. Figures count what could be read of them; see section Evidence.`,
          ),
        ]),
    ...suspects.map((suspect) => paragraph(suspectSummary(suspect, totals, clock))),
    ...(findings.length === 0
      ? [
          paragraph(
            suspects.length === 0
              ? 'No suspect address was named, so nothing was investigated beyond the evidence itself.'
              : 'None of the rules that Flowcase applies found anything. That is no proof of innocence: see section Limits of the method.',
          ),
        ]
      : [
          paragraph(`${formatCounted(findings.length, 'finding')}, ${orderOf(findings)}:`),
          list(
            findings.map((finding) => [
              { strong: `${finding.id} ${finding.title}` },
              ` (severity ${finding.severity}${finding.attack.length === 0 ? '' : `; ATT&CK ${finding.attack.join(', ')}`}).`,
            ]),
          ),
        ]),
  ]
}

function orderOf(findings: readonly Finding[]): string {
  const accepted = findings.filter(({ comment }) => comment !== undefined).length
  if (accepted === 0) return 'in the order of time'
  return accepted === findings.length
    ? 'drawn from all flows and accepted by the examiner, in the order of time'
    : 'those of the suspects, then those drawn from all flows and accepted by the examiner, each in the order of time'
}

function suspectSummary(
  { address, vpc, netflow, correlation }: SuspectInvestigation,
  totals: CaseTotals,
  clock: Clock,
): string {
  if (vpc.total.records === 0) {
    const flows = netflow?.total.records ?? 0
    return `${address} occurs in no flow log record${flows === 0 ? ' and in no capture' : `, but in ${formatCounted(flows, 'flow')} of the captures`}.`
  }
  const { total, window } = vpc
  const times =
    window.firstStart === null || window.duration === null
      ? ''
      : `, from ${clock.tell(window.firstStart)} to ${clock.tell(window.lastEnd)} (${formatDuration(window.duration)})`
  return [
    `${address} takes part in ${formatCounted(total.records, 'record')} (${formatShare(total.records, totals.records)} of all)${times}.`,
    `They carry ${formatBytesExact(total.bytes)}, both directions together.`,
    `${formatCount(total.accepted)} were accepted and ${formatCount(total.rejected)} rejected.`,
    ladderSentence(vpc),
    ...(correlation === null ? [] : [verdictSentence(correlation)]),
  ].join(' ')
}

/** What the exclusion ladder says. */
export function ladderSentence({ ladder }: SourceView): string {
  const services = ladder.steps.map(
    ({ port, protocol, name }) =>
      `${portText(port, protocol)} ${name === null ? '(not in the services list)' : name}`,
  )
  if (services.length === 0) return 'It uses no service that could be told.'
  const used =
    services.length === 1
      ? `One service is in use: ${services[0]}.`
      : `${services.length} services are in use: ${enumerate(services)}.`
  return ladder.residue === 0
    ? `${used} Without ${services.length === 1 ? 'it' : 'them'} no record remains: nothing else passed.`
    : `${used} Without ${services.length === 1 ? 'it' : 'them'} ${formatCounted(ladder.residue, 'record')} remain${ladder.residue === 1 ? 's' : ''}.`
}

/** Whether both sources tell the same story, in words. */
export function verdictSentence(correlation: Correlation): string {
  const { matched, vpcOnly, vpcOnlyOutsideCapture, netflowOnly, equalBytes, unexplained } = correlation
  const outside =
    vpcOnlyOutsideCapture === 0
      ? ''
      : vpcOnlyOutsideCapture === vpcOnly
        ? ', all of them outside of the time that the captures cover'
        : `, ${formatCount(vpcOnlyOutsideCapture)} of them outside of the time that the captures cover`
  const counts =
    `${formatCounted(matched, 'five-tuple')} ${matched === 1 ? 'is' : 'are'} in both, ${formatCount(equalBytes)} of them with equal bytes; ` +
    `${formatCount(netflowOnly)} in the captures alone; ${formatCount(vpcOnly)} in the flow logs alone${outside}.`
  switch (correlation.verdict) {
    case 'agree':
      return `Flow logs and packet captures agree: ${counts}`
    case 'differ':
      return `Flow logs and packet captures differ: ${counts} ${formatCount(unexplained)} of all differ for no reason that shows.`
    case 'no common tuples':
      return `Flow logs and packet captures have no five-tuple in common, so neither confirms the other: ${counts}`
    case 'no netflow':
      return 'The packet captures hold no flow of this address, so they neither confirm nor contradict the flow logs.'
  }
}
