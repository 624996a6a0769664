import { useSyncExternalStore } from 'react'
import { isStepOf, movedTo, pushed, replaced, type Trail, trailFrom } from './trail'

/**
 * The place in the app lies whole in the URL's fragment, "#/case/1/flows?q=port+22": wouter's own
 * hash location would put the query before the '#', where it outlives the page that it belongs to.
 */
interface Place {
  readonly path: string
  readonly search: string
}

export function placeOf(hash: string): Place {
  const text = hash.replace(/^#/, '')
  const at = text.indexOf('?')
  const path = at < 0 ? text : text.slice(0, at)
  return { path: path.startsWith('/') ? path : `/${path}`, search: at < 0 ? '' : text.slice(at + 1) }
}

/**
 * A part of a path as it was before it was escaped; null for none. wouter leaves what has a meaning in
 * addresses escaped, as the colons of an IPv6 address.
 */
export function partOf(part: string | undefined): string | null {
  if (part === undefined) return null
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The trail outlives a reload of the page, as the browser's history does. */
const STORED = 'flowcase.trail'

let trail: Trail | null = null
const listeners = new Set<() => void>()

function currentTrail(): Trail {
  trail ??= storedTrail() ?? trailFrom(hereNow())
  return trail
}

function storedTrail(): Trail | null {
  const text = sessionStorage.getItem(STORED)
  const step = stepInHistory()
  const stored = text === null || step === null ? null : movedTo(JSON.parse(text) as Trail, step)
  return stored && replaced(stored, hereNow())
}

/** The number of the present step, which its entry in the browser's history carries. */
function stepInHistory(): number | null {
  const state: unknown = window.history.state
  return typeof state === 'object' && state !== null && 'step' in state ? Number(state.step) : null
}

function hereNow(): string {
  const { path, search } = placeOf(window.location.hash)
  return search === '' ? path : `${path}?${search}`
}

function keep(next: Trail): void {
  trail = next
  sessionStorage.setItem(STORED, JSON.stringify(next))
}

/** The browser has moved by itself: along its history, or to an address that was typed. */
function arrived(): void {
  const step = stepInHistory()
  const known = step === null ? null : movedTo(currentTrail(), step)
  if (known) keep(replaced(known, hereNow()))
  else {
    keep(pushed(currentTrail(), hereNow()))
    window.history.replaceState({ step: currentTrail().at }, '')
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', arrived)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('popstate', arrived)
  }
}

/** Whether the window has not been anywhere yet. */
export function isStart(): boolean {
  return currentTrail().at === 0
}

/** Goes to a path with its query: "/case/1/flows?q=port+22". */
export function navigate(to: string, options?: { readonly replace?: boolean }): void {
  const url = `${window.location.pathname}#${to}`
  if (`#${to}` === window.location.hash) return
  const before = currentTrail()
  if (options?.replace) {
    window.history.replaceState({ step: before.at }, '', url)
    keep(replaced(before, to))
  } else {
    keep(pushed(before, to))
    window.history.pushState({ step: before.at + 1 }, '', url)
  }
  for (const listener of listeners) listener()
}

/** Goes so many steps back (below 0) or forward, if there are as many. */
export function travel(steps: number): void {
  const now = currentTrail()
  if (steps !== 0 && isStepOf(now, now.at + steps)) window.history.go(steps)
}

export function useTrail(): Trail {
  return useSyncExternalStore(subscribe, currentTrail)
}

export function useHashLocation(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, () => placeOf(window.location.hash).path), navigate]
}

export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, () => placeOf(window.location.hash).search)
}

useHashLocation.hrefs = (href: string) => `#${href}`
