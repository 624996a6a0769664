import { CaretDown } from '@blueprintjs/icons'
import { useEffect, useState } from 'react'
import { type PivotTarget, targetAt } from './pivot-targets'

/** Side of the mark in pixels. */
const SIZE = 16

/**
 * The mark beside the value that the mouse is over or that has the focus: a click opens its menu.
 * One mark for the page; keys have the menu key, so it is no stop of theirs.
 */
export function PivotMark({
  hidden,
  onOpen,
}: {
  readonly hidden: boolean
  onOpen(target: PivotTarget): void
}) {
  const [target, setTarget] = useState<PivotTarget | null>(null)
  useEffect(() => {
    const follow = (event: Event) => {
      if (event.target instanceof Element && event.target.closest('.pivot-mark')) return
      const next = targetAt(event.target)
      setTarget((old) => (old?.element === next?.element ? old : next))
    }
    const forget = () => setTarget(null)
    window.addEventListener('mouseover', follow)
    window.addEventListener('focusin', follow)
    // Scrolling leaves the value elsewhere.
    window.addEventListener('scroll', forget, { capture: true, passive: true })
    return () => {
      window.removeEventListener('mouseover', follow)
      window.removeEventListener('focusin', follow)
      window.removeEventListener('scroll', forget, { capture: true })
    }
  }, [])
  if (hidden || !target?.element.isConnected) return null
  const box = target.element.getBoundingClientRect()
  return (
    <button
      type="button"
      className="pivot-mark"
      tabIndex={-1}
      aria-hidden
      title="What can be asked about it (right click, Shift+F10)"
      style={{
        left: Math.min(box.right, window.innerWidth - SIZE),
        top: box.top + (box.height - SIZE) / 2,
        width: SIZE,
        height: SIZE,
      }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onOpen(target)}
    >
      <CaretDown size={12} />
    </button>
  )
}
