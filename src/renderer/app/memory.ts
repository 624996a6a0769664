import { usePreferences } from './preferences'
import { useSession } from './session'

/** Sets, and keeps, how many GiB of flows a case may have in memory. */
export async function limitMemory(memoryGiB: number): Promise<void> {
  usePreferences.getState().setMemoryGiB(memoryGiB)
  await useSession.getState().engine.limitMemory(memoryGiB * 2 ** 30)
}
