import { formatCount } from '../../../shared/format/number'
import type { KeyValue, Quantity } from '../../../shared/query/query'

/** Pixels that a letter of a count needs in bold, as totals are; the widest of the fonts that are used. */
const LETTER = { digit: 9.1, comma: 5 }
/** Of a cell, on both sides together. */
const PADDING = 20
/** Of "859.5 MB" beside an exact number. */
const HUMAN = 70

/** What a cell shows: an exact number, alone or with its human form beside it. */
export type NumberForm = 'count' | 'bytes'

/** A grid track that is wide enough for its largest number: a number that is cut off reads as another one. */
export function numberTrack(track: string, largest: Quantity, form: NumberForm): string {
  const text = formatCount(largest)
  const commas = text.split(',').length - 1
  const width = (text.length - commas) * LETTER.digit + commas * LETTER.comma
  const needed = Math.ceil(width + PADDING + (form === 'bytes' ? HUMAN : 0))
  return track.replace(/(\d+)px/g, (_, pixels: string) => `${Math.max(Number(pixels), needed)}px`)
}

/** The largest number among the values of a column; 0 without any. */
export function largestOf<Row>(rows: readonly Row[], value: (row: Row) => KeyValue): Quantity {
  let largest: Quantity = 0
  for (const row of rows) {
    const one = value(row)
    if ((typeof one === 'number' || typeof one === 'bigint') && one > largest) largest = one
  }
  return largest
}
