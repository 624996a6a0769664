import { formatCount, formatCounted } from '../../../shared/format/number'
import type { SourceView } from '../../investigation/types'
import { type Block, heading, paragraph, type Text, table } from '../document'
import { bytesCell, portText, serviceText } from '../wording'
import type { SectionInput } from './section'

/** What is left when the services are taken away one by one. */
export function ladder({ numbers }: SectionInput, view: SourceView, number: number): readonly Block[] {
  const { start, startTuples, steps, residue } = view.ladder
  const noun = view.source === 'vpc' ? 'record' : 'flow'
  const prefix = view.source === 'vpc' ? `suspect.${number}` : `suspect.${number}.netflow`
  const residueFigure = numbers.cite(`${prefix}.residue.${noun}s`)
  const rows: (readonly Text[])[] = [
    ['All', '–', '–', '–', formatCount(start.records), bytesCell(start.bytes), formatCount(startTuples), ''],
    ...steps.map((step) => [
      `without port ${portText(step.port, step.protocol)}`,
      serviceText(step.name, step.port, step.protocol),
      formatCount(step.taken.records),
      bytesCell(step.taken.bytes),
      formatCount(step.remaining.records),
      bytesCell(step.remaining.bytes),
      formatCount(step.remainingTuples),
      numbers.cite(...['', 'Bytes', 'Tuples'].map((of) => `${prefix}.ladder.${step.port}.remaining${of}`)),
    ]),
  ]
  return [
    heading(2, 'Exclusion ladder'),
    paragraph(
      'The ports of the services in use are taken away one after the other, on either side of the record, those that the ' +
        'examiner chose first, then those with a listed name. What remains in the end is traffic that no service in use explains.',
    ),
    table(
      `${noun === 'record' ? 'Records' : 'Flows'} that remain after each step`,
      [
        ['Step', 'label'],
        ['Service', 'text'],
        [`${noun === 'record' ? 'Records' : 'Flows'} taken away`, 'number'],
        ['Bytes taken away', 'number'],
        [`${noun === 'record' ? 'Records' : 'Flows'} that remain`, 'number'],
        ['Bytes that remain', 'number'],
        ['Five-tuples that remain', 'number'],
        ['Figure', 'label'],
      ],
      rows,
    ),
    paragraph(
      residue === 0
        ? `The residue is empty: 0 ${noun}s remain. The services above are all that passed.`
        : `The residue is ${formatCounted(residue, noun)}: traffic that the services in use do not explain.`,
      residueFigure === '' ? '' : ` (Figure ${residueFigure}.)`,
    ),
  ]
}
