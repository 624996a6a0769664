import { and, type Filter, or } from '../filter/ast'
import { expandTags } from '../filter/expand'
import { parseFilter } from '../filter/parse'
import type { Mark, MarkSubject } from './casework'

/** Fields by which a marked flow is found again; all that its record has of them must agree, as far as a filter can tell. */
const NUMBERS = ['protocol', 'bytes', 'packets', 'start', 'end'] as const

/**
 * The flows that a tag is on: marked flows themselves, and all flows of marked addresses, filters and
 * time ranges. A tag that nothing has matches nothing.
 */
export function taggedFlows(tag: string, marks: readonly Mark[]): Filter {
  return or(
    ...marks.filter(({ tags }) => tags.includes(tag)).flatMap(({ subject }) => subjectFilter(subject)),
  )
}

/** The flows of a subject, as a filter; none for a filter that can no longer be read. */
export function subjectFilter(subject: MarkSubject): readonly Filter[] {
  switch (subject.kind) {
    case 'flow':
      return [flowFilter(subject.values)]
    case 'address':
      return [{ type: 'address', side: 'any', networks: [subject.address] }]
    case 'filter': {
      const parsed = parseFilter(subject.filter)
      return parsed.ok ? [parsed.filter] : []
    }
    case 'range':
      return [
        and(
          ...(subject.from === null ? [] : [startIs('>=', subject.from)]),
          ...(subject.to === null ? [] : [startIs('<', subject.to)]),
        ),
      ]
  }
}

/**
 * The flows of a subject with its tags in words of what the marks put them on, so that they can be counted;
 * null for a filter that can no longer be read.
 */
export function countedFlows(subject: MarkSubject, marks: readonly Mark[]): Filter | null {
  const [named] = subjectFilter(subject)
  return named ? expandTags(named, (tag) => taggedFlows(tag, marks)) : null
}

function startIs(comparison: '>=' | '<', value: number): Filter {
  return { type: 'number', field: 'start', comparison, value }
}

function flowFilter(values: Extract<MarkSubject, { kind: 'flow' }>['values']): Filter {
  const side = (name: 'src' | 'dst'): Filter[] => {
    const address = values[`${name}addr`]
    const port = values[`${name}port`]
    return [
      ...(address === undefined
        ? []
        : [{ type: 'address', side: name, networks: [String(address)] } as const]),
      ...(port === undefined
        ? []
        : [{ type: 'port', side: name, comparison: '=', ports: [Number(port)] } as const]),
    ]
  }
  return and(
    ...side('src'),
    ...side('dst'),
    ...NUMBERS.flatMap((field): Filter[] => {
      const value = values[field]
      // Above 2^53 neighbours are one number to a filter, and none that it could be written with.
      if (value === undefined || typeof value === 'bigint') return []
      return field === 'protocol'
        ? [{ type: 'protocol', protocol: Number(value) }]
        : [{ type: 'number', field, comparison: '=', value: Number(value) }]
    }),
    ...(values['interface-id'] === undefined
      ? []
      : [{ type: 'text', field: 'interface-id', values: [String(values['interface-id'])] } as const]),
  )
}
