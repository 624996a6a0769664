import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { giveToApp } from './app/folders'
import { KEYBOARD_CASES, OpenedByKeys } from './app/keyboard-case'
import { caseDatabases } from './app/stored-case'

for (const one of KEYBOARD_CASES) {
  const { name, address, port, finding } = one
  const ofAddress = `($7 == "${address}" || $8 == "${address}")`

  test(`by keys alone, ${name}: timeline, address, graph, lists and findings`, async () => {
    const opened = await OpenedByKeys.start(one)
    const { app, keys, page } = opened
    const rows = (grid: string) => page.getByRole('grid', { name: grid }).getByRole('row')
    const dialog = page.getByRole('dialog')
    const place = () => page.evaluate(() => window.location.hash)
    try {
      await test.step('the timeline is zoomed, a range chosen in it, marked, and its flows shown', async () => {
        const histogram = page.getByRole('application', { name: 'Histogram of the flows' })
        const range = page.getByRole('status', { name: 'Chosen range' })
        await keys.press('Control+t')
        await expect(histogram.locator('.u-over')).toBeVisible()
        await keys.press('ArrowDown')
        await keys.expectOn(histogram)
        await keys.press('+', '+')
        await expect.poll(place).toContain('zoom=')
        await keys.press('Shift+ArrowRight', 'Shift+ArrowRight')
        await expect(range).toBeVisible()
        const [from, to] = (/from=(\d+)&to=(\d+)/.exec(await place()) ?? []).slice(1)
        const within = `$15 >= ${from} && $15 < ${to}`
        await expect(range).toContainText(`${opened.records(within)} records`)
        await keys.press('Control+d')
        await expect(dialog).toContainText('Time range in the notebook')
        await keys.type('looked at')
        await keys.press('Enter', 'Escape')
        await expect(dialog).toHaveCount(0)
        await keys.expectOn(histogram)
        await keys.press('Enter')
        await expect(opened.heading('Flows')).toBeVisible()
        await opened.expectListed(within)
        await keys.press('Alt+ArrowLeft')
        await expect(opened.heading('Timeline')).toBeVisible()
      })

      await test.step('the palette leads to the page of an address, its tables on from there', async () => {
        await keys.press('Control+k')
        await keys.expectOn(dialog.getByRole('combobox'))
        await keys.type(address)
        const page2 = dialog.getByRole('option', { name: `${address} its page` })
        await expect(page2).toBeVisible()
        await keys.press('ArrowDown', 'Enter')
        await expect(opened.heading('Addresses')).toBeVisible()
        await expect(app.stat('Records')).toContainText(opened.records(ofAddress))
        await expect(app.stat('Bytes sent')).toContainText(opened.sum('$12', `$7 == "${address}"`))
        await expect(app.stat('Bytes received')).toContainText(opened.sum('$12', `$8 == "${address}"`))
        await expect(rows('Peers').nth(1)).toContainText('.')
        await keys.until('F6', page.getByRole('grid', { name: 'Peers' }), 8)
        await keys.press('ArrowDown')
        const peer = (await rows('Peers').nth(1).getByRole('link').first().textContent()) ?? ''
        await keys.press('Enter')
        await expect(page.getByRole('combobox', { name: 'Address' })).toHaveValue(peer)
        await expect(app.stat('Records')).toContainText(
          opened.records(`($7 == "${peer}" || $8 == "${peer}")`),
        )
      })

      await test.step('the graph: its table marks an edge, and leads to the flows of a pair', async () => {
        await keys.press('Control+Shift+G')
        await expect(rows('Pairs').nth(1)).toContainText('.')
        await keys.press('ArrowDown')
        await keys.expectOn(page.getByRole('grid', { name: 'Pairs' }))
        await expect(page.locator('.graph-edge.marked')).toHaveCount(1)
        const links = rows('Pairs').nth(1).getByRole('link')
        const [a, b] = await links.allTextContents()
        const between = `(($7 == "${a}" && $8 == "${b}") || ($7 == "${b}" && $8 == "${a}"))`
        await expect(rows('Pairs').nth(1)).toContainText(opened.sum('$12', between))
        await keys.press('ArrowRight', 'ArrowRight', 'ArrowRight')
        await keys.expectOn(links.nth(2))
        await keys.press('Enter')
        await opened.expectListed(between)
      })

      await test.step('a list is added, and says where it is found', async () => {
        await keys.press('Control+i')
        await expect(opened.heading('Lists')).toBeVisible()
        await keys.until('Tab', page.getByRole('button', { name: 'Add a list…' }), 4)
        await keys.press('Enter')
        await keys.expectInDialog()
        await keys.until('Tab', dialog.getByRole('textbox', { name: /^Or typed/ }), 6)
        await keys.type(`${address} of the report`)
        await expect(dialog.getByRole('status')).toContainText('1 entry')
        await keys.until('Tab', dialog.getByRole('button', { name: 'Add the list' }), 3)
        await keys.press('Enter')
        await expect(rows('Entries found in the flows').nth(1)).toContainText(
          `${address}${opened.records(ofAddress)}`,
        )
      })

      await test.step('a finding is accepted with a comment, and stands in the report', async () => {
        await keys.press('Control+Shift+F')
        const row = rows('Findings from the data').filter({ hasText: finding })
        await expect(row).toBeVisible()
        for (let i = 0; i < 20 && (await row.getAttribute('aria-selected')) !== 'true'; i++)
          await keys.press('ArrowDown')
        const detail = page.getByRole('complementary', { name: `Finding: ${finding}` })
        await expect(detail).toBeVisible()
        await keys.press('Enter')
        await keys.until('Tab', detail.getByRole('button', { name: 'Accept' }), 2)
        await keys.press('Enter')
        await keys.until('Tab', detail.getByLabel('Comment'), 2)
        await keys.type('The host confirms it.')
        await keys.press('Escape')
        await expect(detail).toHaveCount(0)
        await expect(row).toContainText('accepted')
        await keys.press('Control+6')
        const report = page.frameLocator('iframe[title="Preview of the report"]').locator('body')
        await expect(report).toContainText('accepted: The host confirms it.')
      })

      await test.step('a threshold is set so high that nothing is found by its rule', async () => {
        await keys.press('Control+Shift+F')
        const row = rows('Findings from the data').filter({ hasText: finding })
        await expect(row).toBeVisible()
        await keys.until('Tab', page.getByRole('button', { name: 'Thresholds…' }), 3)
        await keys.press('Enter')
        await keys.expectOn(dialog.getByLabel('Rule'))
        await keys.type('Exf')
        const field = dialog.getByLabel('Sent over an unlisted port in a window')
        await keys.until('Tab', field, 2)
        await keys.press('Control+a')
        await keys.type('900000000000')
        await keys.press('Enter')
        await expect(row).toHaveCount(0)
      })

      await test.step('what can be pressed is listed, and the guide is a key away', async () => {
        await keys.press('?')
        await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Next pane')
        await keys.press('Escape')
        await expect(dialog).toHaveCount(0)
        await keys.press('F1')
        await expect(opened.heading('User guide')).toBeVisible()
        await keys.press('Escape')
        await expect(opened.heading('Findings')).toBeVisible()
      })
      await opened.ask(`ip ${address} and dst port ${port}`)
      await opened.expectListed(`${ofAddress} && $10 == ${port}`)
    } finally {
      await opened.close()
    }
  })

  test(`by keys alone, ${name}: cases are searched, duplicated, archived and deleted`, async () => {
    const opened = await OpenedByKeys.start(one)
    const { app, keys, page } = opened
    const archives = opened.workspace.path('archives')
    mkdirSync(archives)
    giveToApp(archives)
    const cases = page.getByRole('table').getByRole('row')
    const dialog = page.getByRole('dialog')
    const button = (label: string) => page.getByRole('button', { name: label, exact: true })
    try {
      await keys.press('Control+0')
      await expect(page.getByRole('heading', { name: 'Cases' })).toBeVisible()
      await keys.press('Control+f')
      await keys.type(address)
      await expect(cases.nth(1)).toContainText(`address ${address}`)
      await keys.until('Tab', button('Duplicate the case evidence'), 4)
      await keys.press('Enter')
      await expect(page.getByText('holds all that “evidence” does')).toBeVisible()
      await expect(cases).toHaveCount(3)
      await expect.poll(() => caseDatabases(app)).toBe(2)

      await app.saveTo(`${archives}/evidence.flowcase`)
      await keys.until('Tab', button('Archive the case evidence…'), 8)
      await keys.press('Enter')
      await keys.expectInDialog()
      await keys.until('Tab', dialog.getByRole('radio', { name: /^Keep the case/ }), 3)
      await keys.press('ArrowDown')
      await expect(dialog.getByRole('radio', { name: /^Remove the case/ })).toBeChecked()
      await keys.until('Tab', dialog.getByRole('button', { name: 'Choose the file…' }), 3)
      await keys.press('Enter')
      await expect(page.getByText(/and the case was removed from this computer/)).toBeVisible()
      await expect(cases).toHaveCount(2)
      expect(readdirSync(archives)).toEqual(['evidence.flowcase'])

      await keys.press('Control+f')
      await keys.until('Tab', button('Delete the case evidence (copy)'), 8)
      await keys.press('Enter')
      const alert = page.getByRole('alertdialog', { name: 'Delete the case “evidence (copy)”?' })
      await expect(alert).toContainText('The evidence stays as it is')
      await keys.expectInDialog()
      await keys.until('Tab', alert.getByRole('button', { name: 'Delete the case' }), 5)
      await keys.press('Enter')
      await expect(page.getByRole('heading', { name: 'Open a folder of VPC Flow Logs' })).toBeVisible()
      await expect.poll(() => caseDatabases(app)).toBe(0)
      expect(existsSync(opened.folder)).toBe(true)
    } finally {
      await opened.close()
    }
  })
}
