/** Whatever else the machine does makes a try slower, never quicker. */
const TRIES = 5

/**
 * Tries until it was quick enough, a few times at most.
 * @param attempt a whole try; resolves with how long what matters of it took, in milliseconds
 * @returns the shortest of them
 */
export async function quickest(enoughMs: number, attempt: () => Promise<number>): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < TRIES && shortest >= enoughMs; tries++) {
    shortest = Math.min(shortest, await attempt())
  }
  return shortest
}
