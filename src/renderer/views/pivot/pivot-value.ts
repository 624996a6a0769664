import {
  address as addressFilter,
  and,
  type Comparison,
  type Filter,
  port as portFilter,
  protocol as protocolFilter,
  type Side,
  text as textFilter,
} from '../../../shared/filter/ast'
import { fieldSpec } from '../../../shared/flow/fields'
import { formatUtc } from '../../../shared/format/time'
import { hasPorts, protocolLabel } from '../../../shared/network/protocols'
import type { KeyValue } from '../../../shared/query/query'

/** A value on the screen that other questions can be asked about: plain data, so that it can lie in the page. */
export type PivotValue =
  | { readonly kind: 'address'; readonly address: string; readonly side: Side }
  | {
      readonly kind: 'port'
      readonly port: number
      /** null: any protocol. */
      readonly protocol: number | null
      readonly side: Side
    }
  /** Epoch seconds. */
  | { readonly kind: 'time'; readonly at: number }
  | { readonly kind: 'text'; readonly field: string; readonly value: string }
  | { readonly kind: 'number'; readonly field: string; readonly value: number }

const SIDES: Readonly<Record<string, Side>> = {
  srcaddr: 'src',
  dstaddr: 'dst',
  'pkt-srcaddr': 'src',
  'pkt-dstaddr': 'dst',
  srcport: 'src',
  dstport: 'dst',
}

/** The value of a field of flows; null for an absent value, and for a number that no filter can hold. */
export function fieldPivot(field: string, value: KeyValue | undefined): PivotValue | null {
  if (value === null || value === undefined) return null
  const side = SIDES[field] ?? 'any'
  if (field === 'srcport' || field === 'dstport')
    return { kind: 'port', port: Number(value), protocol: null, side }
  if (field === 'start' || field === 'end') return { kind: 'time', at: Number(value) }
  switch (fieldSpec(field).kind) {
    case 'address':
      return { kind: 'address', address: String(value), side }
    case 'number':
      return Number.isSafeInteger(Number(value)) ? { kind: 'number', field, value: Number(value) } : null
    case 'text':
      return { kind: 'text', field, value: String(value) }
  }
}

/** The flows that have the value: at the side where it stands, or at another one. Null for times, which are ranges. */
export function filterOfValue(
  value: PivotValue,
  options: { readonly side?: Side; readonly comparison?: Comparison } = {},
): Filter | null {
  switch (value.kind) {
    case 'address':
      return addressFilter(value.address, options.side ?? 'any')
    case 'port': {
      const { port, protocol } = value
      if (protocol === null) return portFilter(port, options.side ?? 'any')
      return and(
        ...(hasPorts(protocol) ? [portFilter(port, options.side ?? 'any')] : []),
        protocolFilter(protocol),
      )
    }
    case 'text':
      return textFilter(value.field, value.value)
    case 'number':
      if (value.field === 'protocol') return protocolFilter(value.value)
      return {
        type: 'number',
        field: value.field,
        comparison: options.comparison ?? '=',
        value: value.value,
      }
    case 'time':
      return null
  }
}

/** Whether the value is one of a measure, so that more and less of it make sense. */
export function isMeasure(value: PivotValue): boolean {
  return value.kind === 'number' && ['bytes', 'packets'].includes(value.field)
}

/** The value as it is copied, and named where it stands alone. */
export function valueText(value: PivotValue): string {
  switch (value.kind) {
    case 'address':
      return value.address
    case 'port':
      return value.protocol === null
        ? String(value.port)
        : hasPorts(value.protocol)
          ? `${value.port}/${protocolLabel(value.protocol)}`
          : protocolLabel(value.protocol)
    case 'time':
      return formatUtc(value.at)
    case 'text':
      return value.value
    case 'number':
      return value.field === 'protocol' ? protocolLabel(value.value) : String(value.value)
  }
}

/** What kind of value it is: "Source address". */
export function valueTitle(value: PivotValue): string {
  switch (value.kind) {
    case 'address':
    case 'port': {
      const side = value.side === 'src' ? 'Source ' : value.side === 'dst' ? 'Destination ' : ''
      return side === '' ? (value.kind === 'port' ? 'Port' : 'Address') : `${side}${value.kind}`
    }
    case 'time':
      return 'Time'
    case 'text':
    case 'number':
      return fieldSpec(value.field).title
  }
}

/** The fields that the value can be one of, the nearest first. */
export function fieldsOfValue(value: PivotValue): readonly string[] {
  switch (value.kind) {
    case 'address':
      return value.side === 'dst' ? ['dstaddr', 'srcaddr'] : ['srcaddr', 'dstaddr']
    case 'port':
      return value.side === 'dst' ? ['dstport', 'srcport'] : ['srcport', 'dstport']
    case 'time':
      return ['time:60', 'time:3600']
    case 'text':
    case 'number':
      return [value.field]
  }
}
