import { servicePorts } from '../network/service-ports'
import { and, type Filter, or, protocol, type Side } from './ast'

/** A service in words of ports and protocols; a name that is not in the list matches nothing. */
export function serviceFilter(side: Side, name: string): Filter {
  return or(
    ...servicePorts(name).map((service) =>
      and(protocol(service.protocol), { type: 'port', side, comparison: '=', ports: service.ports }),
    ),
  )
}

/** A range of times in words of the start of flows. */
export function timeFilter(from: number | null, to: number | null): Filter {
  return and(
    ...(from === null ? [] : [{ type: 'number', field: 'start', comparison: '>=', value: from } as const]),
    ...(to === null ? [] : [{ type: 'number', field: 'start', comparison: '<', value: to } as const]),
  )
}

/**
 * The tree with each tag replaced by what carries it. What a tag stands for may name tags in turn; one
 * that leads back to itself adds nothing there.
 * @param flowsOf the flows that a tag is on; or() for one that nothing carries
 */
export function expandTags(filter: Filter, flowsOf: (tag: string) => Filter): Filter {
  return expand(filter, flowsOf, [])
}

function expand(filter: Filter, flowsOf: (tag: string) => Filter, within: readonly string[]): Filter {
  switch (filter.type) {
    case 'tag':
      if (within.includes(filter.name)) return or()
      return expand(flowsOf(filter.name), flowsOf, [...within, filter.name])
    case 'not':
      // Not folded with a "not" inside: the tree keeps its form.
      return { type: 'not', filter: expand(filter.filter, flowsOf, within) }
    case 'and':
      return and(...filter.filters.map((member) => expand(member, flowsOf, within)))
    case 'or':
      return or(...filter.filters.map((member) => expand(member, flowsOf, within)))
    default:
      return filter
  }
}

/** Names of the tags in a tree, each once, in the order in which they are met. */
export function tagsOf(filter: Filter): readonly string[] {
  switch (filter.type) {
    case 'tag':
      return [filter.name]
    case 'not':
      return tagsOf(filter.filter)
    case 'and':
    case 'or':
      return [...new Set(filter.filters.flatMap(tagsOf))]
    default:
      return []
  }
}
