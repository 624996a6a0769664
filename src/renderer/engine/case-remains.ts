import Dexie from 'dexie'
import { CASE_DATABASES } from './case-database'

/**
 * Makes the database of a case that is not in the list of cases yet. Until that ends, in whatever way, a lock
 * of its name tells every other engine, also that of a second window, that somebody is at work on it.
 */
export async function whileMaking<T>(database: string, make: () => Promise<T>): Promise<T> {
  return navigator.locks.request(database, make)
}

/**
 * Removes databases that no case lists and nobody is making: what was there of a case when the app was
 * killed while it was duplicated, opened from an archive or deleted.
 * @param isListed whether a case of this id is in the list
 * @returns how many there were
 */
export async function removeRemains(isListed: (caseId: string) => Promise<boolean>): Promise<number> {
  let removed = 0
  for (const name of await Dexie.getDatabaseNames()) {
    if (!name.startsWith(CASE_DATABASES)) continue
    await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      // Asked under the lock: whoever was making the case has listed it before letting go.
      if (lock === null || (await isListed(name.slice(CASE_DATABASES.length)))) return
      await Dexie.delete(name)
      removed++
    })
  }
  return removed
}
