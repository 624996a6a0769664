import { and, type Filter, not } from '../../shared/filter/ast'
import type { DistinctField } from '../../shared/findings/figure'
import type { FlowSource } from '../../shared/flow/block'
import type { FlowQuery, Measure } from '../../shared/query/query'
import { askInPages } from './ask-in-pages'
import { Breath } from './breath'
import { ConversationTable } from './conversation-table'
import { addTuples } from './tuple-columns'
import type { Ask } from './types'
import { fieldKey, volumeMeasures } from './volumes'

export const FIVE_TUPLE: readonly DistinctField[] = ['srcaddr', 'srcport', 'dstaddr', 'dstport', 'protocol']

const SYN: Filter = { type: 'flags', bits: 2 }
const ACK: Filter = { type: 'flags', bits: 16 }
const SYN_ACK: Filter = { type: 'flags', bits: 18 }

/**
 * All flows that match by five-tuple, as conversations. Flow logs set bit 16 only for a SYN-ACK,
 * so that a record with 18 comes from the responder. NetFlow has the OR of all flags, in which
 * the initiator of any answered connection has 18 too: only SYN without ACK says something there.
 * Absent ports count as 0, as flow logs write them for ICMP.
 */
export async function readConversations(
  ask: Ask,
  source: FlowSource,
  filter: Filter,
  pageRows?: number,
): Promise<ConversationTable> {
  const table = new ConversationTable()
  const breath = new Breath()
  const query: FlowQuery = {
    source,
    filter,
    groupBy: FIVE_TUPLE.map(fieldKey),
    measures: tupleMeasures(source),
  }
  await askInPages(ask, query, (columns) => addTuples(table, columns, { breath }), pageRows)
  return table
}

export function tupleMeasures(source: FlowSource): readonly Measure[] {
  const measures: readonly Measure[] = [
    ...volumeMeasures(source),
    { as: 'first', op: 'min', field: 'start' },
    { as: 'last', op: 'max', field: 'end' },
    { as: 'opening', op: 'count', where: and(SYN, not(ACK)) },
  ]
  return source === 'netflow' ? measures : [...measures, { as: 'answering', op: 'count', where: SYN_ACK }]
}
