import { ANY, type Filter } from '../../shared/filter/ast'
import type { FigureQuestion } from '../../shared/findings/figure'
import type { Sides } from './detectors/sides'
import { FigureMaker, serviceLabel } from './figures'
import type { Ask, Finding, Service, SourceView } from './types'
import { ACCEPTED } from './volumes'

/** What a rule draws findings from. */
export interface RuleInput {
  readonly ask: Ask
  readonly suspect: string
  /** Number of the suspect in the case, from 1. */
  readonly number: number
  readonly view: SourceView
  /** Tells inside from outside; asked for by rules that need it, and answered once for all. */
  sides(): Promise<Sides>
}

/** A finding before it is numbered, with figures of its own for the numbers that it tells. */
export interface Drawn {
  /** When it first shows, epoch seconds: findings are numbered in this order. */
  readonly at: number
  readonly finding: Omit<Finding, 'id' | 'figures'>
  readonly figures: readonly FigureQuestion[]
}

/**
 * Services of a suspect that a rule looks into, those with the most bytes: each takes a question
 * or two, and a suspect that serves or visits thousands is told by its first fifty.
 */
export const MAX_SERVICES = 50

export type Rule = (input: RuleInput) => Promise<readonly Drawn[]>

/** Flows that were let through. Where nothing tells an action (NetFlow, transit gateways), all were. */
export function passed(view: SourceView): Filter {
  return knowsAction(view) ? ACCEPTED : ANY
}

/** "accepted record", or what stands for it where nothing tells an action. */
export function passedNoun(view: SourceView): string {
  return knowsAction(view) ? 'accepted record' : view.source === 'netflow' ? 'flow' : 'record'
}

function knowsAction({ total }: SourceView): boolean {
  return total.accepted + total.rejected > 0
}

export function findingFigures(
  { view, number, suspect }: RuleInput,
  id: string,
  service: Pick<Service, 'address' | 'port' | 'protocol'>,
): FigureMaker {
  const source = view.source === 'vpc' ? '' : '.netflow'
  return new FigureMaker(
    view.source,
    `suspect.${number}${source}.${id}`,
    `${suspect}, service ${serviceLabel(service)}`,
  )
}
