import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, giveToApp, sampleCase, Workspace } from './app/folders'
import { caseDatabases } from './app/stored-case'

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
      await expect(alert).toContainText('marks with their tags and notes, lists of addresses')
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

test('a case leaves in one file, and comes back whole without its evidence', async () => {
  const workspace = new Workspace()
  const evidence = workspace.copyOf(sampleCase(), 'evidence')
  const archives = workspace.path('archives')
  mkdirSync(archives)
  giveToApp(archives)
  const archive = `${archives}/evidence.flowcase`
  const app = await FlowcaseApp.start(workspace.path('data'), evidence)
  const { page } = app
  const dialog = page.getByRole('dialog')
  const archiveIt = async (after: RegExp) => {
    await page.getByRole('button', { name: 'Archive the case evidence…' }).click()
    await dialog.getByText(after).click()
    await page.screenshot({ path: path.join(CHECKOUT, 'test-results/screenshots/archive-dialog.png') })
    await dialog.getByRole('button', { name: 'Choose the file…' }).click()
  }
  const open = async (file: string) => {
    await app.electron.evaluate(({ dialog: system }, chosen) => {
      system.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
    }, file)
    await page.keyboard.press('Control+Shift+O')
  }
  try {
    await app.readingEnded()

    await test.step('a case with a mark and a list is archived, and stays where that is asked for', async () => {
      await app.investigate(SUSPECT)
      await page.getByRole('button', { name: 'Put this address in the notebook' }).click()
      await dialog.getByRole('textbox', { name: 'Tags' }).fill('attacker')
      await dialog.getByRole('textbox', { name: 'Tags' }).press('Enter')
      await dialog.getByRole('button', { name: 'Done' }).click()
      await app.go('Lists')
      await page.getByRole('button', { name: 'Add a list…' }).click()
      await dialog.getByRole('textbox', { name: /^Or typed/ }).fill(`${SUSPECT} of the report`)
      await dialog.getByRole('button', { name: 'Add the list' }).click()
      await expect(page.getByRole('grid', { name: 'Lists' }).getByRole('row')).toHaveCount(2)
      await page.keyboard.press('Control+0')
      await app.saveTo(archive)
      await archiveIt(/^Keep the case/)
      await expect(page.getByText(`was archived in ${archive}`)).toBeVisible()
      await expect(page.getByRole('link', { name: 'evidence', exact: true })).toBeVisible()
      const sum = execFileSync('sh', [
        '-c',
        'head -c -65 "$0" | sha256sum | cut -c-64; tail -c 65 "$0"',
        archive,
      ])
      const [computed, stated] = sum.toString().split('\n')
      expect(stated).toBe(computed)
    })

    await test.step('or is removed from this computer', async () => {
      await archiveIt(/^Remove the case/)
      await expect(page.getByText(/and the case was removed from this computer/)).toBeVisible()
      await expect(page.getByRole('heading', { name: 'Open a folder of VPC Flow Logs' })).toBeVisible()
      expect(await caseDatabases(app)).toBe(0)
      expect(readdirSync(archives)).toEqual(['evidence.flowcase'])
      expect(readdirSync(evidence)).toHaveLength(580)
    })

    await test.step('what is damaged, cut off or foreign is refused, and leaves nothing', async () => {
      const whole = readFileSync(archive)
      const spoilt: readonly (readonly [string, Buffer, RegExp])[] = [
        ['cut', whole.subarray(0, whole.length / 2), /damaged or cut off/],
        ['foreign', Buffer.from('ACCEPT\n'), /is no archive of a case/],
        ['later', Buffer.from('flowcase-archive 7\n'), /written by a later version/],
      ]
      for (const [name, bytes, why] of spoilt) {
        writeFileSync(`${archives}/${name}.flowcase`, bytes)
        await open(`${archives}/${name}.flowcase`)
        await expect(page.getByText(why)).toBeVisible()
      }
      expect(await caseDatabases(app)).toBe(0)
    })

    await test.step('opening can be cancelled, and leaves nothing either', async () => {
      // Pressed as soon as it is there: on a fast computer the archive would be open before a hand moves.
      await page.evaluate(() => {
        const watcher = new MutationObserver(() => {
          const dialog = Array.from(document.querySelectorAll('.bp5-dialog')).find((one) =>
            one.textContent?.startsWith('Opening the archive'),
          )
          const button = dialog?.querySelector<HTMLButtonElement>('.bp5-dialog-footer button')
          if (!button) return
          watcher.disconnect()
          button.click()
        })
        watcher.observe(document.body, { childList: true, subtree: true })
      })
      await open(archive)
      await expect(page.getByText('Opening the archive was cancelled; nothing of it was kept')).toBeVisible()
      await expect(dialog).toHaveCount(0)
      await expect(page.getByRole('heading', { name: 'Open a folder of VPC Flow Logs' })).toBeVisible()
      expect(await caseDatabases(app)).toBe(0)
    })

    await test.step('opened without its evidence, it answers as before', async () => {
      renameSync(evidence, workspace.path('elsewhere'))
      await open(archive)
      await expect(app.stat('Records')).toContainText('172,583')
      await app.investigate(SUSPECT)
      await expect(app.stat('Records')).toContainText('33,232')
      await expect(page.getByText('265,183,813').first()).toBeVisible()
      await expect(page.getByText('2023-09-28 17:22:35').first()).toBeVisible()
      await app.go('Notebook')
      await expect(page.getByRole('grid', { name: 'Case timeline' }).getByRole('row').nth(1)).toContainText(
        'attacker',
      )
      await app.go('Lists')
      await expect(page.getByRole('grid', { name: 'Lists' }).getByRole('row')).toHaveCount(2)
      await app.go('Report')
      const report = page.frameLocator('iframe[title="Preview of the report"]').locator('body')
      await expect(report).toContainText('33,232')
    })

    await test.step('told where the evidence lies now, it reads lines of it again', async () => {
      await app.go('Evidence')
      await expect(page.getByText(`The evidence is not at ${evidence}`)).toBeVisible()
      await app.chooseFolder(archives)
      await page.getByRole('button', { name: 'Say where it is…' }).click()
      await expect(page.getByText(`${archives} does not hold the evidence of this case`)).toBeVisible()
      await app.chooseFolder(workspace.path('elsewhere'))
      await page.getByRole('button', { name: 'Say where it is…' }).click()
      await expect(page.getByText('The evidence is not at')).toBeHidden()
      await expect(
        page.getByText(`is looked for in ${workspace.path('elsewhere')} from now on`),
      ).toBeVisible()
      await app.go('Flows')
      await page.getByRole('grid', { name: 'Flows' }).getByRole('row').nth(1).click()
      await expect(page.getByText('the file has the same SHA-256 as when it was read')).toBeVisible()
    })

    await test.step('dropped on the window, it is one more case', async () => {
      const session = await page.context().newCDPSession(page)
      const data = { items: [], files: [archive], dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
      }
      await expect.poll(() => caseDatabases(app)).toBe(2)
      await expect(page.getByRole('heading', { name: 'Evidence', level: 1 })).toBeVisible()
      await page.keyboard.press('Control+0')
      await expect(page.getByRole('link', { name: 'evidence', exact: true })).toHaveCount(2)
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})

test('an archive on the command line is opened', async () => {
  const workspace = new Workspace()
  const file = workspace.path('none.flowcase')
  writeFileSync(file, 'flowcase-archive 1\n')
  const app = await FlowcaseApp.start(workspace.path('data'), file)
  try {
    await expect(app.page.getByText(/none\.flowcase is damaged or cut off/)).toBeVisible()
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
