import type { UnloggedWindow } from '../../shared/evidence/evidence'
import { CLOCK_SLACK_SECONDS, type TimeSpan } from './capture-time'
import type { UnloggedAt } from './compare-tuples'

/**
 * Finds NODATA and SKIPDATA lines by the address of their interface. An interface's own addresses
 * are those that all of its records have; a log does not name them otherwise.
 */
export function unloggedWindows(
  windows: readonly UnloggedWindow[],
  interfaces: ReadonlyMap<string, ReadonlyMap<string, number>>,
): UnloggedAt {
  const byAddress = new Map<string, UnloggedWindow[]>()
  for (const window of windows) {
    const records = window.interfaceId === null ? undefined : interfaces.get(window.interfaceId)
    if (!records) continue
    const most = Math.max(...records.values())
    for (const [address, count] of records) {
      if (count < most) continue
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
