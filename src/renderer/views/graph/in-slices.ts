/** Milliseconds of work after which the page's thread is let go: less than a frame. */
const SLICE = 8

/** Runs steps to their end without holding up the page; null when it was called off on the way. */
export async function inSlices<Result>(
  steps: Generator<void, Result>,
  calledOff: () => boolean,
): Promise<Result | null> {
  for (;;) {
    const until = performance.now() + SLICE
    do {
      const step = steps.next()
      if (step.done) return step.value
    } while (performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve))
    if (calledOff()) return null
  }
}
