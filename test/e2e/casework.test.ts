import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { Workspace } from './app/folders'

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'

function record(source: string, target: string, port: number, bytes: number, start: number): string {
  return `2 111122223333 eni-1 ${source} ${target} 40000 ${port} 6 3 ${bytes} ${start} ${start + 45} ACCEPT OK`
}

const RECORDS = [
  record('203.0.113.9', '10.0.0.2', 22, 400, 1695921755),
  record('10.0.0.2', '203.0.113.9', 40000, 9000, 1695921815),
  record('198.51.100.7', '10.0.0.2', 443, 500, 1695921700),
  record('10.0.0.3', '10.0.0.2', 5432, 60, 1695922000),
]

let app: FlowcaseApp
let workspace: Workspace

test.beforeAll(async () => {
  workspace = new Workspace()
  const folder = workspace.path('intrusion')
  mkdirSync(folder)
  writeFileSync(`${folder}/a.log`, `${HEADER}\n${RECORDS.join('\n')}\n`)
  app = await FlowcaseApp.start(workspace.path('data'))
  await app.openFolder(folder)
  await app.readingEnded()
})

test.afterAll(async () => {
  await app?.close()
  workspace?.remove()
})

test('what is marked becomes the timeline of the case, and each step can be taken back', async () => {
  const { page } = app
  await app.investigate('203.0.113.9')
  await page.getByRole('button', { name: 'Put this address in the notebook' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Star', exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Tags' }).fill('attacker')
  await dialog.getByRole('textbox', { name: 'Tags' }).press('Enter')
  await dialog.getByRole('textbox', { name: /^Note/ }).fill('Logs in, **then** <b>takes</b> data')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toHaveCount(0)

  await app.go('Flows')
  await page.getByRole('grid', { name: 'Flows' }).getByRole('row').nth(3).click()
  await page
    .getByRole('complementary', { name: 'Details of the flow' })
    .getByRole('button', { name: 'Put this flow in the notebook' })
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Star', exact: true }).click()
  await app.escapeDialog()

  await app.go('Notebook')
  const rows = page.getByRole('grid', { name: 'Case timeline' }).getByRole('row')
  await expect(rows).toHaveCount(3)
  await expect(rows.nth(1)).toContainText('2023-09-28 17:21:40')
  await expect(rows.nth(1)).toContainText('198.51.100.7:40000 → 10.0.0.2:443 TCP')
  await expect(rows.nth(2)).toContainText('2023-09-28 17:22:35')
  await expect(rows.nth(2)).toContainText('203.0.113.9')
  await expect(rows.nth(2)).toContainText('attacker')

  await page.getByRole('button', { name: 'attacker 1' }).click()
  await expect(rows).toHaveCount(2)
  await rows.nth(1).click()
  const detail = page.getByRole('complementary', { name: 'Details of the mark' })
  await detail.getByText('Preview', { exact: true }).click()
  const preview = detail.getByRole('region', { name: 'Preview of the note' })
  await expect(preview.locator('strong')).toHaveText('then')
  await expect(preview).toContainText('<b>takes</b>')
  await expect(preview.locator('b')).toHaveCount(0)

  await page.getByRole('button', { name: 'attacker 1' }).click()
  await page.keyboard.press('Control+z')
  await expect(page.getByText('Undone: Star on 198.51.100.7:40000 → 10.0.0.2:443 TCP')).toBeVisible()
  await expect(rows).toHaveCount(2)
  await page.keyboard.press('Control+Shift+Z')
  await expect(rows).toHaveCount(3)

  await page.reload()
  await expect(rows).toHaveCount(3)
  await expect(rows.nth(2)).toContainText('Logs in')
  expect(app.complaints).toEqual([])
})
