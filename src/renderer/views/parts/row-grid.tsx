// biome-ignore-all lint/a11y/useSemanticElements: a <table> can't hold rows that are drawn as they come into view
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: keys are handled by the grid
import { CaretDown, CaretUp } from '@blueprintjs/icons'
import { type DragEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { InGrid, useGridKeys } from './grid-keys'
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
  /** Stays where it is when columns are moved. */
  readonly fixed?: boolean
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
  /** A column was put in the place of another one, by the mouse or by Ctrl+Shift and an arrow key. */
  onMoveColumn?(id: string, place: number): void
  readonly selected?: number | null
  onSelect?(index: number): void
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
  const { columns, count, rowAt, sort, onSort, selected, onSelect, onView, footer } = props
  const scroller = useRef<HTMLDivElement>(null)
  const window = useRowWindow(scroller, count, ROW_HEIGHT, HEAD_HEIGHT)
  const id = useId()
  const [dragged, setDragged] = useState<string | null>(null)
  useEffect(() => onView?.(window.first, window.end), [onView, window.first, window.end])
  useRevealOnce(selected ?? null, count, window.reveal)
  const tracks = columns.map((column) => column.track).join(' ')
  const leastWidth = columns.reduce((sum, column) => sum + leastOf(column.track), 0)
  const rows = Array.from({ length: Math.max(0, window.end - window.first) }, (_, i) => window.first + i)

  // Where rows can't be selected, the keys still are at one of them.
  const [walked, setWalked] = useState<number | null>(null)
  const active = onSelect ? (selected ?? null) : walked !== null && walked < count ? walked : null
  const onKeyDown = useGridKeys({
    scroller,
    count,
    visible: window.visible,
    active,
    activate: onSelect ?? setWalked,
    reveal: window.reveal,
  })

  return (
    <div className={`grid ${props.className ?? ''}`}>
      <div
        ref={scroller}
        className="grid-scroll"
        role="grid"
        aria-label={props.label}
        aria-rowcount={count + 1}
        aria-activedescendant={active === null ? undefined : `${id}-${active}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className="grid-inner" style={{ minWidth: leastWidth }}>
          <div className="grid-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
            {columns.map((column, place) => (
              <HeadCell
                key={column.id}
                column={column}
                sort={sort ?? null}
                onSort={onSort}
                {...(props.onMoveColumn && {
                  moves: { place, dragged, setDragged, onMove: props.onMoveColumn },
                })}
              />
            ))}
          </div>
          {count === 0 ? (
            <div className="grid-empty" role="row">
              <div role="gridcell">{props.empty}</div>
            </div>
          ) : (
            <div role="rowgroup" className="grid-body" style={{ height: window.spacer }}>
              <InGrid.Provider value>
                {rows.map((index) => {
                  const row = rowAt(index)
                  return (
                    <div
                      key={index}
                      id={`${id}-${index}`}
                      role="row"
                      aria-rowindex={index + 2}
                      aria-selected={onSelect ? selected === index : undefined}
                      className={`grid-row${onSelect ? ' selectable' : walked === index ? ' walked' : ''}${index % 2 ? ' odd' : ''}`}
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
              </InGrid.Provider>
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

/** A row that is selected from the start is brought into view as soon as the table has it. */
function useRevealOnce(selected: number | null, count: number, reveal: (row: number) => void): void {
  const done = useRef(false)
  useEffect(() => {
    if (done.current || count === 0) return
    done.current = true
    if (selected !== null && selected < count) reveal(selected)
  }, [selected, count, reveal])
}

/** The least width of a grid track, in pixels. */
function leastOf(track: string): number {
  return Number(/\d+/.exec(track)?.[0] ?? 0)
}

interface ColumnMoves {
  readonly place: number
  /** The column that is being dragged. */
  readonly dragged: string | null
  setDragged(id: string | null): void
  onMove(id: string, place: number): void
}

/** What makes the head of a column one that can be moved. */
function movable(column: GridColumn<never>, { place, dragged, setDragged, onMove }: ColumnMoves) {
  return {
    draggable: !column.fixed,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData('text/plain', column.id)
      event.dataTransfer.effectAllowed = 'move'
      setDragged(column.id)
    },
    onDragOver: (event: DragEvent) => {
      if (dragged !== null) event.preventDefault()
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      if (dragged !== null) onMove(dragged, place)
      setDragged(null)
    },
    onDragEnd: () => setDragged(null),
    onKeyDown: (event: KeyboardEvent) => {
      const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
      if (by === 0 || !event.ctrlKey || !event.shiftKey || column.fixed) return
      event.preventDefault()
      // A head that is put elsewhere loses the focus.
      const focused = event.target as HTMLElement
      requestAnimationFrame(() => focused.focus())
      onMove(column.id, place + by)
    },
  }
}

function HeadCell<Row>({
  column,
  sort,
  onSort,
  moves,
}: {
  readonly column: GridColumn<Row>
  readonly sort: Sort | null
  readonly onSort: ((sort: Sort) => void) | undefined
  readonly moves?: ColumnMoves
}) {
  const active = sort?.id === column.id
  const order = active ? (sort.descending ? 'descending' : 'ascending') : undefined
  return (
    <div
      role="columnheader"
      className={`${column.end ? 'end' : ''}${moves?.dragged === column.id ? ' dragged' : ''}`}
      title={column.hint}
      aria-sort={column.sortable ? (order ?? 'none') : undefined}
      {...(moves && movable(column, moves))}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          tabIndex={-1}
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
