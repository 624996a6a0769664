import { formatCounted } from '../../shared/format/number'
import type { StatedFormat } from '../../shared/ipc/channels'

/** Paths that an entry of the audit log names; each file's record says that its fields were stated. */
const PATHS_NAMED = 20

/** What the audit log says of formats that the examiner states: an entry for each order of fields. */
export function statedEntries(formats: readonly StatedFormat[]): readonly string[] {
  const byFields = new Map<string, string[]>()
  for (const { path, fields } of formats) {
    const order = fields.join(' ')
    byFields.set(order, [...(byFields.get(order) ?? []), path])
  }
  return Array.from(byFields, ([order, paths]) => {
    const more = paths.length - PATHS_NAMED
    const named = `${paths.slice(0, PATHS_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
    return `Fields of ${formatCounted(paths.length, 'file')} stated by the examiner: ${order} (${named})`
  })
}
