import { address } from '../../shared/filter/ast'
import type { FlowSource } from '../../shared/flow/block'
import { chooseRungs, climbLadder } from './ladder'
import { listPorts } from './ports'
import { readConversations } from './read-conversations'
import { inferRoles } from './roles'
import { listServices, measureServices } from './services'
import { askTimeline } from './timeline'
import type { Ask, SourceView } from './types'
import { askTotal } from './volumes'

/** Three or four questions; more when the suspect has over MAX_ANSWER_ROWS flows. The address must be canonical. */
export async function investigateSource(
  ask: Ask,
  source: FlowSource,
  suspect: string,
  firstRungs: readonly number[] = [],
): Promise<SourceView> {
  const filter = address(suspect)
  const { total, window, hasPacketAddresses } = await askTotal(ask, source, filter)
  const conversations = await readConversations(ask, source, suspect, filter, total.records)
  const ports = listPorts(conversations)
  const listed = listServices(conversations, inferRoles(conversations, suspect), suspect)
  const services = hasPacketAddresses ? await measureServices(ask, source, suspect, listed) : listed
  const rungs = chooseRungs(services, firstRungs)
  const ladder = climbLadder(conversations, total, filter, rungs)
  const timeline = await askTimeline(ask, source, filter, window, rungs)
  return { source, filter, total, window, ports, services, ladder, timeline }
}
