import { type RefObject, useEffect } from 'react'
import { useTrail } from './hash-location'

/**
 * The parts of the window that F6 goes through, as they follow each other in the page. One that takes keys
 * itself, as a table, has the focus; of another one its first control.
 */
const PARTS = [
  '.nav',
  '.home-head',
  '.case-header',
  '.crumbs',
  '.home-bar',
  '.cases',
  '.view-head',
  '.filter-bar',
  '[role="tablist"]',
  '[role="application"]',
  '.grid-scroll',
  '.detail-body',
  '.report-form',
  '.help nav',
  '.help article',
].join(', ')

const CONTROLS = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]'

/** Arrow keys that nothing else takes lead into what the view is about. */
const INTO = ['ArrowDown', 'ArrowUp']

/** Leads the focus to the next part of the window that is on screen, or to the one before. */
export function goToPart(step: 1 | -1): void {
  const focused = document.activeElement
  // A dialog keeps the focus.
  if (focused?.closest('.bp5-portal')) return
  const parts = [...document.querySelectorAll<HTMLElement>(PARTS)].filter(
    (part) => part.checkVisibility() && controlOf(part) !== null,
  )
  const at = parts.findIndex((part) => part.contains(focused))
  const next = at < 0 ? (step > 0 ? 0 : parts.length - 1) : (at + step + parts.length) % parts.length
  const part = parts[next]
  if (part) controlOf(part)?.focus()
}

function controlOf(part: HTMLElement): HTMLElement | null {
  if (part.tabIndex === 0) return part
  return (
    part.querySelector<HTMLElement>('[aria-current="page"], [role="tab"][aria-selected="true"]') ??
    [...part.querySelectorAll<HTMLElement>(CONTROLS)].find((one) => one.tabIndex === 0) ??
    null
  )
}

/**
 * Keeps the keyboard in the view: what had the focus may be gone when the place has changed, and the next key
 * would begin at the top of the window.
 */
export function useFocusInView(view: RefObject<HTMLElement>): void {
  const trail = useTrail()
  // biome-ignore lint/correctness/useExhaustiveDependencies: each place may take the focus away
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (isNowhere()) view.current?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [view, trail.at])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!INTO.includes(event.key) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey)
        return
      if (event.target !== document.body && event.target !== view.current) return
      const main = view.current?.querySelector<HTMLElement>('[role="application"], .grid-scroll')
      if (!main) return
      event.preventDefault()
      main.focus()
      // The key is of what it led to.
      main.dispatchEvent(new KeyboardEvent('keydown', { key: event.key, bubbles: true, cancelable: true }))
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [view])
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}
