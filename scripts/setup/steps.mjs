/**
 * One step of the set-up.
 *
 * @typedef {object} Step
 * @property {() => boolean | Promise<boolean>} isDone whether there is nothing to do; changes nothing
 * @property {() => string} title what `run` does, in one line; asked for only when there is something to do
 * @property {(say: Say) => void | Promise<void>} run
 */

/**
 * Prints one line for the person who waits.
 *
 * @typedef {(line: string) => void} Say
 */

/**
 * Does what is not done yet, in order. The check of a step comes after the steps before it, since it may
 * need what they made.
 *
 * @param {readonly Step[]} steps
 * @param {Say} say
 */
export async function takeSteps(steps, say) {
  for (const step of steps) {
    if (await step.isDone()) continue
    say(`→ ${step.title()}`)
    await step.run(say)
  }
}
