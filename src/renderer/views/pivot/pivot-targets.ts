import type { FlowSource } from '../../../shared/flow/block'
import type { PivotValue } from './pivot-value'

const MARKED = '[data-pivot]'
/** As many values of one row or panel as a menu can list. */
const MOST = 30

/** A value on the screen and where it stands. */
export interface PivotTarget {
  readonly element: HTMLElement
  readonly values: readonly PivotValue[]
  /** Of the flows that the part of the view tells of; null where the place says it. */
  readonly source: FlowSource | null
}

/** The value that an element shows, or stands in. */
export function targetAt(element: EventTarget | null): PivotTarget | null {
  const marked = element instanceof Element ? element.closest<HTMLElement>(MARKED) : null
  return marked && { element: marked, values: [markedValue(marked)], source: sourceOf(marked) }
}

/**
 * What the keyboard is at: the value that has the focus, those of a table's active row, or all of the
 * part of the screen that has the focus.
 */
export function targetInFocus(): PivotTarget | null {
  const focused = document.activeElement
  if (!(focused instanceof HTMLElement) || focused === document.body) return null
  const value = targetAt(focused)
  if (value) return value
  const active = focused.getAttribute('aria-activedescendant')
  const row = active === null ? null : document.getElementById(active)
  const element = row ?? focused
  const texts = [...element.querySelectorAll<HTMLElement>(MARKED)].map((one) => one.dataset.pivot as string)
  const values = [...new Set(texts)].slice(0, MOST).map((text) => JSON.parse(text) as PivotValue)
  return values.length === 0 ? null : { element, values, source: sourceOf(element) }
}

function markedValue(element: HTMLElement): PivotValue {
  return JSON.parse(element.dataset.pivot as string) as PivotValue
}

function sourceOf(element: HTMLElement): FlowSource | null {
  const source = element.closest<HTMLElement>('[data-pivot-source]')?.dataset.pivotSource
  return source === 'vpc' || source === 'netflow' ? source : null
}
