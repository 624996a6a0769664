import { oneLine } from '../../../shared/format/one-line'
import type { Severity } from '../../investigation/types'
import { techniqueText } from '../attack'
import { type Block, facts, heading, list, note, paragraph, type Text } from '../document'
import { enumerate } from '../wording'
import type { SectionInput } from './section'

const SEVERITIES: Readonly<Record<Severity, string>> = {
  high: 'high: act on it now',
  medium: 'medium: to be looked into soon',
  low: 'low: to be kept in view',
  info: 'for information',
}

/** Each finding with the rule that it was drawn from and what the rule can't tell. */
export function findingsSection({ investigation, numbers }: SectionInput): readonly Block[] {
  const { findings, undrawn, notLookedAt } = investigation
  return [
    heading(1, 'Findings'),
    paragraph(
      findings.length === 0
        ? 'No rule drew a finding about a suspect, and none that the rules drew from all flows was accepted.'
        : 'A finding is drawn by a rule with fixed thresholds, and only when the data shows it. It says what the traffic looks ' +
            'like, not what somebody meant by it.',
    ),
    ...(undrawn.length === 0
      ? []
      : [
          note(
            `Accepted by the examiner, and not shown by the data with the present thresholds: ${enumerate(undrawn)}.`,
          ),
        ]),
    ...(notLookedAt.length === 0
      ? []
      : [
          paragraph(
            'The rules of accepted findings look at all flows, up to limits of their own. These were reached:',
          ),
          list(notLookedAt),
        ]),
    ...findings.flatMap((finding): readonly Block[] => [
      heading(2, `${finding.id} ${finding.title}`),
      paragraph(finding.summary),
      facts(
        ['Severity', SEVERITIES[finding.severity]],
        ['MITRE ATT&CK', finding.attack.length === 0 ? 'none' : finding.attack.map(techniqueText).join('; ')],
        ['Rule', `${finding.rule}. ${finding.basis}`],
        ['What this can’t tell', finding.caveat],
        ['Figures', numbers.cite(...finding.figures) || 'none'],
        ...(finding.comment === undefined ? [] : [acceptedRow(finding.comment)]),
      ),
    ]),
  ]
}

/** Of a finding that a detector drew from all flows. */
function acceptedRow(comment: string): readonly [string, Text] {
  return [
    'Examiner',
    comment.trim() === '' ? 'accepted' : `accepted: ${oneLine(comment.trim().replace(/\s+/g, ' '))}`,
  ]
}
