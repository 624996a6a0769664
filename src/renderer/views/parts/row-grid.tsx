// biome-ignore-all lint/a11y/useSemanticElements: a <table> can't hold rows that are drawn as they come into view
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: keys are handled by the grid
import { CaretDown, CaretUp } from '@blueprintjs/icons'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { useRowWindow } from './row-window'

export interface Sort {
  readonly id: string
  readonly descending: boolean
}

export interface GridColumn<Row> {
  readonly id: string
  readonly title: string
  /** A CSS grid track: "120px", "minmax(160px, 1fr)". */
  readonly track: string
  readonly end?: boolean
  readonly sortable?: boolean
  readonly hint?: string
  cell(row: Row, index: number): ReactNode
}

interface RowGridProps<Row> {
  readonly label: string
  readonly columns: readonly GridColumn<Row>[]
  readonly count: number
  /** A row that has not come yet is undefined. */
  rowAt(index: number): Row | undefined
  /** Tells which rows are in view (end excluded), for tables that fetch them. */
  onView?(first: number, end: number): void
  readonly sort?: Sort | null
  onSort?(sort: Sort): void
  readonly selected?: number | null
  onSelect?(index: number): void
  onOpen?(index: number): void
  /** Totals under the rows; one cell for each column. */
  readonly footer?: readonly ReactNode[]
  /** Shown in place of rows when there are none. */
  readonly empty: ReactNode
  readonly className?: string
}

export const ROW_HEIGHT = 26
export const HEAD_HEIGHT = 28

/** A table of any number of rows, of which only those in view are drawn. */
export function RowGrid<Row>(props: RowGridProps<Row>) {
  const { columns, count, rowAt, sort, onSort, selected, onSelect, onOpen, onView, footer } = props
  const scroller = useRef<HTMLDivElement>(null)
  const window = useRowWindow(scroller, count, ROW_HEIGHT, HEAD_HEIGHT)
  const id = useId()
  useEffect(() => onView?.(window.first, window.end), [onView, window.first, window.end])
  const tracks = columns.map((column) => column.track).join(' ')
  const leastWidth = columns.reduce((sum, column) => sum + leastOf(column.track), 0)
  const rows = Array.from({ length: Math.max(0, window.end - window.first) }, (_, i) => window.first + i)

  const move = (event: KeyboardEvent) => {
    if (!onSelect || count === 0 || event.target !== scroller.current) return
    const at = selected ?? -1
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + window.visible,
      PageUp: at - window.visible,
      Home: 0,
      End: count - 1,
    }
    const wanted = steps[event.key]
    if (wanted !== undefined) {
      event.preventDefault()
      const next = Math.min(count - 1, Math.max(0, wanted))
      onSelect(next)
      window.reveal(next)
    } else if (event.key === 'Enter' && selected != null) {
      onOpen?.(selected)
    }
  }

  return (
    <div className={`grid ${props.className ?? ''}`}>
      <div
        ref={scroller}
        className="grid-scroll"
        role="grid"
        aria-label={props.label}
        aria-rowcount={count + 1}
        aria-activedescendant={selected != null && onSelect ? `${id}-${selected}` : undefined}
        tabIndex={0}
        onKeyDown={move}
      >
        <div className="grid-inner" style={{ minWidth: leastWidth }}>
          <div className="grid-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={sort ?? null} onSort={onSort} />
            ))}
          </div>
          {count === 0 ? (
            <div className="grid-empty" role="row">
              <div role="gridcell">{props.empty}</div>
            </div>
          ) : (
            <div role="rowgroup" className="grid-body" style={{ height: window.spacer }}>
              {rows.map((index) => {
                const row = rowAt(index)
                return (
                  <div
                    key={index}
                    id={`${id}-${index}`}
                    role="row"
                    aria-rowindex={index + 2}
                    aria-selected={onSelect ? selected === index : undefined}
                    className={`grid-row${onSelect ? ' selectable' : ''}${index % 2 ? ' odd' : ''}`}
                    style={{ gridTemplateColumns: tracks, top: window.offsetOf(index) }}
                    onClick={onSelect ? () => onSelect(index) : undefined}
                  >
                    {row === undefined ? (
                      <div role="gridcell" className="grid-pending">
                        …
                      </div>
                    ) : (
                      columns.map((column) => (
                        <div key={column.id} role="gridcell" className={column.end ? 'end' : undefined}>
                          {column.cell(row, index)}
                        </div>
                      ))
                    )}
                  </div>
                )
              })}
            </div>
          )}
          {footer && (
            <div className="grid-foot" role="row" style={{ gridTemplateColumns: tracks }}>
              {columns.map((column, i) => (
                <div key={column.id} role="gridcell" className={column.end ? 'end' : undefined}>
                  {footer[i]}
                </div>
              ))}
            </div>
          )}
        </div>
      </div>
    </div>
  )
}

/** The least width of a grid track, in pixels. */
function leastOf(track: string): number {
  return Number(/\d+/.exec(track)?.[0] ?? 0)
}

function HeadCell<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: GridColumn<Row>
  readonly sort: Sort | null
  readonly onSort: ((sort: Sort) => void) | undefined
}) {
  const active = sort?.id === column.id
  const order = active ? (sort.descending ? 'descending' : 'ascending') : undefined
  return (
    <div
      role="columnheader"
      className={column.end ? 'end' : undefined}
      title={column.hint}
      aria-sort={column.sortable ? (order ?? 'none') : undefined}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          onClick={() => onSort({ id: column.id, descending: active ? !sort.descending : !!column.end })}
        >
          <span>{column.title}</span>
          {active && (sort.descending ? <CaretDown size={12} /> : <CaretUp size={12} />)}
        </button>
      ) : (
        <span>{column.title}</span>
      )}
    </div>
  )
}
