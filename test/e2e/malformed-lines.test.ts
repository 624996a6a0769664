import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { giveToApp, Workspace } from './app/folders'

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
const RECORD = '2 111122223333 eni-1 10.0.0.9 10.0.0.2 1 2 6 3 400 1695921755 1695921800 ACCEPT OK'

test('malformed lines are shown and written, of one file or of all', async () => {
  const workspace = new Workspace()
  const folder = workspace.path('evidence')
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'a.log'), `${HEADER}\n${RECORD}\n=cmd()\n${RECORD} more\n`)
  writeFileSync(path.join(folder, 'b.log'), `${HEADER}\n${RECORD.replace('400', 'x')}\n`)
  const saved = workspace.path('saved')
  mkdirSync(saved)
  giveToApp(saved)
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  const exportAs = async (within: ReturnType<typeof app.region>, how: string, file: string) => {
    await app.saveTo(file)
    await within.getByRole('button', { name: 'Export malformed lines' }).click()
    await page.getByRole('menuitem', { name: how }).click()
    await expect(page.getByRole('menuitem')).toHaveCount(0)
  }
  try {
    await app.openFolder(folder)
    await app.readingEnded()
    await test.step('of all, as CSV', async () => {
      const file = path.join(saved, 'all.csv')
      await exportAs(page.locator('.view-head'), 'As CSV…', file)
      await expect(page.getByText(`Written to ${file}`)).toBeVisible()
      const sha = (name: string) =>
        execFileSync('sha256sum', [path.join(folder, name)], { encoding: 'utf8' }).slice(0, 64)
      expect(readFileSync(file, 'utf8').split('\r\n')).toEqual([
        'file,sha256,line,reason,text',
        `a.log,${sha('a.log')},3,version is no number,'=cmd()`,
        `a.log,${sha('a.log')},4,more than the 14 fields of the header,${RECORD} more`,
        `b.log,${sha('b.log')},2,bytes is no number,${RECORD.replace('400', 'x')}`,
        '',
      ])
    })
    await test.step('of one file, as text', async () => {
      await page.getByRole('row', { name: /b\.log/ }).click()
      const detail = page.getByRole('complementary', { name: 'Details of b.log' })
      await expect(detail).toContainText('Line 2: bytes is no number')
      const file = path.join(saved, 'one.txt')
      await exportAs(detail, 'As text…', file)
      await expect(page.getByText(`Written to ${file}`)).toBeVisible()
      const text = readFileSync(file, 'utf8')
      expect(text).toContain('  line 2: bytes is no number\n')
      expect(text).not.toContain('a.log')
    })
    await test.step('nothing where it can not be written, and never into the evidence', async () => {
      const before = readdirSync(folder)
      await exportAs(page.locator('.view-head'), 'As CSV…', path.join(folder, 'x.csv'))
      await expect(page.getByText('which is never written to')).toBeVisible()
      expect(readdirSync(folder)).toEqual(before)
      mkdirSync(path.join(saved, 'taken.csv'))
      await exportAs(page.locator('.view-head'), 'As CSV…', path.join(saved, 'taken.csv'))
      await expect(page.getByText(`Can't write ${path.join(saved, 'taken.csv')}`)).toBeVisible()
      expect(readdirSync(saved).sort()).toEqual(['all.csv', 'one.txt', 'taken.csv'])
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
