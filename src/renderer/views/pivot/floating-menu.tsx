import { ChevronLeft, ChevronRight } from '@blueprintjs/icons'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { PivotDoes, PivotEntry } from './pivot-actions'

interface FloatingMenuProps {
  readonly title: string
  readonly entries: readonly PivotEntry[]
  /** Where it opens, in pixels of the window; it stays inside the window. */
  readonly x: number
  readonly y: number
  onChoose(does: PivotDoes): void
  onClose(): void
}

interface Level {
  readonly title: string
  readonly entries: readonly PivotEntry[]
  readonly active: number
}

/** Space that stays free at the edges of the window, in pixels. */
const EDGE = 6

/**
 * A menu at a point of the window. What lies under an entry takes the place of the list, so that one
 * list is all there is to look at and to walk by keys; left, or the head, goes back up.
 */
export function FloatingMenu({ title, entries, x, y, onChoose, onClose }: FloatingMenuProps) {
  const [levels, setLevels] = useState<readonly Level[]>([{ title, entries, active: 0 }])
  const box = useRef<HTMLDivElement>(null)
  const level = levels.at(-1) as Level
  const up = () => levels.length > 1 && setLevels(levels.slice(0, -1))
  const activate = (active: number) => setLevels([...levels.slice(0, -1), { ...level, active }])
  const choose = (index: number) => {
    const entry = level.entries[index]
    if (!entry) return
    if ('entries' in entry.does) {
      const below = { title: entry.text, entries: entry.does.entries, active: 0 }
      setLevels([...levels.slice(0, -1), { ...level, active: index }, below])
      return
    }
    onClose()
    onChoose(entry.does)
  }

  useFocusInside(box, onClose)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each level has a size of its own
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const { width, height } = element.getBoundingClientRect()
    element.style.left = `${Math.max(EDGE, Math.min(x, window.innerWidth - width - EDGE))}px`
    element.style.top = `${Math.max(EDGE, Math.min(y, window.innerHeight - height - EDGE))}px`
  }, [x, y, level.entries])
  useEffect(() => {
    box.current?.querySelectorAll<HTMLElement>('.floating-list > button')[level.active]?.focus()
  }, [level])

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and space press the entry that has the focus.
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === 'Enter' || event.key === ' ') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape' || event.key === 'Tab') onClose()
    else if (event.key === 'ArrowLeft') up()
    else if (event.key === 'ArrowRight') {
      const does = level.entries[level.active]?.does
      if (does && 'entries' in does) choose(level.active)
    } else activate(steppedTo(level, event.key))
  }

  return (
    <div
      ref={box}
      className="floating-menu"
      role="menu"
      tabIndex={-1}
      aria-label={level.title}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    >
      <div className="floating-head" role="presentation">
        {levels.length > 1 && (
          <button
            type="button"
            role="menuitem"
            tabIndex={-1}
            aria-label={`Back to ${title}`}
            title="Back (←)"
            onClick={up}
          >
            <ChevronLeft size={14} />
          </button>
        )}
        <span>{level.title}</span>
      </div>
      <div className="floating-list" role="presentation">
        {level.entries.map((entry, i) => (
          <button
            key={`${entry.text} ${entry.label}`}
            type="button"
            role="menuitem"
            tabIndex={i === level.active ? 0 : -1}
            aria-haspopup={'entries' in entry.does ? 'menu' : undefined}
            className={entry.begins && i > 0 ? 'begins' : undefined}
            onMouseMove={() => i !== level.active && activate(i)}
            onClick={() => choose(i)}
          >
            <span>{entry.text}</span>
            {entry.label && <span className="floating-label">{entry.label}</span>}
            {'entries' in entry.does && <ChevronRight size={12} />}
          </button>
        ))}
      </div>
    </div>
  )
}

/** The entry that a key leads to; a letter leads to the next one that begins with it. */
function steppedTo({ entries, active }: Level, key: string): number {
  const count = entries.length
  if (key === 'ArrowDown') return (active + 1) % count
  if (key === 'ArrowUp') return (active + count - 1) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  const order = entries.map((_, i) => (active + 1 + i) % count)
  return order.find((i) => entries[i]?.text.toLowerCase().startsWith(key.toLowerCase())) ?? active
}

/** Takes the focus while it is there, gives it back, and closes when something else is pressed or moved. */
function useFocusInside(box: { readonly current: HTMLElement | null }, onClose: () => void): void {
  useEffect(() => {
    const before = document.activeElement
    const outside = (event: Event) => {
      if (!(event.target instanceof Node && box.current?.contains(event.target))) onClose()
    }
    window.addEventListener('mousedown', outside)
    window.addEventListener('wheel', outside, { passive: true })
    window.addEventListener('resize', onClose)
    window.addEventListener('blur', onClose)
    return () => {
      window.removeEventListener('mousedown', outside)
      window.removeEventListener('wheel', outside)
      window.removeEventListener('resize', onClose)
      window.removeEventListener('blur', onClose)
      const inside = document.activeElement === document.body || box.current?.contains(document.activeElement)
      if (inside !== false && before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [box, onClose])
}
