import { Breath } from '../../investigation/breath'

/** Runs steps to their end without holding up the page; null when it was called off on the way. */
export async function inSlices<Result>(
  steps: Generator<void, Result>,
  calledOff: () => boolean,
): Promise<Result | null> {
  const breath = new Breath()
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    if (!breath.isLate) continue
    await breath.take()
    if (calledOff()) return null
  }
}
