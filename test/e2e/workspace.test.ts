import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { sampleCase, Workspace } from './app/folders'

const SUSPECT = '20.106.124.93'

test('the workspace answers to command line, keyboard, drop and delete', async () => {
  const workspace = new Workspace()
  const evidence = workspace.copyOf(sampleCase(), 'evidence')
  const app = await FlowcaseApp.start(workspace.path('data'), evidence)
  const { page } = app
  try {
    await test.step('the folder on the command line is opened', async () => {
      await expect(page.getByRole('heading', { name: 'Evidence', level: 1 })).toBeVisible()
      await app.readingEnded()
      await expect(page.getByRole('textbox', { name: 'Title of the case' })).toHaveValue('evidence')
    })

    await test.step('evidence is found by name and by kind', async () => {
      await page.keyboard.press('Control+F')
      await page.keyboard.type('.pcap')
      const files = page.getByRole('grid', { name: 'Evidence files' })
      await expect(files.getByText('1 of 580 files')).toBeVisible()
      await page.getByRole('textbox', { name: 'Find files by name or hash' }).fill('')
      await page.getByRole('combobox', { name: 'Files shown' }).selectOption('Captures')
      await expect(files.getByRole('row', { name: /investigate\.pcap/ })).toContainText('Packet capture')
    })

    await test.step('keyboard: views, an address from anywhere, back and forward', async () => {
      await page.keyboard.press('Control+2')
      await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
      await page.keyboard.press('Control+G')
      const dialog = page.getByRole('dialog', { name: 'Go to an address' })
      await dialog.getByRole('combobox', { name: 'Address' }).fill('20.106.124')
      await expect(dialog.getByRole('option', { name: SUSPECT, exact: true })).toBeVisible()
      await dialog.getByRole('combobox', { name: 'Address' }).fill('20.106.124.930')
      await page.keyboard.press('Enter')
      await expect(dialog.getByRole('alert')).toContainText('is no IPv4 or IPv6 address')
      await dialog.getByRole('combobox', { name: 'Address' }).fill(SUSPECT)
      await page.keyboard.press('Enter')
      await expect(app.stat('Records')).toContainText('33,232')
      await page.goBack()
      await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
      await page.goForward()
      await expect(app.stat('Records')).toContainText('33,232')
      await page.getByRole('heading', { name: 'Suspect' }).click()
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
      await app.escapeDialog()
    })

    await test.step('a port leads to its flows, a flow to its line in its file', async () => {
      await page
        .getByRole('grid', { name: 'Volume by port' })
        .getByRole('link', { name: '8889/TCP' })
        .first()
        .click()
      await expect(page.getByRole('combobox', { name: 'Filter' })).toHaveValue(
        `ip ${SUSPECT} and dst port 8889 and proto tcp`,
      )
      const flows = page.getByRole('grid', { name: 'Flows' })
      await expect(page.getByText('142 of 172,583 records')).toBeVisible()
      await flows.getByRole('button', { name: 'Bytes' }).click()
      await expect(flows.getByRole('columnheader', { name: 'Bytes' })).toHaveAttribute(
        'aria-sort',
        'descending',
      )
      await flows.getByRole('row').nth(1).click()
      const detail = page.getByRole('complementary', { name: 'Details of the flow' })
      const line = await detail.locator('.fact', { hasText: /^Line/ }).locator('dd').textContent()
      const file = await detail.locator('.fact', { hasText: /^File/ }).locator('dd').textContent()
      expect(Number(line)).toBeGreaterThan(1)
      expect(readdirSync(evidence)).toContain(file)
    })

    await test.step('a time range narrows the flows; columns are chosen', async () => {
      await page.getByRole('combobox', { name: 'Filter' }).fill('')
      await page.keyboard.press('Enter')
      await page.getByRole('textbox', { name: 'From (UTC)' }).fill('2023-09-28 23:00')
      await page.keyboard.press('Enter')
      await expect(page.getByText(/^[\d,]+ of 172,583 records$/)).toBeVisible()
      await page.getByRole('button', { name: 'Clear the time range' }).click()
      await expect(page.getByText(/^172,583 records$/)).toBeVisible()
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByText('instance-id').click()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('columnheader', { name: 'Instance' })).toBeAttached()
    })

    await test.step('a folder that is dropped on the window is opened', async () => {
      const dropped = workspace.copyOf(evidence, 'dropped')
      const session = await page.context().newCDPSession(page)
      const data = { items: [], files: [dropped], dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
      }
      await expect(page.getByRole('textbox', { name: 'Title of the case' })).toHaveValue('dropped')
      await app.readingEnded()
    })

    await test.step('deleting a case says what stays, and leaves the evidence alone', async () => {
      await page.keyboard.press('Control+0')
      await page.getByRole('button', { name: 'Delete the case dropped' }).click()
      const alert = page.getByRole('alertdialog')
      await expect(alert).toContainText('The evidence stays as it is')
      await expect(alert).toContainText(workspace.path('dropped'))
      await alert.getByRole('button', { name: 'Delete the case' }).click()
      await expect(page.getByRole('link', { name: 'dropped', exact: true })).toHaveCount(0)
      await expect(page.getByRole('link', { name: 'evidence', exact: true })).toBeVisible()
      expect(existsSync(workspace.path('dropped', 'investigate.pcap'))).toBe(true)
      expect(readdirSync(workspace.path('dropped'))).toHaveLength(580)
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
