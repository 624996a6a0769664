/**
 * Seconds that some work takes.
 *
 * @param {() => unknown} work
 */
export async function timed(work) {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1000
}

/** @param {readonly number[]} values */
export function median(values) {
  return /** @type {number} */ ([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)])
}
