import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { Workspace } from './app/folders'

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
const RECORD = '2 111122223333 eni-1 10.0.0.9 10.0.0.2 1 2 6 3 400 1695921755 1695921800 ACCEPT OK'

test('a case of the first schema opens with all that it held, and can be worked on', async () => {
  const workspace = new Workspace()
  const folder = workspace.path('evidence')
  mkdirSync(folder)
  writeFileSync(`${folder}/a.log`, `${HEADER}\n${RECORD}\n${RECORD}\n`)
  writeFileSync(`${folder}/b.log`, 'ACCEPT 10.0.0.1 10.0.0.7\n')
  const app = await FlowcaseApp.start(workspace.path('data'))
  try {
    await app.openFolder(folder)
    await app.readingEnded()
    await app.page.reload()
    await app.page.getByRole('link', { name: 'All cases' }).click()
    await app.page.reload()
    await makeSchema(app, 1)

    await app.openCase('evidence')
    await app.readingEnded()
    await expect(app.stat('Files')).toContainText('2')
    await expect(app.stat('Records')).toContainText('2')
    await app.page.getByRole('button', { name: 'State the format…' }).click()
    await app.page.getByRole('textbox', { name: 'Fields in their order' }).fill('action srcaddr dstaddr')
    await app.page.getByRole('button', { name: 'Read 1 file' }).click()
    await expect(app.stat('Records')).toContainText('3')
    expect(await versionOf(app)).toBe(40)
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})

test('a case of the second schema keeps its stated formats, and takes marks and a search', async () => {
  const workspace = new Workspace()
  const folder = workspace.path('evidence')
  mkdirSync(folder)
  writeFileSync(`${folder}/a.log`, `${HEADER}\n${RECORD}\n`)
  writeFileSync(`${folder}/b.log`, 'ACCEPT 10.0.0.1 10.0.0.7\n')
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  try {
    await app.openFolder(folder)
    await app.readingEnded()
    await page.getByRole('button', { name: 'State the format…' }).click()
    await page.getByRole('textbox', { name: 'Fields in their order' }).fill('action srcaddr dstaddr')
    await page.getByRole('button', { name: 'Read 1 file' }).click()
    await expect(app.stat('Records')).toContainText('2')
    await page.getByRole('link', { name: 'All cases' }).click()
    await page.reload()
    await makeSchema(app, 2)

    await app.openCase('evidence')
    await expect(app.stat('Records')).toContainText('2')
    await expect(page.getByRole('button', { name: 'State the format…' })).toHaveCount(0)
    expect(await versionOf(app)).toBe(40)
    await app.investigate('10.0.0.9')
    await page.getByRole('button', { name: 'Put this address in the notebook' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Star', exact: true }).click()
    await app.escapeDialog()
    await app.go('Notebook')
    await expect(page.getByRole('grid', { name: 'Case timeline' }).getByRole('row')).toHaveCount(2)
    await page.getByRole('link', { name: 'All cases' }).click()
    await page.getByRole('searchbox', { name: 'Search in all cases' }).fill('10.0.0.7')
    await expect(page.getByRole('table')).toContainText('address 10.0.0.7')
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})

/** Puts what the only case holds into a database as an earlier version of the app made it. */
function makeSchema(app: FlowcaseApp, schema: 1 | 2): Promise<void> {
  return app.page.evaluate(async (version) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const name =
      (await indexedDB.databases()).find((one) => one.name?.startsWith('flowcase-case-'))?.name ?? ''
    const stores = ['evidence', 'blocks', 'remarks', 'audit', ...(version === 2 ? ['formats'] : [])]
    const now = await done(indexedDB.open(name))
    const held = await Promise.all(
      stores.map((store) => done(now.transaction(store).objectStore(store).getAll())),
    )
    now.close()
    await done(indexedDB.deleteDatabase(name))
    // Dexie's version 1 is IndexedDB's 10.
    const opening = indexedDB.open(name, version * 10)
    opening.onupgradeneeded = () => {
      const database = opening.result
      database.createObjectStore('evidence', { keyPath: 'id' }).createIndex('path', 'path')
      database.createObjectStore('blocks', { keyPath: 'id', autoIncrement: true })
      database.createObjectStore('remarks', { keyPath: 'id', autoIncrement: true })
      database.createObjectStore('audit', { keyPath: 'id', autoIncrement: true }).createIndex('at', 'at')
      if (version === 2) database.createObjectStore('formats', { keyPath: 'path' })
    }
    const first = await done(opening)
    const writing = first.transaction(stores, 'readwrite')
    for (const [index, rows] of held.entries()) {
      for (const row of rows) writing.objectStore(stores[index] ?? '').put(row)
    }
    await new Promise((resolve) => {
      writing.oncomplete = resolve
    })
    first.close()
  }, schema)
}

function versionOf(app: FlowcaseApp): Promise<number | undefined> {
  return app.page.evaluate(
    async () => (await indexedDB.databases()).find((one) => one.name?.startsWith('flowcase-case-'))?.version,
  )
}
