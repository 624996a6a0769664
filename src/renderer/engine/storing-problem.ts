const GOES_ON = 'What is stored stays usable: open the case again, and the reading goes on where it stopped.'

/**
 * Why a case could not be stored, and what to do, for people.
 * @param left what is left of it
 */
export function storingProblem(problem: unknown, left = GOES_ON): string {
  if (namesOf(problem).includes('QuotaExceededError')) {
    return `There is no room to store more of the case. Make room on the drive that holds Flowcase's data. ${left}`
  }
  const message = problem instanceof Error ? problem.message : String(problem)
  return `The case could not be stored (${message}). Check the drive that holds Flowcase's data. ${left}`
}

/** Of an error and those inside of it: Dexie tells of a transaction that was aborted, and in it why. */
function namesOf(problem: unknown): readonly string[] {
  if (typeof problem !== 'object' || problem === null) return []
  const { name, inner } = problem as { readonly name?: unknown; readonly inner?: unknown }
  return [String(name), ...namesOf(inner)]
}
