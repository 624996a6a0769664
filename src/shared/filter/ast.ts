import type { FlowSource } from '../flow/block'

/**
 * The tree of Flowcase's filter language, which is nfdump's with VPC words added. A tree is
 * plain data: it is cloned to the engine worker, stored in a case, and printed as text, as an
 * awk condition or as an nfdump expression. Flows that lack the field match no primitive on it.
 */
export type Comparison = '=' | '>' | '<' | '>=' | '<='

/** Which end of the flow an address or port primitive looks at; 'any' is source or destination. */
export type Side = 'src' | 'dst' | 'any' | 'both'

export type Filter =
  | { readonly type: 'any' }
  | { readonly type: 'not'; readonly filter: Filter }
  | { readonly type: 'and' | 'or'; readonly filters: readonly Filter[] }
  /**
   * Address equality or membership: networks in canonical CIDR text, a plain address for one.
   * On VPC records 'src' also looks at pkt-srcaddr, 'dst' at pkt-dstaddr where the log has them.
   */
  | { readonly type: 'address'; readonly side: Side; readonly networks: readonly string[] }
  /** One address field alone, such as pkt-srcaddr, within one of some networks. */
  | { readonly type: 'network'; readonly field: string; readonly networks: readonly string[] }
  | {
      readonly type: 'port'
      readonly side: Side
      readonly comparison: Comparison
      readonly ports: readonly number[]
    }
  | { readonly type: 'protocol'; readonly protocol: number }
  /** A port, of that protocol, of a service of the common services list, by its name there. */
  | { readonly type: 'service'; readonly side: Side; readonly name: string }
  /** A number field compared with a value: bytes, packets, tcp-flags, start, end (epoch seconds)… */
  | {
      readonly type: 'number'
      readonly field: string
      readonly comparison: Comparison
      readonly value: number
    }
  /** end − start, in seconds. */
  | { readonly type: 'duration'; readonly comparison: Comparison; readonly seconds: number }
  /** from ≤ start of the flow < to, epoch seconds; null where the range is open. */
  | { readonly type: 'time'; readonly from: number | null; readonly to: number | null }
  /** All of these TCP flag bits are set (FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128). */
  | { readonly type: 'flags'; readonly bits: number }
  /** A text field equal to one of some values; action and flow-direction are such fields. */
  | { readonly type: 'text'; readonly field: string; readonly values: readonly string[] }
  | { readonly type: 'source'; readonly source: FlowSource }
  /** What the examiner put this tag on. Only the case knows: expandTags must take it out of the tree first. */
  | { readonly type: 'tag'; readonly name: string }

export const ANY: Filter = { type: 'any' }

/** The conjunction of filters, flattened, without needless members. */
export function and(...filters: readonly Filter[]): Filter {
  const flat = filters.flatMap((filter) => (filter.type === 'and' ? filter.filters : [filter]))
  const kept = flat.filter((filter) => filter.type !== 'any')
  return kept.length === 0 ? ANY : kept.length === 1 ? (kept[0] as Filter) : { type: 'and', filters: kept }
}

/** The disjunction of filters, flattened; no filter at all matches nothing. */
export function or(...filters: readonly Filter[]): Filter {
  const flat = filters.flatMap((filter) => (filter.type === 'or' ? filter.filters : [filter]))
  if (flat.length === 0) return not(ANY)
  return flat.length === 1 ? (flat[0] as Filter) : { type: 'or', filters: flat }
}

export function not(filter: Filter): Filter {
  return filter.type === 'not' ? filter.filter : { type: 'not', filter }
}

export function address(text: string, side: Side = 'any'): Filter {
  return { type: 'address', side, networks: [text] }
}

export function port(number: number, side: Side = 'any'): Filter {
  return { type: 'port', side, comparison: '=', ports: [number] }
}

export function protocol(number: number): Filter {
  return { type: 'protocol', protocol: number }
}

export function text(field: string, ...values: readonly string[]): Filter {
  return { type: 'text', field, values }
}
