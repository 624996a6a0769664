import { createContext, type KeyboardEvent, type RefObject, useContext, useEffect, useRef } from 'react'

/** Whether what is drawn stands in a cell of a grid. */
export const InGrid = createContext(false)

/**
 * The tabIndex of a link, button or value. A grid is one stop of the Tab key: what stands in its cells is
 * walked by arrow keys, however many rows there are.
 */
export function useCellTabIndex(): -1 | undefined {
  return useContext(InGrid) ? -1 : undefined
}

interface GridKeys {
  readonly scroller: RefObject<HTMLElement>
  /** Rows of the grid, and those that fit into the view. */
  readonly count: number
  readonly visible: number
  /** The row that the keys are at. */
  readonly active: number | null
  activate(row: number): void
  reveal(row: number): void
}

/** What can take the focus in a row: its links, its buttons, and the values that have a menu. */
const STOPS = 'a, button:not(:disabled), [data-pivot]'

/**
 * The keys of a grid. Up, Down, Page Up, Page Down, Home and End move by rows; Right goes into the row, where
 * Left and Right move by cells and Up and Down keep the cell; Up from the first row goes to the titles. Escape
 * comes back out. Enter goes on to the details of the row, or where its first link leads.
 */
export function useGridKeys({ scroller, count, visible, active, activate, reveal }: GridKeys) {
  /** The stop of the active row that takes the focus as soon as the row is drawn. */
  const wanted = useRef<number | null>(null)
  useEffect(() => {
    if (wanted.current === null || active === null) return
    const stops = stopsOf(rowElement(active))
    if (stops.length === 0) return
    stops[Math.min(wanted.current, stops.length - 1)]?.focus()
    wanted.current = null
  })

  const rowElement = (row: number) =>
    scroller.current?.querySelector<HTMLElement>(`.grid-row[aria-rowindex="${row + 2}"]`) ?? null
  const titles = () => [...(scroller.current?.querySelectorAll<HTMLElement>('.grid-head button') ?? [])]

  const rowMoves = (at: number): Readonly<Record<string, number>> => ({
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + visible,
    PageUp: at - visible,
  })
  const goTo = (row: number) => {
    const next = Math.min(count - 1, Math.max(0, row))
    activate(next)
    reveal(next)
  }

  /** Whether the key did something. */
  const fromGrid = (key: string): boolean => {
    const first = titles()[0]
    if (key === 'ArrowUp' && (active ?? 0) <= 0 && first) {
      first.focus()
      return true
    }
    if (count === 0) return false
    const row = { ...rowMoves(active ?? -1), Home: 0, End: count - 1 }[key]
    if (row !== undefined) {
      goTo(row)
      return true
    }
    if (active === null) return false
    if (key === 'ArrowRight') {
      const stop = stopsOf(rowElement(active))[0]
      stop?.focus()
      return stop !== undefined
    }
    return key === 'Enter' && goOn(scroller.current, rowElement(active))
  }

  const fromRow = (element: HTMLElement, focused: HTMLElement, key: string): boolean => {
    const row = Number(element.getAttribute('aria-rowindex')) - 2
    const stops = stopsOf(element)
    const at = stops.indexOf(focused)
    if (key === 'Escape' || (key === 'ArrowLeft' && at <= 0)) scroller.current?.focus()
    else if (key === 'ArrowLeft') stops[at - 1]?.focus()
    else if (key === 'ArrowRight') stops[at + 1]?.focus()
    else if (key === 'Home') stops[0]?.focus()
    else if (key === 'End') stops.at(-1)?.focus()
    else if (key === 'ArrowUp' && row === 0) titles()[0]?.focus()
    else {
      const next = rowMoves(row)[key]
      if (next === undefined) return false
      wanted.current = at
      goTo(next)
    }
    return true
  }

  const fromTitle = (focused: HTMLElement, key: string): boolean => {
    const all = titles()
    const at = all.indexOf(focused)
    if (key === 'Escape' || key === 'ArrowDown') scroller.current?.focus()
    else if (key === 'ArrowLeft') all[at - 1]?.focus()
    else if (key === 'ArrowRight') all[at + 1]?.focus()
    else return false
    return true
  }

  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    const focused = event.target as HTMLElement
    const row = focused.closest<HTMLElement>('.grid-row')
    const done =
      focused === scroller.current
        ? fromGrid(event.key)
        : row
          ? fromRow(row, focused, event.key)
          : focused.closest('.grid-head') !== null && fromTitle(focused, event.key)
    if (!done) return
    event.preventDefault()
    event.stopPropagation()
  }
}

function stopsOf(row: HTMLElement | null): readonly HTMLElement[] {
  return [...(row?.querySelectorAll<HTMLElement>(STOPS) ?? [])]
}

/** To what is known of the active row beside the grid; without that, where the row's first link leads. */
function goOn(grid: HTMLElement | null, row: HTMLElement | null): boolean {
  const detail = grid?.closest('.split')?.querySelector<HTMLElement>('.detail-body')
  if (detail) {
    detail.focus()
    return true
  }
  const link = row?.querySelector<HTMLElement>('a[href]')
  link?.click()
  return link !== null && link !== undefined
}
