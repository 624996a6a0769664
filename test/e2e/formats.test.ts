import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { Workspace } from './app/folders'

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
/** An order that AWS does not list, so that only the examiner can tell it. */
const ORDER = 'srcaddr dstaddr dstport bytes start end action log-status'
const LINES = [
  '10.0.0.1 10.0.0.2 443 1000 1695921755 1695921800 ACCEPT OK',
  '10.0.0.1 10.0.0.3 22 2000 1695921760 1695921805 REJECT OK',
  '- - - - 1695921755 1695921800 - NODATA',
]

function evidenceOf(workspace: Workspace): string {
  const folder = workspace.path('evidence')
  mkdirSync(folder)
  writeFileSync(
    `${folder}/headed.log`,
    `${HEADER}\n2 111122223333 eni-1 10.0.0.9 10.0.0.2 1 2 6 3 400 1695921755 1695921800 ACCEPT OK\n`,
  )
  writeFileSync(`${folder}/a.log`, `${LINES.join('\n')}\n`)
  writeFileSync(`${folder}/b.log`, `${LINES.slice(0, 2).join('\n')}\n`)
  // As many columns, and another order: it is to be stated for itself.
  writeFileSync(`${folder}/c.log`, 'REJECT 10.0.0.1 10.0.0.7\nACCEPT 10.0.0.1 10.0.0.8\n')
  return folder
}

/** Bytes of the records of a file, by awk. */
function bytesOf(file: string, column: number): number {
  return Number(
    execFileSync('awk', [`$NF == "OK" { sum += $${column} } END { print sum }`, file], { encoding: 'utf8' }),
  )
}

test('files without a header are read as the examiner states, and the case remembers it', async () => {
  const workspace = new Workspace()
  const folder = evidenceOf(workspace)
  const data = workspace.path('data')
  let app = await FlowcaseApp.start(data)
  try {
    await test.step('what waits for a format is marked and counted', async () => {
      await app.openFolder(folder)
      await app.readingEnded()
      const waiting = app.page.locator('.formats-needed')
      await expect(waiting).toContainText('3 files wait for their format')
      await expect(app.page.getByRole('row', { name: /a\.log/ })).toContainText('no format')
      await expect(app.stat('Records')).toContainText('1')
      await waiting.getByRole('button', { name: 'Show them' }).click()
      await expect(app.page.getByRole('row', { name: /headed\.log/ })).toHaveCount(0)
    })

    await test.step('the dialog shows the lines in columns, and mistakes where they stand', async () => {
      await app.page
        .locator('.formats-needed')
        .getByRole('button', { name: 'State the format…' })
        .press('Enter')
      const dialog = app.page.getByRole('dialog', { name: 'State the format' })
      await expect(dialog).toContainText('a.log')
      const preview = dialog.getByRole('region', { name: 'First lines in columns' })
      await expect(preview.getByRole('columnheader')).toHaveText([
        'Line',
        '1address',
        '2address',
        '3number',
        '4number',
        '5number',
        '6number',
        '7text',
        '8text',
      ])
      const read = dialog.getByRole('button', { name: /^Read / })
      await expect(read).toBeDisabled()

      const fields = dialog.getByRole('textbox', { name: 'Fields in their order' })
      await expect(fields).toBeFocused()
      await fields.fill('srcaddr dst_addr')
      await expect(dialog.locator('mark')).toHaveText('dst_addr')
      await fields.fill('srcaddr dstaddr dstport')
      await expect(dialog).toContainText('Each line has 8 columns, and 3 are named: name column 4 to 8 too.')
      await fields.fill(ORDER.replace('srcaddr dstaddr dstport', 'srcaddr dstport dstaddr'))
      await expect(preview.getByRole('rowheader')).toHaveText([
        "malformed: dstport can't be this",
        "malformed: dstport can't be this",
        'NODATA',
      ])
      await expect(preview.locator('.fit-wrong')).toHaveCount(4)
      await dialog.getByRole('combobox', { name: 'Order that AWS lists' }).selectOption('version 2')
      await expect(fields).toHaveValue(HEADER)
      await expect(dialog).toContainText('the last 6 names have no column')
      await fields.fill(ORDER)
      await expect(preview.getByRole('rowheader')).toHaveText(['record', 'record', 'NODATA'])
      await expect(preview.locator('.fit-wrong, .fit-unusual')).toHaveCount(0)
      await expect(dialog.getByRole('checkbox')).toBeChecked()
      await expect(read).toHaveText('Read 2 files')
      await fields.press('Control+Enter')
      await expect(dialog).toHaveCount(0)
    })

    await test.step('they are read so, and the others stay as they are', async () => {
      await expect(app.page.locator('.formats-needed')).toContainText('1 file waits for its format')
      await app.page.getByRole('combobox', { name: 'Files shown' }).selectOption('All files')
      await expect(app.stat('Records')).toContainText('5')
      await expect(app.stat('Files')).toContainText('4')
      await app.page.getByRole('row', { name: /a\.log/ }).click()
      const detail = app.page.getByRole('complementary', { name: 'Details of a.log' })
      await expect(detail).toContainText('fields as the examiner stated them')
      await expect(detail).toContainText('3 = 0 headers + 2 records + 1 NODATA')
      await expect(detail).toContainText('8 fields stated by the examiner')
    })

    await test.step('figures and the report are over them too', async () => {
      await app.go('Report')
      const file = workspace.path('data', 'report.md')
      await app.saveTo(file)
      await app.page.getByRole('button', { name: 'Markdown', exact: true }).click()
      await expect(app.page.getByText(`Written to ${file}`)).toBeVisible()
      const report = readFileSync(file, 'utf8')
      expect(report.match(/fields stated by the examiner/g)).toHaveLength(2)
      expect(report).toContain('1 file looks like a flow log without a header line')
      const total =
        bytesOf(`${folder}/a.log`, 4) + bytesOf(`${folder}/b.log`, 4) + bytesOf(`${folder}/headed.log`, 10)
      expect(report).toContain(total.toLocaleString('en-US'))
    })

    await test.step('the case keeps it all when it is opened again', async () => {
      await app.close()
      app = await FlowcaseApp.start(data)
      await app.openCase('evidence')
      await app.readingEnded()
      await expect(app.stat('Records')).toContainText('5')
      await expect(app.page.locator('.formats-needed')).toContainText('1 file waits for its format')
      expect(await auditOf(app)).toContain(
        `Fields of 2 files stated by the examiner: ${ORDER} (a.log, b.log)`,
      )
      expect(app.complaints).toEqual([])
    })
  } finally {
    await app.close()
    workspace.remove()
  }
})

/** The audit log of the only case, as it is stored. */
function auditOf(app: FlowcaseApp): Promise<readonly string[]> {
  return app.page.evaluate(async () => {
    const name =
      (await indexedDB.databases()).find((one) => one.name?.startsWith('flowcase-case-'))?.name ?? ''
    const database = await new Promise<IDBDatabase>((resolve) => {
      const open = indexedDB.open(name)
      open.onsuccess = () => resolve(open.result)
    })
    const entries = await new Promise<{ what: string }[]>((resolve) => {
      const all = database.transaction('audit').objectStore('audit').getAll()
      all.onsuccess = () => resolve(all.result)
    })
    database.close()
    return entries.map(({ what }) => what)
  })
}
