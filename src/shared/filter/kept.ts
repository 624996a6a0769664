/** Filters that a case keeps, as they were typed. */
export interface KeptFilters {
  /** The latest applied first, each once. */
  readonly recent: readonly string[]
  /** In the order of their names. */
  readonly saved: readonly SavedFilter[]
}

export interface SavedFilter {
  readonly name: string
  readonly text: string
}

export const NO_FILTERS: KeptFilters = { recent: [], saved: [] }

/** More applied filters than these are forgotten, the oldest first. */
export const MOST_RECENT = 50

/** After a filter was applied. An empty one, which shows everything, is not worth keeping. */
export function withRecent(kept: KeptFilters, text: string): KeptFilters {
  if (text === '' || kept.recent[0] === text) return kept
  const recent = [text, ...kept.recent.filter((other) => other !== text)].slice(0, MOST_RECENT)
  return { ...kept, recent }
}

/** Saves a filter under a name, in place of the one that had the name. */
export function withSaved(kept: KeptFilters, saved: SavedFilter): KeptFilters {
  const others = kept.saved.filter(({ name }) => name !== saved.name)
  return { ...kept, saved: [...others, saved].sort((a, b) => a.name.localeCompare(b.name, 'en')) }
}

/** Gives a saved filter another name, in place of the one that had it. */
export function renamed(kept: KeptFilters, from: string, to: string): KeptFilters {
  const filter = kept.saved.find(({ name }) => name === from)
  return filter ? withSaved(withoutSaved(kept, from), { ...filter, name: to }) : kept
}

export function withoutSaved(kept: KeptFilters, name: string): KeptFilters {
  return { ...kept, saved: kept.saved.filter((other) => other.name !== name) }
}
