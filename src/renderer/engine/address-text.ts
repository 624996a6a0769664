/** Addresses that are named of those that were found. */
const MOST_NAMED = 3

/**
 * Finds addresses that begin with a text among many in one text, a line feed before and after each.
 * @returns the first of them, and how many there are
 */
export function addressesIn(
  text: string,
  wanted: string,
): { readonly addresses: readonly string[]; readonly addressCount: number } {
  const addresses: string[] = []
  let addressCount = 0
  if (!/^[\da-f][\da-f.:]*$/.test(wanted)) return { addresses, addressCount }
  for (let at = text.indexOf(`\n${wanted}`); at >= 0; at = text.indexOf(`\n${wanted}`, at + 1)) {
    addressCount++
    if (addresses.length < MOST_NAMED) addresses.push(text.slice(at + 1, text.indexOf('\n', at + 1)))
  }
  return { addresses, addressCount }
}
