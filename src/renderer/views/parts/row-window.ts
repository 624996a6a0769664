import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/**
 * Browsers stop at some 33 million pixels of height. Longer tables get a spacer of this height, and
 * a jump of the scroll bar is scaled to the rows, while wheel and keys still move row by row.
 */
const MAX_SPACER = 12_000_000

/** Pixels by which a scrolled element can be scrolled further in steps, as long as there are rows. */
const STEPS_ROOM = 20_000

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

/** Pixels: of all rows, of what stands for them in the scrolling element, and of what is in view of it. */
interface Heights {
  readonly height: number
  readonly spacer: number
  readonly room: number
}

/**
 * Where the view begins, in pixels of all rows, when the element has been scrolled.
 * @param last where it began before, and how far the element was scrolled then
 */
export function scrolledTop(
  last: { readonly top: number; readonly scrollTop: number },
  scrollTop: number,
  { height, spacer, room }: Heights,
): number {
  if (height <= spacer) return scrollTop
  const most = height - room
  const atEnd = scrollTop >= spacer - room - 1
  const step = scrollTop - last.scrollTop
  if (Math.abs(step) > room * 2) return atEnd ? most : (scrollTop * most) / Math.max(1, spacer - room)
  const top = last.top + step
  // At its end the element scrolls no further, though there may be many rows beyond: only the last few are passed over.
  if (scrollTop <= 0 && top <= room * 2) return 0
  if (atEnd && top >= most - room * 2) return most
  return Math.min(most, Math.max(0, top))
}

/**
 * How far the element is to be scrolled, once it rests, for a view that begins there. Steps move the scroll
 * bar further than the rows they pass are worth: without this, it would come to its end before the rows do.
 */
export function settledScrollTop(top: number, { height, spacer, room }: Heights): number {
  if (height <= spacer) return top
  const most = height - room
  const end = spacer - room
  return Math.min(
    Math.max((top / most) * end, Math.min(top, STEPS_ROOM)),
    end - Math.min(most - top, STEPS_ROOM),
  )
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
    const top = scrolledTop(last.current, scrollTop, { height, spacer, room })
    last.current = { top, scrollTop }
    setView((old) =>
      old.top === top && old.scrollTop === scrollTop && old.height === room
        ? old
        : { top, scrollTop, height: room },
    )
  }, [scroller, height, spacer, rowHeight, headHeight])

  useLayoutEffect(() => {
    // At its beginning the view is the same for any number of rows. To measure it here would lay out the whole page
    // in the middle of drawing it; the observer tells its height a moment later.
    if (last.current.scrollTop > 0) measure()
  }, [measure])
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    element.addEventListener('scroll', measure, { passive: true })
    const settle = () => {
      const room = Math.max(rowHeight, element.clientHeight - headHeight)
      const scrollTop = settledScrollTop(last.current.top, { height, spacer, room })
      if (Math.abs(scrollTop - element.scrollTop) < 1) return
      last.current = { top: last.current.top, scrollTop }
      element.scrollTop = scrollTop
      last.current.scrollTop = element.scrollTop
      setView((old) => ({ ...old, scrollTop: element.scrollTop }))
    }
    element.addEventListener('scrollend', settle)
    const resized = new ResizeObserver(measure)
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', measure)
      element.removeEventListener('scrollend', settle)
      resized.disconnect()
    }
  }, [scroller, measure, height, spacer, rowHeight, headHeight])

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
      const scrollTop = settledScrollTop(wanted, { height, spacer, room })
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
