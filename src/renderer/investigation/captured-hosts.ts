/** Flows of two addresses, in either direction. */
export interface AddressPair {
  readonly a: string
  readonly b: string
}

/** Captures with more hosts than this were taken on a network, not on a host. */
const MAX_HOSTS = 32

/**
 * The hosts that captures were taken on or beside: the fewest addresses, nearly, of which every pair
 * has one; of equal ones an address of one's own network. Null when there are too many to tell.
 * @param isInside whether an address is of one's own network
 */
export function findCapturedHosts(
  pairs: readonly AddressPair[],
  isInside: (address: string) => boolean,
): ReadonlySet<string> | null {
  const hosts = new Set<string>()
  let open = pairs
  while (open.length > 0) {
    if (hosts.size === MAX_HOSTS) return null
    const host = mostMet(open, isInside)
    hosts.add(host)
    open = open.filter(({ a, b }) => a !== host && b !== host)
  }
  return hosts
}

function mostMet(pairs: readonly AddressPair[], isInside: (address: string) => boolean): string {
  const met = new Map<string, number>()
  for (const { a, b } of pairs) for (const end of new Set([a, b])) met.set(end, (met.get(end) ?? 0) + 1)
  let best = ''
  let most = 0
  for (const [address, count] of met) {
    if (count < most || (count === most && !(isInside(address) && !isInside(best)))) continue
    best = address
    most = count
  }
  return best
}
