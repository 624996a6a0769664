import type { EvidenceFile } from '../../../shared/evidence/evidence'
import type { Filter } from '../../../shared/filter/ast'
import { type Aggregate, type AwkResult, aggregate, type FieldReader } from './awk-result'
import { describeFlowLogs, type FlowLogFiles } from './flow-log-files'
import { flowLogProgram } from './flow-log-program'

/** A command that prints a count, sum, minimum or maximum over the records of all flow logs. */
export function flowLogCommand(ask: Aggregate, evidence: readonly EvidenceFile[], large: boolean): string {
  const logs = describeFlowLogs(evidence)
  return pipe(logs, ask.filter, (read) => aggregate(ask, read, { large, fractions: logs.milliseconds }))
}

/** A command that prints the number of lines in all flow logs, headers and blank lines included. */
export function lineCountCommand(evidence: readonly EvidenceFile[]): string {
  return describeFlowLogs(evidence).countLines
}

/**
 * A command that prints the directed five-tuple of each record, space-separated, with packet-level
 * addresses where there are such. Records without an address have none; a port that is absent counts as 0.
 */
export function flowLogTuples(filter: Filter, evidence: readonly EvidenceFile[]): string {
  return pipe(describeFlowLogs(evidence), filter, (read) => {
    const field = (name: string) => read(name) ?? '"-"'
    const address = (side: 'src' | 'dst') => {
      const [own, packet] = [field(`${side}addr`), read(`pkt-${side}addr`)]
      return packet === null ? own : `(${packet}=="-"?${own}:${packet})`
    }
    const [source, destination] = [address('src'), address('dst')]
    return {
      each: `if(${source}!="-"&&${destination}!="-")print ${source},${field('srcport')}+0,${destination},${field('dstport')}+0,${field('protocol')}`,
      end: '',
    }
  })
}

function pipe(logs: FlowLogFiles, filter: Filter, result: (read: FieldReader) => AwkResult): string {
  return `${logs.read} | awk '${flowLogProgram(logs, filter, result)}'`
}
