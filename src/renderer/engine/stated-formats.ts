import { formatCounted } from '../../shared/format/number'
import type { StatedFormat, StatedZone } from '../../shared/ipc/channels'

/** Paths that an entry of the audit log names; each file's record says that its fields were stated. */
const PATHS_NAMED = 20

/** What the audit log says of formats that the examiner states: an entry for each order of fields. */
export function statedEntries(formats: readonly StatedFormat[]): readonly string[] {
  return entriesFor('Fields', formats, ({ fields }) => fields.join(' '))
}

/** The same of time zones: an entry for each. */
export function statedZoneEntries(zones: readonly StatedZone[]): readonly string[] {
  return entriesFor('Time zone', zones, ({ zone }) => zone)
}

function entriesFor<T extends { readonly path: string }>(
  what: string,
  stated: readonly T[],
  textOf: (one: T) => string,
): readonly string[] {
  const byText = new Map<string, string[]>()
  for (const one of stated) byText.set(textOf(one), [...(byText.get(textOf(one)) ?? []), one.path])
  return Array.from(byText, ([text, paths]) => {
    const more = paths.length - PATHS_NAMED
    const named = `${paths.slice(0, PATHS_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
    return `${what} of ${formatCounted(paths.length, 'file')} stated by the examiner: ${text} (${named})`
  })
}
