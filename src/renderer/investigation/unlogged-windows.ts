import type { UnloggedWindow } from '../../shared/evidence/evidence'
import { CLOCK_SLACK_SECONDS, type TimeSpan } from './capture-time'
import type { UnloggedAt } from './compare-tuples'
import type { VpcTuples } from './tuple-tables'

/**
 * Finds NODATA and SKIPDATA lines by the address of their interface. An interface's own addresses
 * are those that all of its records have; a log does not name them otherwise.
 */
export function unloggedWindows(
  windows: readonly UnloggedWindow[],
  { interfaces, table }: VpcTuples,
): UnloggedAt {
  const byAddress = new Map<string, UnloggedWindow[]>()
  for (const window of windows) {
    const records = window.interfaceId === null ? undefined : interfaces.get(window.interfaceId)
    if (!records) continue
    let most = 0
    for (const count of records.values()) most = Math.max(most, count)
    for (const [index, count] of records) {
      if (count < most) continue
      const address = table.endpoints.addresses[index] as string
      const known = byAddress.get(address)
      if (known) known.push(window)
      else byAddress.set(address, [window])
    }
  }
  return (address, span) =>
    new Set(
      (byAddress.get(address) ?? []).filter((window) => overlaps(window, span)).map(({ status }) => status),
    )
}

function overlaps({ start, end }: UnloggedWindow, { first, last }: TimeSpan): boolean {
  return first <= end && last >= start - CLOCK_SLACK_SECONDS
}
