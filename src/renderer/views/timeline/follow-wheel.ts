import type uPlot from 'uplot'
import type { SpanChange } from './zoom'

/** How much a notch of a wheel (100 units) changes the length of what is seen. */
const PER_NOTCH = 1.35

/**
 * The wheel makes the span that is seen shorter or longer around the pointer; sideways, or with Shift,
 * it moves the span, as a drag with Shift does.
 * @returns ends it
 */
export function followWheel(plot: uPlot, ask: (change: SpanChange) => void): () => void {
  const { over } = plot
  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const sideways = event.shiftKey ? event.deltaY + event.deltaX : event.deltaX
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      ask({ pan: sideways / Math.max(1, over.clientWidth) })
      return
    }
    const left = event.clientX - over.getBoundingClientRect().left
    ask({ times: PER_NOTCH ** (event.deltaY / 100), around: plot.posToVal(left, 'x') })
  }
  // Before uPlot's own listener, which would begin to brush.
  const onDown = (event: MouseEvent) => {
    if (!event.shiftKey || event.button !== 0) return
    event.preventDefault()
    event.stopImmediatePropagation()
    let last = event.clientX
    const onMove = (move: MouseEvent) => {
      ask({ pan: (last - move.clientX) / Math.max(1, over.clientWidth) })
      last = move.clientX
    }
    const onUp = () => {
      window.removeEventListener('mousemove', onMove)
      window.removeEventListener('mouseup', onUp)
    }
    window.addEventListener('mousemove', onMove)
    window.addEventListener('mouseup', onUp)
  }
  over.addEventListener('wheel', onWheel, { passive: false })
  over.addEventListener('mousedown', onDown, { capture: true })
  return () => {
    over.removeEventListener('wheel', onWheel)
    over.removeEventListener('mousedown', onDown, { capture: true })
  }
}
