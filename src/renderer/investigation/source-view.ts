import { address } from '../../shared/filter/ast'
import type { FlowSource } from '../../shared/flow/block'
import { Breath } from './breath'
import { chooseRungs, climbLadder } from './ladder'
import { listPorts } from './ports'
import { readConversations } from './read-conversations'
import { inferRoles } from './roles'
import { listServices, measureServices } from './services'
import { askTimeline } from './timeline'
import type { Ask, SourceView } from './types'
import { askTotal } from './volumes'

/** Three or four questions. The address must be canonical. */
export async function investigateSource(
  ask: Ask,
  source: FlowSource,
  suspect: string,
  firstRungs: readonly number[] = [],
): Promise<SourceView> {
  const filter = address(suspect)
  const { total, window, hasPacketAddresses } = await askTotal(ask, source, filter)
  const conversations = await readConversations(ask, source, filter)
  const breath = new Breath()
  const ports = await listPorts(conversations, breath)
  const roles = await inferRoles(conversations, suspect, breath)
  const listed = await listServices(conversations, roles, suspect, breath)
  const services = hasPacketAddresses ? await measureServices(ask, source, suspect, listed) : listed
  const rungs = chooseRungs(services, firstRungs)
  const ladder = await climbLadder(conversations, total, filter, rungs, breath)
  const timeline = await askTimeline(ask, source, filter, window, rungs)
  return { source, filter, total, window, ports, services, ladder, timeline }
}
