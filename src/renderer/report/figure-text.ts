import { formatCount } from '../../shared/format/number'
import { formatUtc } from '../../shared/format/time'
import type { NumberedFigure } from './document'

/**
 * The value of a figure for people: counts in groups of three; times as the command prints them,
 * with the moment in UTC beside. "null", as the command prints it, where there is no value.
 */
export function figureValue({ value, unit }: NumberedFigure): string {
  if (value === null) return 'null'
  if (unit === 'epoch seconds') return `${value} (${formatUtc(Number(value))})`
  return formatCount(value)
}

/** Which of the sources a figure is about. */
export function figureSource({ source, id }: NumberedFigure): string {
  if (id.includes('.correlation.')) return 'flow logs and captures'
  return source === 'vpc' ? 'flow logs' : 'captures'
}
