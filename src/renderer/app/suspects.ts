import { notify, notifyProblem } from './notices'
import { changeCase, useSession } from './session'

/** Makes an address of the open case a suspect, or takes it from the suspects, and says so. */
export function toggleSuspect(address: string): void {
  const { open } = useSession.getState()
  if (!open) return
  const { suspects } = open.record
  const marked = suspects.includes(address)
  changeCase({ suspects: marked ? suspects.filter((other) => other !== address) : [...suspects, address] })
    .then(() => notify(marked ? `${address} is no longer in the report` : `${address} goes into the report`))
    .catch(notifyProblem)
}
