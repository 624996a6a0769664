import type { Breath } from './breath'

/** Items that are sorted at once. */
const RUN = 1024

/** What Array.sort makes of the items, without holding up the page. */
export async function sortInSlices<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
  breath: Breath,
): Promise<readonly Item[]> {
  let runs: Item[][] = []
  for (let from = 0; from < items.length; from += RUN) {
    runs.push(items.slice(from, from + RUN).sort(compare))
    if (breath.isLate) await breath.take()
  }
  while (runs.length > 1) {
    const merged: Item[][] = []
    for (let i = 0; i < runs.length; i += 2) {
      merged.push(await merge(runs[i] as Item[], runs[i + 1] ?? [], compare, breath))
    }
    runs = merged
  }
  return runs[0] ?? []
}

async function merge<Item>(
  a: readonly Item[],
  b: readonly Item[],
  compare: (a: Item, b: Item) => number,
  breath: Breath,
): Promise<Item[]> {
  const merged: Item[] = []
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    // Of equal ones that of the first run comes first.
    if (compare(a[i] as Item, b[j] as Item) <= 0) merged.push(a[i++] as Item)
    else merged.push(b[j++] as Item)
    if (breath.isDue) await breath.take()
  }
  for (; i < a.length; i++) merged.push(a[i] as Item)
  for (; j < b.length; j++) merged.push(b[j] as Item)
  return merged
}
