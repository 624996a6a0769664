import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, Workspace } from './app/folders'
import { storedFiles } from './app/stored-case'

const FLOWS = 1_000_000

test('a reading that can not be stored stops with what to do, and goes on when it can', async () => {
  test.setTimeout(400_000)
  const workspace = new Workspace()
  const evidence = workspace.path('evidence')
  const generator = path.join(CHECKOUT, 'scripts/sample-case.mjs')
  execFileSync(process.execPath, [generator, evidence, '--flows', String(FLOWS)])
  const shell = (command: string) =>
    Number(execFileSync('sh', ['-c', command], { cwd: evidence, encoding: 'utf8' }))
  const lines = shell('cat *.log.gz | zcat | wc -l')
  // Column 18 is log-status.
  const records = shell('cat *.log.gz | zcat | awk \'$18 == "OK" { n++ } END { print n }\'')
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  try {
    await app.openFolder(evidence)
    await expect.poll(async () => (await storedFiles(app)).length, { intervals: [20] }).toBeGreaterThan(0)
    // Blocks of flows lie in files of their own, which the app can't make any more.
    const folders = foldersBelow(workspace.path('data', 'IndexedDB'))
    for (const folder of folders) chmodSync(folder, 0o500)
    const alert = page.getByRole('alert')
    await expect(alert).toContainText('The case could not be stored', { timeout: 120_000 })
    await expect(alert).toContainText("Check the drive that holds Flowcase's data")

    for (const folder of folders) chmodSync(folder, 0o700)
    const back = page.getByRole('button', { name: 'Back to all cases' })
    await back
      .or(page.getByRole('link', { name: 'All cases' }))
      .first()
      .click()
    await expect(page.getByRole('row', { name: /evidence/ })).toContainText(/Partly read|Failed/)
    await app.openCase('evidence')
    await app.readingEnded()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(app.stat('Lines')).toContainText(lines.toLocaleString('en-US'))
    await expect(page.getByText(`${records.toLocaleString('en-US')} records`)).toBeVisible()
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})

test('without a place for its cases the app says so, and does not end without a word', async () => {
  const workspace = new Workspace()
  const data = workspace.path('closed')
  mkdirSync(data, { mode: 0o500 })
  const launcher = spawn(path.join(CHECKOUT, 'scripts/launch/flowcase.sh'), [`--user-data-dir=${data}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(launcher, 'exit')
  try {
    let said = ''
    launcher.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
    await expect
      .poll(() => said)
      .toContain(`Flowcase keeps its cases in ${data}, and can't write there (EACCES)`)
    // A message box waits for somebody to read it.
    expect(launcher.exitCode).toBeNull()
  } finally {
    launcher.kill()
    await ended
    workspace.remove()
  }
})

function foldersBelow(folder: string): readonly string[] {
  const below = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isDirectory(),
  )
  return [folder, ...below.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))].filter(
    (name) => name.includes('.blob'),
  )
}
