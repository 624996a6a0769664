import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/**
 * Browsers stop at some 33 million pixels of height. Longer tables get a spacer of this height, and
 * a jump of the scroll bar is scaled to the rows, while wheel and keys still move row by row.
 */
const MAX_SPACER = 12_000_000

export interface RowWindow {
  /** Height of what scrolls under the header, in pixels. */
  readonly spacer: number
  readonly first: number
  /** One past the last row to draw. */
  readonly end: number
  /** Where row i stands in the spacer, in pixels. */
  offsetOf(row: number): number
  /** Brings a row into view. */
  reveal(row: number): void
  /** Rows that fit into the view. */
  readonly visible: number
}

/** Which of many rows of equal height are in view of a scrolling element. */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  headHeight: number,
): RowWindow {
  const height = count * rowHeight
  const spacer = Math.min(height, MAX_SPACER)
  const [view, setView] = useState({ top: 0, scrollTop: 0, height: 600 })
  // What the last scroll event left, to tell a step from a jump.
  const last = useRef({ top: 0, scrollTop: 0 })

  const measure = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const room = Math.max(rowHeight, element.clientHeight - headHeight)
    const scrollTop = element.scrollTop
    const most = Math.max(0, height - room)
    let top = scrollTop
    if (height > spacer) {
      const ratio = most / Math.max(1, spacer - room)
      const step = scrollTop - last.current.scrollTop
      const jumped = Math.abs(step) > room * 2
      top = jumped ? scrollTop * ratio : last.current.top + step
      if (scrollTop <= 0) top = 0
      if (scrollTop >= spacer - room - 1) top = most
      top = Math.min(most, Math.max(0, top))
    }
    last.current = { top, scrollTop }
    setView((old) =>
      old.top === top && old.scrollTop === scrollTop && old.height === room
        ? old
        : { top, scrollTop, height: room },
    )
  }, [scroller, height, spacer, rowHeight, headHeight])

  useLayoutEffect(measure, [measure])
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    element.addEventListener('scroll', measure, { passive: true })
    const resized = new ResizeObserver(measure)
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', measure)
      resized.disconnect()
    }
  }, [scroller, measure])

  const overscan = 6
  const first = Math.max(0, Math.floor(view.top / rowHeight) - overscan)
  const end = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + overscan)

  const reveal = useCallback(
    (row: number) => {
      const element = scroller.current
      if (!element) return
      const room = Math.max(rowHeight, element.clientHeight - headHeight)
      const at = row * rowHeight
      const { top } = last.current
      const wanted = at < top ? at : at + rowHeight > top + room ? at + rowHeight - room : top
      if (wanted === top) return
      const most = Math.max(1, height - room)
      const scrollTop = height > spacer ? (wanted / most) * (spacer - room) : wanted
      last.current = { top: wanted, scrollTop }
      element.scrollTop = scrollTop
      last.current.scrollTop = element.scrollTop
      setView({ top: wanted, scrollTop: element.scrollTop, height: room })
    },
    [scroller, height, spacer, rowHeight, headHeight],
  )

  return {
    spacer,
    first,
    end,
    offsetOf: (row) => view.scrollTop + row * rowHeight - view.top,
    reveal,
    visible: Math.max(1, Math.floor(view.height / rowHeight)),
  }
}
