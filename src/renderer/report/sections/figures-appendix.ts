import { formatCounted } from '../../../shared/format/number'
import { type Block, heading, paragraph } from '../document'
import type { SectionInput } from './section'

/** Appendix B: every figure and how to check it without Flowcase. */
export function figuresAppendix({ figures }: SectionInput): readonly Block[] {
  return [
    heading(1, 'Appendix B: figures and how to check them'),
    paragraph(
      `Each of these ${formatCounted(figures.length, 'figure')} comes with a command for a POSIX shell that prints its value from the evidence alone, run in the ` +
        'evidence folder; “null” stands for no value. The commands need find, zcat and awk, those over captures nfpcapd and nfdump. ' +
        'The script verify.sh, which is exported with this report, checks all hashes and all figures in one go: ',
      { code: 'sh verify.sh FOLDER' },
      '.',
    ),
    { type: 'figures', figures },
  ]
}
