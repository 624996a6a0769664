import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
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

  await app.go('Flows')
  await page
    .getByRole('textbox', { name: 'Filter' })
    .or(page.getByRole('combobox', { name: 'Filter' }))
    .fill('tag attacker')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('grid', { name: 'Flows' }).getByRole('row')).toHaveCount(3)

  await app.go('Report')
  const report = page.frameLocator('iframe[title="Preview of the report"]').locator('body')
  await expect(report.getByRole('heading', { name: 'Case timeline' })).toBeAttached()
  await expect(report).toContainText('starred, attacker')
  await app.go('Notebook')
  await page.reload()
  await expect(rows).toHaveCount(3)
  await expect(rows.nth(2)).toContainText('Logs in')
  expect(app.complaints).toEqual([])
})

test('a marked flow opens as the record that it is, though another one says the same', async () => {
  const { page } = app
  await app.go('Flows')
  const flows = page.getByRole('grid', { name: 'Flows' }).getByRole('row')
  const detail = page.getByRole('complementary', { name: 'Details of the flow' })
  for (const line of [6, 5]) {
    await page.getByRole('combobox', { name: 'Filter' }).fill('')
    await page.keyboard.press('Enter')
    await flows.nth(line - 1).click()
    await detail.getByRole('button', { name: 'Put this flow in the notebook' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Star', exact: true }).click()
    await app.escapeDialog()
    await app.go('Notebook')
    const marks = page.getByRole('grid', { name: 'Case timeline' }).getByRole('row')
    await marks.nth(3).getByRole('link').click()
    await expect(flows).toHaveCount(3)
    await expect(flows.nth(line - 4)).toHaveAttribute('aria-selected', 'true')
    await expect(detail.getByText('Line', { exact: true }).locator('xpath=following-sibling::dd')).toHaveText(
      String(line),
    )
    await expect(detail).toContainText(RECORDS[line - 2]?.split(' ').slice(-4).join(' ') ?? '')
    await page.keyboard.press('Control+z')
  }
  expect(app.complaints).toEqual([])
})

test('lists are read, hashed, matched and counted; what can not be used is told by line', async () => {
  const { page } = app
  const indicators =
    'ip,note\n203.0.113.9,the attacker\n198.51.100.0/24,a scanner\nevil.example.org,c2\n192.0.2.1,\n'
  writeFileSync(workspace.path('ioc.csv'), indicators)
  await app.go('Lists')
  await page.getByRole('button', { name: 'Add a list…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[type=file]').setInputFiles(workspace.path('ioc.csv'))
  await expect(dialog.getByRole('status')).toContainText('3 entries')
  await expect(dialog.getByRole('status')).toContainText(
    createHash('sha256').update(indicators).digest('hex'),
  )
  await expect(dialog.getByRole('grid').getByRole('row').nth(1)).toContainText('4evil.example.org')
  await dialog.getByRole('button', { name: 'Add the list' }).click()

  const found = page.getByRole('grid', { name: 'Entries found in the flows' }).getByRole('row')
  await expect(found).toHaveCount(3)
  await expect(found.nth(1)).toContainText('203.0.113.92')
  await expect(found.nth(1)).toContainText('9.4 kB')
  await expect(found.nth(1)).toContainText('2023-09-28 17:22:35')
  await expect(found.nth(2)).toContainText('198.51.100.0/24')

  await page.getByRole('button', { name: 'Add a list…' }).click()
  await dialog.getByText('Allowed: known to be harmless').click()
  await dialog.getByRole('textbox', { name: /^Or typed/ }).fill('198.51.100.7 our own scanner')
  await expect(dialog.getByRole('status')).toContainText('1 entry')
  await dialog.getByRole('button', { name: 'Add the list' }).click()
  await expect(page.getByRole('grid', { name: 'Lists' }).getByRole('row')).toHaveCount(3)
  await page.getByText('Hide 1 on an allow list').click()
  await expect(found).toHaveCount(2)

  await found.nth(1).getByRole('link', { name: '2', exact: true }).click()
  await expect(page.getByRole('grid', { name: 'Flows' }).getByRole('row')).toHaveCount(3)
  expect(app.complaints).toEqual([])
})

test('the figures of marks and lists have commands, which the script of the report runs', async () => {
  const { page } = app
  await app.go('Report')
  const script = workspace.path('data', 'verify.sh')
  await app.saveTo(script)
  await page.getByRole('button', { name: 'verify.sh', exact: true }).click()
  await expect(page.getByText(`Written to ${script}`)).toBeVisible()
  const { status, stdout } = spawnSync('sh', [script, workspace.path('intrusion')], { encoding: 'utf8' })
  // By hand, from RECORDS: the first mark is the flow, the second the address; the second list allows one address.
  const own = stdout.split('\n').filter((line) => / (mark|list)\./.test(line))
  expect(own.map((line) => line.replace(/^ok +/, ''))).toEqual([
    'mark.1.from = 1695921700 epoch seconds',
    'mark.1.to = 1695921745 epoch seconds',
    'mark.2.records = 2 records',
    'mark.2.from = 1695921755 epoch seconds',
    'mark.2.to = 1695921860 epoch seconds',
    'list.1.records = 3 records',
    'list.1.bytes = 9900 bytes',
    'list.1.entry.203.0.113.9.records = 2 records',
    'list.1.entry.203.0.113.9.bytes = 9400 bytes',
    'list.1.entry.203.0.113.9.firstStart = 1695921755 epoch seconds',
    'list.1.entry.203.0.113.9.lastEnd = 1695921860 epoch seconds',
    'list.1.entry.198.51.100.0/24.records = 1 records',
    'list.1.entry.198.51.100.0/24.bytes = 500 bytes',
    'list.1.entry.198.51.100.0/24.firstStart = 1695921700 epoch seconds',
    'list.1.entry.198.51.100.0/24.lastEnd = 1695921745 epoch seconds',
    'list.2.records = 1 records',
    'list.2.bytes = 500 bytes',
    'list.2.entry.198.51.100.7.records = 1 records',
    'list.2.entry.198.51.100.7.bytes = 500 bytes',
    'list.2.entry.198.51.100.7.firstStart = 1695921700 epoch seconds',
    'list.2.entry.198.51.100.7.lastEnd = 1695921745 epoch seconds',
  ])
  expect(stdout).toContain(' checks are equal, 0 differ.')
  expect(status).toBe(0)
  expect(app.complaints).toEqual([])
})

test('cases are found by what lies inside of them, and duplicated whole', async () => {
  const { page } = app
  await page.getByRole('link', { name: 'All cases' }).click()
  const search = page.getByRole('searchbox', { name: 'Search in all cases' })
  const cases = page.getByRole('table').getByRole('row')
  await search.fill('198.51')
  await expect(cases.nth(1)).toContainText('address 198.51.100.7')
  await search.fill('attack')
  await expect(cases.nth(1)).toContainText('tag attacker')
  await search.fill('10.99.')
  await expect(page.getByText('0 of 1 case')).toBeVisible()
  await search.fill('')
  await page.getByRole('button', { name: 'Duplicate the case intrusion' }).click()
  await page.getByRole('link', { name: 'intrusion (copy)' }).click()
  await expect(app.stat('Records')).toContainText('5')
  await app.go('Notebook')
  await expect(page.getByRole('grid', { name: 'Case timeline' }).getByRole('row')).toHaveCount(3)
  expect(app.complaints).toEqual([])
})
