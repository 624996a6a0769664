import { compareValues } from './compare-values'
import type { FlowAnswer, GroupRow, KeyValue, Quantity } from './query'

/** The values of a key, row by row: `codes` are places in the list of its different values, which ascend. */
export interface KeyColumn {
  readonly values: readonly KeyValue[]
  readonly codes: Uint32Array
}

/** The values of a measure, row by row: doubles, NaN for null, where all are that small. */
export type MeasureColumn = Float64Array | readonly (Quantity | null)[]

/**
 * An answer as columns. They cross from the worker to the page, and are added up there, in a fraction of the
 * time that as many objects take: the page's thread must not stand still for thousands of rows.
 */
export interface AnswerColumns {
  /** Groups before the limit. */
  readonly groups: number
  readonly size: number
  readonly keys: readonly KeyColumn[]
  /** By the name of the measure. */
  readonly values: Readonly<Record<string, MeasureColumn>>
}

/** What answers were made of. */
const columnsOfAnswers = new WeakMap<FlowAnswer, AnswerColumns>()

/** An answer whose rows are made when they are looked at first. */
export function answerOf(columns: AnswerColumns): FlowAnswer {
  let rows: readonly GroupRow[] | null = null
  const answer: FlowAnswer = {
    get rows() {
      rows ??= rowsOf(columns)
      return rows
    },
    groups: columns.groups,
  }
  columnsOfAnswers.set(answer, columns)
  return answer
}

/** The columns that an answer was made of, or that its rows make. */
export function columnsOf(answer: FlowAnswer): AnswerColumns {
  const known = columnsOfAnswers.get(answer)
  if (known) return known
  const { rows, groups } = answer
  const first = rows[0]
  const values: Record<string, MeasureColumn> = {}
  for (const name of Object.keys(first?.values ?? {})) {
    values[name] = measureColumn(rows.length, (row) => rows[row]?.values[name] ?? null)
  }
  const keys = (first?.keys ?? []).map((_, key) => keyColumn(rows.map((row) => row.keys[key] ?? null)))
  return { groups, size: rows.length, keys, values }
}

export function measureColumn(size: number, valueAt: (row: number) => Quantity | null): MeasureColumn {
  const doubles = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    const value = valueAt(row)
    if (typeof value === 'bigint') return Array.from({ length: size }, (_, each) => valueAt(each))
    doubles[row] = value ?? Number.NaN
  }
  return doubles
}

/** The value of a measure in a row; undefined for a measure that was not asked for. */
export function measuredIn(column: MeasureColumn | undefined, row: number): Quantity | null | undefined {
  const value = column?.[row]
  return typeof value === 'number' && Number.isNaN(value) ? null : value
}

function keyColumn(ofRows: readonly KeyValue[]): KeyColumn {
  const values = Array.from(new Set(ofRows)).sort(compareValues)
  const codeOf = new Map(values.map((value, code) => [value, code]))
  return { values, codes: Uint32Array.from(ofRows, (value) => codeOf.get(value) as number) }
}

function rowsOf({ size, keys, values }: AnswerColumns): readonly GroupRow[] {
  const measures = Object.entries(values)
  const rows: GroupRow[] = []
  for (let row = 0; row < size; row++) {
    const own: Record<string, Quantity | null> = {}
    for (const [name, column] of measures) own[name] = measuredIn(column, row) as Quantity | null
    rows.push({
      keys: keys.map((column) => column.values[column.codes[row] as number] as KeyValue),
      values: own,
    })
  }
  return rows
}
