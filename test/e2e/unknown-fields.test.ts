import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { giveToApp, Workspace } from './app/folders'

/** "hop-count" and "edge-name" are no fields that AWS has documented. */
const HEADER =
  'srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status hop-count edge-name'
const RECORDS = [
  '203.0.113.9 10.0.0.2 40000 22 6 3 400 1695921755 1695921800 ACCEPT OK 7 edge-a',
  '10.0.0.2 203.0.113.9 22 40000 6 4 900 1695921756 1695921801 ACCEPT OK 12 edge-b',
  '198.51.100.7 10.0.0.2 40001 443 6 5 500 1695921757 1695921802 REJECT OK - edge-a',
]

test('fields that Flowcase does not know are shown, filtered by, counted by and exported', async () => {
  const workspace = new Workspace()
  const folder = workspace.path('evidence')
  mkdirSync(folder)
  writeFileSync(`${folder}/a.log`, `${HEADER}\n${RECORDS.join('\n')}\n`)
  const saved = workspace.path('saved')
  mkdirSync(saved)
  giveToApp(saved)
  const app = await FlowcaseApp.start(workspace.path('data'), folder)
  const { page } = app
  const filter = page.getByRole('combobox', { name: 'Filter' })
  const flows = page.getByRole('grid', { name: 'Flows' })
  const ask = async (text: string) => {
    await filter.fill(text)
    await page.keyboard.press('Enter')
  }
  try {
    await app.readingEnded()
    await expect(app.stat('Records')).toContainText('3')
    await expect(app.stat('Not whole')).toContainText('0 malformed lines')
    await app.go('Flows')
    await flows.getByRole('row').nth(1).click()
    const detail = page.getByRole('complementary', { name: 'Details of the flow' })
    await expect(detail.locator('.fact', { hasText: 'hop-count' }).locator('dd')).toHaveText('7')
    await expect(detail.locator('.fact', { hasText: 'edge-name' }).locator('dd')).toHaveText('edge-a')

    await ask('field edge-name edge-a')
    await expect(page.getByText('2 of 3 records')).toBeVisible()
    await ask('not field edge-name edge-a')
    await expect(page.getByText('1 of 3 records')).toBeVisible()
    await ask('field hop-count 12')
    await expect(page.getByText('1 of 3 records')).toBeVisible()
    await expect(flows.getByRole('row').nth(1)).toContainText('10.0.0.2')
    await page.keyboard.press('Control+Shift+C')
    await page.getByRole('checkbox', { name: /edge-name/ }).press('Space')
    await page.keyboard.press('Escape')
    await expect(flows.getByRole('row').nth(1)).toContainText('edge-b')

    await ask('')
    await expect(page.locator('.listing-count', { hasText: /^3 records$/ })).toBeVisible()
    await app.saveTo(`${saved}/flows.csv`)
    await page.keyboard.press('Control+Shift+S')
    await page.getByRole('menuitem', { name: /^CSV/ }).click()
    await expect(page.getByText(`3 flows written to ${saved}/flows.csv`)).toBeVisible()
    const lines = readFileSync(`${saved}/flows.csv`, 'utf8').trim().split('\r\n')
    const column = (name: string) => {
      const at = (lines[0] ?? '')
        .replace(/^\ufeff/, '')
        .split(',')
        .indexOf(name)
      return lines.slice(1).map((line) => line.split(',')[at])
    }
    expect(column('hop-count')).toEqual(['7', '12', ''])
    expect(column('edge-name')).toEqual(['edge-a', 'edge-b', 'edge-a'])

    await page.evaluate(() => {
      location.hash = location.hash.replace(/\/flows.*$/, '/count?group=edge-name')
    })
    const groups = page.getByRole('grid', { name: /^Flows by/ }).getByRole('row')
    await expect(groups.nth(1)).toContainText('edge-a2')
    await expect(groups.nth(2)).toContainText('edge-b1')
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
