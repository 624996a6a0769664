import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { sampleCase, Workspace } from './app/folders'

const SUSPECT = '20.106.124.93'
const VICTIM = '10.130.8.94'

test('an examiner opens the sample case, sees every published figure, and exports the findings', async () => {
  const workspace = new Workspace()
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  try {
    await test.step('open the folder', async () => {
      await expect(page.getByRole('heading', { name: 'Open a folder of VPC Flow Logs' })).toBeVisible()
      await app.openFolder(sampleCase())
      await app.readingEnded()
    })

    await test.step('evidence: files, lines, headers, data lines, gzip made on FAT', async () => {
      await expect(app.stat('Files')).toContainText('580')
      await expect(app.stat('Files')).toContainText('579 flow logs, 1 capture')
      await expect(app.stat('Lines')).toContainText('173,198')
      await expect(app.stat('Lines')).toContainText('579 of them headers')
      await expect(app.stat('Data lines')).toContainText('172,619')
      await expect(app.stat('Not whole').locator('.stat-value')).toHaveText('0')
      await page.getByRole('grid', { name: 'Evidence files' }).getByRole('row').nth(1).click()
      const detail = page.getByRole('complementary')
      await expect(detail).toContainText('made on FAT')
      await expect(detail).toContainText('First lines, raw')
      await expect(detail).toContainText('version region account-id instance-id interface-id type srcaddr')
      await expect(detail).toContainText(/35\.203\.211\.65 .* REJECT/)
    })

    await test.step('suspect: records, window, volumes, services, ladder', async () => {
      await app.investigate(SUSPECT)
      await expect(app.stat('Records')).toContainText('33,232')
      const window = app.stat('Window, first start to last start')
      await expect(window).toContainText('2023-09-28 17:22:35 – 23:59:05 UTC')
      await expect(window).toContainText('6 h 36 min')
      const volumes = page.getByRole('grid', { name: 'Volume by port' })
      await expect(volumes.getByRole('row', { name: /destination 8889\/TCP/ })).toContainText('265,183,813')
      await expect(volumes.getByRole('row', { name: /source 80\/TCP/ })).toContainText('190,703,527')
      const services = page.getByRole('grid', { name: 'Services' })
      await expect(services.getByRole('row', { name: /8889\/TCP/ })).toContainText('not in the services list')
      await expect(services.getByRole('row', { name: /80\/TCP.*http/ })).toContainText(VICTIM)
      await expect(services.getByRole('row', { name: /22\/TCP.*ssh/ })).toContainText(VICTIM)
      await expect(services.getByRole('row')).toHaveCount(4)
      await expect(app.region('Exclusion ladder')).toContainText('The residue is empty.')
      await page.getByRole('button', { name: 'Mark as suspect' }).click()
      await expect(page.getByRole('button', { name: 'Suspect of this case' })).toBeVisible()
    })

    await test.step('NetFlow: the captured conversations, and that both sources agree', async () => {
      await app.go('NetFlow')
      await expect(page.getByText('Both sources tell the same story')).toBeVisible()
      await page.getByRole('tab', { name: /^Flows/ }).click()
      for (const [from, to, port] of [
        [`${SUSPECT} 51278`, `${VICTIM} 80`, 51278],
        [`${SUSPECT} 38504`, `${VICTIM} 22`, 38504],
        [`${SUSPECT} 8889`, `${VICTIM} 36072`, 36072],
      ] as const) {
        await page.getByRole('combobox', { name: 'Filter' }).fill(`src ip ${SUSPECT} and port ${port}`)
        await page.keyboard.press('Enter')
        const row = page.getByRole('grid', { name: 'Flows' }).getByRole('row').nth(1)
        await expect(row).toContainText(from.replace(' ', ''))
        await expect(row).toContainText(to.replace(' ', ''))
      }
    })

    await test.step('flows: the same figures by the filter bar', async () => {
      await app.go('Flows')
      await page.getByRole('combobox', { name: 'Filter' }).fill(`ip ${SUSPECT}`)
      await page.keyboard.press('Enter')
      await expect(page.getByText('33,232 of 172,583 records')).toBeVisible()
      await page
        .getByRole('combobox', { name: 'Filter' })
        .fill(`ip ${SUSPECT} and not port 80 and not port 22 and not port 8889`)
      await page.keyboard.press('Enter')
      await expect(page.getByText('0 of 172,583 records')).toBeVisible()
      await page.goBack()
      await expect(page.getByText('33,232 of 172,583 records')).toBeVisible()
    })

    await test.step('report: title and examiner, preview, PDF and Markdown', async () => {
      await app.go('Report')
      await page
        .getByRole('textbox', { name: 'Title', exact: true })
        .fill('Web server breach of 28 September')
      await page.getByRole('textbox', { name: 'Examiner' }).fill('R. Iver')
      await page.getByRole('textbox', { name: 'Notes' }).fill('Image of the host was taken *before* this.')
      const preview = page.frameLocator('iframe[title="Preview of the report"]')
      await expect(preview.locator('body')).toContainText('Web server breach of 28 September')
      await expect(preview.locator('body')).toContainText('33,232')
      await expect(page.getByRole('textbox', { name: 'Title of the case' })).toHaveValue(
        'Web server breach of 28 September',
      )

      await app.saveTo(workspace.path('data', 'findings.pdf'))
      await page.getByRole('button', { name: 'Export PDF' }).click()
      await expect(page.getByText(`Written to ${workspace.path('data', 'findings.pdf')}`)).toBeVisible()
      const pdf = execFileSync('pdftotext', ['-layout', workspace.path('data', 'findings.pdf'), '-'], {
        encoding: 'utf8',
      })

      await app.saveTo(workspace.path('data', 'findings.md'))
      await page.keyboard.press('Control+Shift+E')
      await expect(page.getByText(`Written to ${workspace.path('data', 'findings.md')}`)).toBeVisible()
      const markdown = readFileSync(workspace.path('data', 'findings.md'), 'utf8')

      for (const text of [pdf, markdown]) {
        for (const figure of [
          'Web server breach of 28 September',
          'R. Iver',
          '173,198',
          '33,232',
          '2023-09-28 17:22:35',
          '2023-09-28 23:59:05',
          '265,183,813',
          '190,703,527',
          '8889',
          VICTIM,
        ]) {
          expect(text).toContain(figure)
        }
        expect(text).toMatch(/Image of the host was taken/)
      }
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
