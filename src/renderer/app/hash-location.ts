import { useSyncExternalStore } from 'react'

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

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('hashchange', listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('hashchange', listener)
    window.removeEventListener('popstate', listener)
  }
}

/** Goes to a path with its query: "/case/1/flows?q=port+22". */
export function navigate(to: string, options?: { readonly replace?: boolean }): void {
  const url = `${window.location.pathname}#${to}`
  if (`#${to}` === window.location.hash) return
  if (options?.replace) window.history.replaceState(null, '', url)
  else window.history.pushState(null, '', url)
  for (const listener of listeners) listener()
}

export function useHashLocation(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, () => placeOf(window.location.hash).path), navigate]
}

export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, () => placeOf(window.location.hash).search)
}

useHashLocation.hrefs = (href: string) => `#${href}`
