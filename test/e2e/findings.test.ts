import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, giveToApp, Workspace } from './app/folders'

const EXFILTRATION = '10.20.2.31 sent much to 203.0.113.90:4444/TCP'

test('findings are drawn from the data, judged with their rule and evidence, and only accepted ones are reported', async () => {
  const workspace = new Workspace()
  const folder = workspace.path('labelled')
  mkdirSync(folder)
  execFileSync(process.execPath, [path.join(CHECKOUT, 'scripts/labelled-case.mjs'), folder])
  giveToApp(workspace.folder)
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  const grid = page.getByRole('grid', { name: 'Findings from the data' })
  const row = (title: string) => grid.getByRole('row').filter({ hasText: title })
  const picture = (name: string) =>
    page.screenshot({
      path: path.join(CHECKOUT, `test-results/screenshots/${name}.png`),
      animations: 'disabled',
    })

  try {
    await app.resize(1280, 720)
    await app.openFolder(folder)
    await app.readingEnded()

    await test.step('the rules run by themselves, and say what they found', async () => {
      await app.go('Findings')
      await expect(row(EXFILTRATION)).toBeVisible()
      await expect(row('10.20.2.32 beats to 203.0.113.91:443/TCP (https)')).toContainText('high')
      await expect(grid.getByRole('row', { selected: true })).toHaveCount(0)
    })

    await test.step('the report that is looked at before anything is accepted has no finding', async () => {
      await app.go('Report')
      const report = page.frameLocator('iframe').first()
      await expect(report.getByText('none that the rules drew from all flows was accepted')).toBeVisible()
      await expect(report.getByText('accepted: The host confirms it.')).toHaveCount(0)
      await app.go('Findings')
    })

    await test.step('a finding is accepted with a comment, another rejected, by keyboard', async () => {
      await row(EXFILTRATION).click()
      const detail = page.getByRole('complementary', { name: `Finding: ${EXFILTRATION}` })
      // By awk: bytes of 10.20.2.31 to port 4444 of 203.0.113.90, and their records.
      await expect(detail.getByText('sent 179,432,591 bytes')).toBeVisible()
      await expect(detail.getByRole('region', { name: 'Evidence' })).toContainText('Records20')
      await expect(detail.getByRole('region', { name: 'Rule' })).toContainText('10,000,000 bytes')
      await expect(detail.getByRole('list', { name: 'What is not looked at' })).toContainText(
        'At most 4,000 pairs of client and service are looked at',
      )
      await picture('findings-light')
      await detail.getByRole('button', { name: 'Accept' }).press('Enter')
      await detail.getByLabel('Comment').fill('The host confirms it.')
      await expect(row(EXFILTRATION)).toContainText('accepted')
      await row('Brute force by 203.0.113.66').click()
      await page.getByRole('button', { name: 'Reject' }).press('Space')
      await expect(row('Brute force by 203.0.113.66')).toContainText('rejected')
      await expect(page.getByText('1 accepted for the report')).toBeVisible()
    })

    await test.step('its flows are one click away, and the way back leads to the finding', async () => {
      await row(EXFILTRATION).click()
      await page.getByRole('link', { name: 'Show these flows' }).click()
      await expect(page.getByRole('status').filter({ hasText: '20 of 88,617 records' })).toBeVisible()
      await page.goBack()
      await expect(page.getByRole('complementary', { name: `Finding: ${EXFILTRATION}` })).toBeVisible()
    })

    await test.step('a threshold that is set takes a finding away, and its default brings it back', async () => {
      await page.getByRole('button', { name: 'Change thresholds…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Rules and thresholds' })
      const field = dialog.getByLabel('Sent over an unlisted port in a window')
      await field.fill('none')
      await expect(dialog.getByRole('button', { name: 'Set and run' })).toBeDisabled()
      await field.fill('500,000,000')
      await picture('findings-thresholds-light')
      await dialog.getByRole('button', { name: 'Set and run' }).click()
      await expect(row(EXFILTRATION)).toHaveCount(0)
      await page.getByRole('button', { name: 'Thresholds…' }).click()
      await dialog.getByLabel('Rule').selectOption('Exfiltration')
      await expect(field).toHaveValue('500000000')
      await dialog.getByRole('button', { name: 'Defaults of this rule' }).click()
      await field.press('Enter')
      await expect(row(EXFILTRATION)).toContainText('accepted')
    })

    await test.step('nothing serious stands against it, light or dark', async () => {
      for (const theme of ['dark', 'light'] as const) {
        await app.setTheme(theme)
        await row('10.20.2.32 beats').click()
        await picture(`findings-beacon-${theme}`)
        const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([])
      }
    })

    await test.step('the same report has what was accepted since, and nothing else of it', async () => {
      await app.go('Report')
      const report = page.frameLocator('iframe').first()
      await expect(report.getByText('accepted: The host confirms it.')).toBeVisible()
      await expect(report.getByText('At most 4,000 pairs of client and service are looked at')).toBeVisible()
      await expect(report.getByRole('heading', { name: 'Brute force by 203.0.113.66' })).toHaveCount(0)
      expect(app.complaints).toEqual([])
    })
  } finally {
    await app.close()
    workspace.remove()
  }
})
