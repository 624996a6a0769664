import type { FlowExportFormat } from '../../../shared/ipc/channels'
import type { FlowSelection } from '../../../shared/query/query'

const ENDINGS: Readonly<Record<FlowExportFormat, string>> = {
  csv: '.csv',
  jsonl: '.jsonl',
  parquet: '.parquet',
  timesketch: '.timesketch.jsonl',
  lines: '.log',
}

/** The name that a file of flows has unless the examiner gives it another: whose flows they are, and what form. */
export function exportName(
  { source, filter }: Pick<FlowSelection, 'source' | 'filter'>,
  format: FlowExportFormat,
  suspects: readonly string[],
): string {
  const address = filter.type === 'address' && filter.networks.length === 1 ? filter.networks[0] : null
  const whose = address && suspects.includes(address) ? 'attacker-flows' : 'flows'
  return `${whose}${source === 'netflow' ? '-netflow' : ''}${ENDINGS[format]}`
}
