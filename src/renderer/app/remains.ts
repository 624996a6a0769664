import type { Engine } from '../engine/engine-api'
import { notify, notifyProblem } from './notices'

/** Removes what a kill in the middle of making or deleting a case has left behind, and says so. */
export async function removeRemains(engine: Engine): Promise<void> {
  try {
    if ((await engine.removeRemains()) === 0) return
    notify(
      'Flowcase was ended while a case was being duplicated, opened from an archive or deleted. What was left of it has been removed; no case in the list was touched.',
    )
  } catch (problem) {
    notifyProblem(problem)
  }
}
