import { formatCounted } from '../../../shared/format/number'
import type { CaseInvestigation } from '../../investigation/types'
import { type Block, facts } from '../document'
import { type Clock, enumerate } from '../wording'
import type { SectionInput } from './section'

/** Who examined what, when, and with which tools. */
export function titleBlock({
  investigation,
  clock,
  version,
  nfdump,
  generatedAt,
}: SectionInput): readonly Block[] {
  const { record } = investigation
  return [
    facts(
      ['Examiner', record.examiner === '' ? 'not named' : record.examiner],
      ['Suspect', record.suspects.length === 0 ? 'none named' : enumerate(record.suspects)],
      ['Scope', scope(investigation, clock)],
      ['Evidence folder', [{ code: record.folderPath }]],
      ['Case created', clock.tell(Math.floor(record.createdAt))],
      ['Report generated', clock.tell(generatedAt)],
      ['Made with', `Flowcase ${version}, ${nfdump === null ? 'without nfdump' : `nfdump ${nfdump}`}`],
      [
        'Times',
        clock.zone === null
          ? 'Coordinated Universal Time (UTC)'
          : `Coordinated Universal Time (UTC), and ${clock.zone} in brackets`,
      ],
    ),
  ]
}

/** What the report is about: files and the time that they cover. */
function scope({ evidence, totals }: CaseInvestigation, clock: Clock): string {
  const captures = evidence.filter((file) => file.kind === 'pcap').length
  const files = [
    formatCounted(totals.flowLogFiles, 'VPC flow log'),
    ...(captures > 0 ? [formatCounted(captures, 'packet capture')] : []),
  ]
  const times =
    totals.firstStart === null
      ? ''
      : `, flows from ${clock.tell(totals.firstStart)} to ${clock.tell(totals.lastEnd)}`
  return `${enumerate(files)} of ${formatCounted(totals.files, 'file')}${times}`
}
