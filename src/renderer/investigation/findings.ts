import type { FigureQuestion } from '../../shared/findings/figure'
import { askSides, type Sides } from './detectors/sides'
import { exfiltrationOverUnlistedPort } from './exfiltration'
import { httpBruteForce } from './http-brute-force'
import type { Drawn, Rule } from './rule'
import { sshAccess } from './ssh-access'
import type { Ask, Finding, SuspectInvestigation } from './types'
import { unexplainedResidue } from './unexplained-residue'

const RULES: readonly Rule[] = [httpBruteForce, sshAccess, exfiltrationOverUnlistedPort, unexplainedResidue]

export interface Findings {
  readonly findings: readonly Finding[]
  /** The figures that the findings tell. */
  readonly figures: readonly FigureQuestion[]
}

/**
 * Applies every rule to every suspect: to its flow log records, or to its NetFlow where the flow
 * logs have none. Findings are numbered in the order of the first time that they show.
 * @param networks that the examiner says are inside, canonical CIDR text
 */
export async function drawFindings(
  ask: Ask,
  suspects: readonly SuspectInvestigation[],
  networks: readonly string[],
): Promise<Findings> {
  const drawn: Drawn[] = []
  let asked: Promise<Sides> | null = null
  const sides = () => {
    asked ??= askSides(ask, networks)
    return asked
  }
  for (const [index, { address, vpc, netflow }] of suspects.entries()) {
    const view = vpc.total.records === 0 && netflow ? netflow : vpc
    const input = { ask, suspect: address, number: index + 1, view, sides }
    for (const rule of RULES) drawn.push(...(await rule(input)))
  }
  drawn.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return {
    findings: drawn.map(({ finding, figures }, index) => ({
      id: `F-${index + 1}`,
      ...finding,
      figures: figures.map((figure) => figure.id),
    })),
    figures: drawn.flatMap(({ figures }) => figures),
  }
}
