import { formatCounted } from '../../../shared/format/number'
import { shellObstacle } from '../command/obstacle'
import { type Block, heading, note, paragraph } from '../document'
import type { SectionInput } from './section'

/** Appendix B: every figure and how to check it without Flowcase. */
export function figuresAppendix({ figures, investigation }: SectionInput): readonly Block[] {
  const obstacles = (['vpc', 'netflow'] as const).flatMap(
    (source) => shellObstacle(investigation.evidence, source) ?? [],
  )
  return [
    heading(1, 'Appendix B: figures and how to check them'),
    paragraph(
      `Each of these ${formatCounted(figures.length, 'figure')} comes with a command for a POSIX shell that prints its value from the evidence alone, run in the ` +
        'evidence folder; “null” stands for no value. The commands need find, zcat and awk, those over captures nfpcapd and nfdump. ' +
        'The script verify.sh, which is exported with this report, checks all hashes and all figures in one go: ',
      { code: 'sh verify.sh FOLDER' },
      '.',
    ),
    ...obstacles.map((obstacle) => note(`${obstacle} Figures over them have no command.`)),
    { type: 'figures', figures },
  ]
}
