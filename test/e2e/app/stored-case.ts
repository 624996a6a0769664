import type { FlowcaseApp } from './flowcase-app'

/** How many cases have a database of their own, whatever the app lists. */
export function caseDatabases(app: FlowcaseApp): Promise<number> {
  return app.page.evaluate(
    async () => (await indexedDB.databases()).filter(({ name }) => name?.startsWith('flowcase-case-')).length,
  )
}

/** Paths of the evidence records of the only case that lie in IndexedDB, whatever the app shows. */
export function storedFiles(app: FlowcaseApp): Promise<readonly string[]> {
  return app.page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const name = (await indexedDB.databases()).find((one) => one.name?.startsWith('flowcase-case-'))?.name
    if (!name) return []
    const database = await done(indexedDB.open(name))
    const records = await done<{ path: string }[]>(
      database.transaction('evidence').objectStore('evidence').getAll(),
    )
    database.close()
    return records.map(({ path }) => path)
  })
}
