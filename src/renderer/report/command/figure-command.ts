import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { awkString } from '../../../shared/filter/awk'
import type { FigureAsk } from '../../../shared/findings/figure'
import type { FlowSource } from '../../../shared/flow/block'
import type { Quantity } from '../../../shared/query/query'
import { flowLogCommand, flowLogTuples, lineCountCommand } from './flow-log-command'
import { inTemporaryDirectory, netflowCommand, netflowTuples } from './netflow-command'
import { noCommand, shellObstacle } from './obstacle'

type TuplesAsk = Extract<FigureAsk, { readonly of: 'tuples' }>

/** Columns of comm(1) that are left out: 1 only in the flow logs, 2 only in the captures, 3 in both. */
const COMM_OPTIONS: Readonly<Record<TuplesAsk['state'], string>> = {
  matched: '-12',
  'vpc-only': '-23',
  'netflow-only': '-13',
}

/**
 * A command for a POSIX shell that prints exactly the value of a figure and a newline, from the
 * evidence alone: with find, zcat and awk over flow logs, or nfpcapd and nfdump over captures. It
 * is run in the evidence folder, and reads nothing but the evidence. Where a part of the evidence is in
 * a form that no such program reads, the command says so instead, prints nothing and fails.
 * @param evidence every file of the folder: the command selects files by it
 * @param value the value, if known: a sum above 2^53 needs more than awk's own numbers
 */
export function figureCommand(
  ask: FigureAsk,
  source: FlowSource,
  evidence: readonly EvidenceFile[],
  value: Quantity | null = null,
): string {
  const sources: readonly FlowSource[] = ask.of === 'tuples' ? ['vpc', 'netflow'] : [source]
  for (const each of sources) {
    const obstacle = shellObstacle(evidence, each)
    if (obstacle !== null) return noCommand(obstacle)
  }
  const command = commandOf(ask, source, evidence, value !== null && value > Number.MAX_SAFE_INTEGER)
  return isTooLong(command) ? noCommand(TOO_LONG) : command
}

function commandOf(
  ask: FigureAsk,
  source: FlowSource,
  evidence: readonly EvidenceFile[],
  large: boolean,
): string {
  if (ask.of === 'lines') return lineCountCommand(evidence)
  if (ask.of === 'tuples') return tuplesCommand(ask, evidence)
  return source === 'vpc' ? flowLogCommand(ask, evidence, large) : netflowCommand(ask, evidence, large)
}

/** Linux passes no argument on that is longer, its last zero included (MAX_ARG_STRLEN in execve(2)). */
const MAX_ARGUMENT_BYTES = 131_071

const TOO_LONG =
  'The filter of this figure has so many parts that its awk program is longer than a shell can pass on.'

/** Programs stand between single quotes, which they never hold. */
function isTooLong(command: string): boolean {
  if (command.length <= MAX_ARGUMENT_BYTES / 4) return false
  const encoder = new TextEncoder()
  return command
    .replaceAll("\\'", '')
    .split("'")
    .some((part, index) => index % 2 === 1 && encoder.encode(part).length > MAX_ARGUMENT_BYTES)
}

function tuplesCommand(ask: TuplesAsk, evidence: readonly EvidenceFile[]): string {
  const sort = `${nameByPrivateAddress(ask.aliases)}LC_ALL=C sort -u`
  return inTemporaryDirectory(
    [
      `${flowLogTuples(ask.filter, evidence)} | ${sort} >"$d/v"`,
      `${netflowTuples(ask.filter, evidence)} | ${sort} >"$d/n"`,
      `LC_ALL=C comm ${COMM_OPTIONS[ask.state]} "$d/v" "$d/n" | awk 'END{printf "%.0f\\n",NR}'`,
    ].join('; '),
  )
}

/** A step of a pipe that puts private addresses in the place of public ones; empty without any. */
function nameByPrivateAddress(aliases: TuplesAsk['aliases']): string {
  if (aliases.length === 0) return ''
  const names = aliases
    .map(({ publicAddress, privateAddress }) => `m[${awkString(publicAddress)}]=${awkString(privateAddress)}`)
    .join(';')
  return `awk 'BEGIN{${names}}{for(i=1;i<4;i+=2)if($i in m)$i=m[$i];print}' | `
}
