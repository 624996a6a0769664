import { existsSync, renameSync, statSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { sampleCase, Workspace } from './app/folders'

const SUSPECT = '20.106.124.93'

test('after a restart the case is whole, with its evidence folder gone', async () => {
  const workspace = new Workspace()
  const evidence = workspace.copyOf(sampleCase(), '20230928')
  try {
    const first = await FlowcaseApp.start(workspace.path('data'))
    try {
      await first.openFolder(evidence)
      await first.readingEnded()
      await first.investigate(SUSPECT)
      await first.page.getByRole('button', { name: 'Mark as suspect' }).click()
      await first.page.getByRole('combobox', { name: 'Time zone beside UTC' }).selectOption('Europe/Berlin')
      await expect(first.stat('Window, first start to last start')).toContainText('19:22:35')
      await first.setTheme('dark')
    } finally {
      await first.close()
    }

    renameSync(evidence, workspace.path('moved-away'))
    expect(existsSync(evidence)).toBe(false)

    const second = await FlowcaseApp.start(workspace.path('data'))
    try {
      await expect(second.page.locator('body')).toHaveClass(/bp5-dark/)
      const row = second.page.getByRole('row', { name: /20230928/ })
      await expect(row).toContainText('Complete')
      await expect(row).toContainText('172,945')
      await expect(row).toContainText(SUSPECT)
      await second.openCase('20230928')
      await second.readingEnded()
      await expect(second.stat('Lines')).toContainText('173,198')
      await second.investigate(SUSPECT)
      await expect(second.stat('Records')).toContainText('33,232')
      await expect(second.stat('Window, first start to last start')).toContainText('19:22:35')
      await expect(second.page.getByRole('button', { name: 'Suspect of this case' })).toBeVisible()
      await expect(second.page.getByRole('alert')).toHaveCount(0)

      await test.step('reading again says that the folder is gone, and keeps the case', async () => {
        await second.go('Evidence')
        await second.page.getByRole('button', { name: 'Read new files' }).click()
        await expect(second.page.getByRole('alert')).toContainText(`${evidence} is not there`)
        await expect(second.stat('Lines')).toContainText('173,198')
      })
    } finally {
      await second.close()
    }
    expect(statSync(workspace.path('moved-away')).isDirectory()).toBe(true)
  } finally {
    workspace.remove()
  }
})
