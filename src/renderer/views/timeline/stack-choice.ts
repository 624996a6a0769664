import { ANY } from '../../../shared/filter/ast'
import type { FlowSource } from '../../../shared/flow/block'
import type { StackPart } from './ask-stack'
import type { ServiceKeys } from './service-stack'
import { BY_ACTION, BY_DIRECTION } from './stacks'

export const STACKS = ['action', 'direction', 'service', 'source'] as const
export type StackBy = (typeof STACKS)[number]

export const STACK_NAMES: Readonly<Record<StackBy, string>> = {
  action: 'Accept and reject',
  direction: 'Direction',
  service: 'Service',
  source: 'Source',
}

const BY_SOURCE: readonly StackPart[] = [
  { source: 'vpc', layers: [{ label: 'Flow logs', color: '--accepted', where: ANY }] },
  { source: 'netflow', layers: [{ label: 'NetFlow', color: '--series-2', where: ANY }] },
]

/**
 * @param source whose flows are stacked; by source both are
 * @param ports [port, protocol] that have a colour of their own by service
 */
export function partsOf(
  by: StackBy,
  source: FlowSource,
  ports: readonly ServiceKeys[],
): readonly StackPart[] {
  switch (by) {
    case 'action':
      return [{ source, layers: BY_ACTION }]
    case 'direction':
      return [{ source, layers: BY_DIRECTION }]
    case 'service':
      return [{ source, services: ports }]
    case 'source':
      return BY_SOURCE
  }
}

export function stackOf(text: string | null): StackBy {
  return STACKS.find((by) => by === text) ?? 'action'
}
