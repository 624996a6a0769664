import { type RefObject, useEffect, useRef } from 'react'
import { useTrail } from './hash-location'

/**
 * The panes of the window that F6 goes through, as they follow each other in the page. One that takes keys
 * itself, as a table, has the focus; of another one its first control.
 */
const PANES = [
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

/** Leads the focus to the next pane that is on screen, or to the one before. */
export function goToPane(step: 1 | -1): void {
  const focused = document.activeElement
  // A dialog keeps the focus.
  if (focused?.closest('.bp5-portal')) return
  const panes = [...document.querySelectorAll<HTMLElement>(PANES)].filter(
    (pane) => pane.checkVisibility() && controlOf(pane) !== null,
  )
  const at = panes.findIndex((pane) => pane.contains(focused))
  const next =
    at < 0 ? paneBeside(panes, focused ?? document.body, step) : (at + step + panes.length) % panes.length
  const pane = panes[next]
  if (pane) controlOf(pane)?.focus()
}

/** The pane that comes first after, or last before, what is in none: the view as a whole has those in it after it. */
function paneBeside(panes: readonly HTMLElement[], from: Element, step: 1 | -1): number {
  const wanted = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING
  const beside = panes.map((pane) => (from.compareDocumentPosition(pane) & wanted) !== 0)
  const found = step > 0 ? beside.indexOf(true) : beside.lastIndexOf(true)
  return found < 0 ? (step > 0 ? 0 : panes.length - 1) : found
}

function controlOf(pane: HTMLElement): HTMLElement | null {
  if (pane.tabIndex === 0) return pane
  return (
    pane.querySelector<HTMLElement>('[aria-current="page"], [role="tab"][aria-selected="true"]') ??
    [...pane.querySelectorAll<HTMLElement>(CONTROLS)].find((one) => one.tabIndex === 0) ??
    null
  )
}

/** Where in a table the focus was, so that the same table of another question can have it again. */
interface TableFocus {
  readonly table: string
  /** The title that had it; null: the table itself, or one of its cells. */
  readonly title: string | null
}

/**
 * Keeps the keyboard in the view: what had the focus may be gone when the place has changed, and the next key
 * would begin at the top of the window.
 */
export function useFocusInView(view: RefObject<HTMLElement>): void {
  const trail = useTrail()
  const last = useRef<TableFocus | null>(null)
  useEffect(() => {
    const remember = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement) last.current = tableFocus(target)
    }
    window.addEventListener('focusin', remember)
    return () => window.removeEventListener('focusin', remember)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each place may take the focus away
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (!isNowhere()) return
      const again = last.current && sameFocus(view.current, last.current)
      ;(again ?? view.current)?.focus({ preventScroll: true })
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

function tableFocus(focused: HTMLElement): TableFocus | null {
  const table = focused.closest('.grid-scroll')?.getAttribute('aria-label')
  if (!table) return null
  return { table, title: focused.closest('.grid-head') ? focused.textContent : null }
}

function sameFocus(view: HTMLElement | null, { table, title }: TableFocus): HTMLElement | null {
  const found = view?.querySelector<HTMLElement>(`.grid-scroll[aria-label="${CSS.escape(table)}"]`) ?? null
  const titles = [...(found?.querySelectorAll<HTMLElement>('.grid-head button') ?? [])]
  return titles.find(({ textContent }) => textContent === title) ?? found
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}
