import { and, type Comparison, type Filter, not, or, type Side } from '../../../src/shared/filter/ast'
import { randomFrom } from '../evidence/flow-log-text'

/** Values to make filters of: taken from the flows, so that many filters select some of them. */
export interface Vocabulary {
  readonly networks: readonly string[]
  /** Address fields that are looked at alone. */
  readonly addressFields: readonly string[]
  readonly ports: readonly number[]
  readonly protocols: readonly number[]
  readonly services: readonly string[]
  /** Fields with numbers to compare them with. */
  readonly numbers: Readonly<Record<string, readonly number[]>>
  /** Fields with numbers that they equal. */
  readonly equals: Readonly<Record<string, readonly number[]>>
  readonly texts: Readonly<Record<string, readonly string[]>>
  readonly seconds: readonly number[]
  readonly times: readonly number[]
  /** Sets of flag letters' bits. */
  readonly flags: readonly number[]
}

const SIDES: readonly Side[] = ['any', 'src', 'dst', 'both']
const COMPARISONS: readonly Comparison[] = ['=', '>', '<', '>=', '<=']

/** Filters of up to three levels, the same for the same seed. */
export function randomFilters(count: number, seed: number, words: Vocabulary): readonly Filter[] {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T
  const some = <T>(items: readonly T[]): T[] => Array.from({ length: 1 + below(3) }, () => pick(items))
  const field = <T>(fields: Readonly<Record<string, readonly T[]>>): readonly [string, readonly T[]] =>
    pick(Object.entries(fields))

  const primitives: readonly (() => Filter)[] = [
    () => ({ type: 'address', side: pick(SIDES), networks: some(words.networks) }),
    () => ({ type: 'address', side: pick(SIDES), networks: [pick(words.networks)] }),
    () => ({ type: 'network', field: pick(words.addressFields), networks: some(words.networks) }),
    () => ({ type: 'port', side: pick(SIDES), comparison: pick(COMPARISONS), ports: [pick(words.ports)] }),
    () => ({ type: 'port', side: pick(SIDES), comparison: '=', ports: some(words.ports) }),
    () => ({ type: 'protocol', protocol: pick(words.protocols) }),
    () => ({ type: 'service', side: pick(SIDES), name: pick(words.services) }),
    () => ({ type: 'duration', comparison: pick(COMPARISONS), seconds: pick(words.seconds) }),
    () => ({ type: 'flags', bits: pick(words.flags) }),
    () => {
      const [name, values] = field(words.numbers)
      return { type: 'number', field: name, comparison: pick(COMPARISONS), value: pick(values) }
    },
    ...(Object.keys(words.equals).length === 0
      ? []
      : [
          (): Filter => {
            const [name, values] = field(words.equals)
            return { type: 'number', field: name, comparison: '=', value: pick(values) }
          },
        ]),
    ...(Object.keys(words.texts).length === 0
      ? []
      : [
          (): Filter => {
            const [name, values] = field(words.texts)
            return { type: 'text', field: name, values: [...new Set(some(values))] }
          },
        ]),
    ...(words.times.length === 0
      ? []
      : [
          (): Filter => {
            const [from, to] = [pick(words.times), pick(words.times)].sort((a, b) => a - b)
            return { type: 'time', from: from ?? null, to: from === to ? null : (to ?? null) }
          },
        ]),
    () => ({ type: 'source', source: pick(['vpc', 'netflow']) }),
    () => ({ type: 'any' }),
  ]
  const tree = (depth: number): Filter => {
    const kind = depth === 0 ? 0 : below(5)
    switch (kind) {
      case 1:
        return not(tree(depth - 1))
      case 2:
        return and(...Array.from({ length: 2 + below(2) }, () => tree(depth - 1)))
      case 3:
        return or(...Array.from({ length: 2 + below(2) }, () => tree(depth - 1)))
      default:
        return pick(primitives)()
    }
  }
  return Array.from({ length: count }, () => tree(3))
}
