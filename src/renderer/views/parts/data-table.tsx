import { type ReactNode, useMemo, useState } from 'react'
import type { KeyValue, Quantity } from '../../../shared/query/query'
import { compareValues } from './compare-values'
import { largestOf, type NumberForm, numberTrack } from './number-track'
import { type GridColumn, RowGrid, type Sort } from './row-grid'

export interface DataColumn<Row> extends GridColumn<Row> {
  /** What the column is sorted by; without it, it is not sortable. */
  value?(row: Row): KeyValue
  /** Its values are exact numbers in this form: the track is widened to what the largest needs. */
  readonly fit?: NumberForm
  /** None of its values is larger: what the track is widened to where there are too many rows to look at all. */
  readonly most?: Quantity
  /** Not shown, and still what the rows may be sorted by. */
  readonly hidden?: boolean
}

/** Rows that are looked at for the largest of a column. */
const MANY = 20_000

interface DataTableProps<Row> {
  readonly label: string
  readonly columns: readonly DataColumn<Row>[]
  readonly rows: readonly Row[]
  /** Order until the examiner chooses another; default: as the rows come. */
  readonly sort?: Sort
  readonly selected?: Row | null
  onSelect?(row: Row): void
  readonly footer?: readonly ReactNode[]
  readonly empty: ReactNode
  readonly className?: string
}

/** A table over rows that are all at hand, sorted by a click on a column's title. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, onSelect } = props
  const [sort, setSort] = useState<Sort | null>(props.sort ?? null)
  const sorted = useMemo(() => {
    const value = columns.find((column) => column.id === sort?.id)?.value
    if (!sort || !value) return rows
    return inOrder(rows, value, sort.descending ? -1 : 1)
  }, [columns, rows, sort])
  const selected = useMemo(() => {
    const index = props.selected ? sorted.indexOf(props.selected) : -1
    return index < 0 ? null : index
  }, [sorted, props.selected])
  const tracks = useMemo(
    () =>
      columns.map(({ track, fit, value, most }) => {
        if (!fit || !value) return track
        return numberTrack(
          track,
          most !== undefined && rows.length > MANY ? most : largestOf(rows, value),
          fit,
        )
      }),
    [columns, rows],
  )
  return (
    <RowGrid
      label={props.label}
      columns={columns
        .map((column, i) => ({
          ...column,
          track: tracks[i] ?? column.track,
          sortable: column.value !== undefined,
        }))
        .filter(({ hidden }) => !hidden)}
      count={sorted.length}
      rowAt={(index) => sorted[index]}
      sort={sort}
      onSort={setSort}
      selected={selected}
      {...(onSelect ? { onSelect: (index: number) => onSelect(sorted[index] as Row) } : {})}
      {...(props.footer ? { footer: props.footer } : {})}
      empty={props.empty}
      {...(props.className ? { className: props.className } : {})}
    />
  )
}

function inOrder<Row>(rows: readonly Row[], value: (row: Row) => KeyValue, sign: 1 | -1): readonly Row[] {
  const keys = rows.map(value)
  const order = (a: number, b: number) => sign * compareValues(keys[a] ?? null, keys[b] ?? null)
  // Most tables come in the order that they are shown in first.
  if (keys.every((_, i) => i === 0 || order(i - 1, i) <= 0)) return rows
  return Array.from(rows.keys())
    .sort(order)
    .map((i) => rows[i] as Row)
}
