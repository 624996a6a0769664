import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { Filter } from '../../shared/filter/ast'
import { ANY } from '../../shared/filter/ast'
import { printFilter } from '../../shared/filter/print'
import type { FigureQuestion } from '../../shared/findings/figure'
import { figureCommand } from './command/figure-command'
import type { NumberedFigure } from './document'

interface Numbered {
  readonly before: number
  readonly evidence: readonly EvidenceFile[]
  readonly figures: readonly NumberedFigure[]
}

const numbered = new WeakMap<readonly FigureQuestion[], Numbered>()

/**
 * Gives every figure its number, its filter in words and its command. Remembered, since a report is
 * made anew with every change of its title or notes.
 * @param before figures that have numbers already
 */
export function numberFigures(
  questions: readonly FigureQuestion[],
  evidence: readonly EvidenceFile[],
  before = 0,
): readonly NumberedFigure[] {
  const known = numbered.get(questions)
  if (known?.evidence === evidence && known.before === before) return known.figures
  const figures = questions.map(({ ask, ...figure }, index) => ({
    ...figure,
    filter: printFilter(filterOf(ask)),
    command: figureCommand(ask, figure.source, evidence, figure.value),
    number: before + index + 1,
  }))
  numbered.set(questions, { before, evidence, figures })
  return figures
}

function filterOf(ask: FigureQuestion['ask']): Filter {
  return ask.of === 'lines' ? ANY : ask.filter
}

/** Finds the numbers of figures by their ids. */
export class FigureNumbers {
  private readonly numbers: ReadonlyMap<string, number>

  constructor(figures: readonly NumberedFigure[]) {
    this.numbers = new Map(figures.map((figure) => [figure.id, figure.number]))
  }

  /** "3, 7–9" for a column of a table; empty when none of the ids is a figure. */
  cite(...ids: readonly string[]): string {
    const numbers = ids.flatMap((id) => this.numbers.get(id) ?? []).sort((a, b) => a - b)
    const runs: [number, number][] = []
    for (const number of numbers) {
      const last = runs.at(-1)
      if (last && number <= last[1] + 1) last[1] = number
      else runs.push([number, number])
    }
    return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ')
  }
}
