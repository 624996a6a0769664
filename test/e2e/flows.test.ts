import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { giveToApp, sampleCase, Workspace } from './app/folders'

const SUSPECT = '20.106.124.93'

test('flows: columns in order, the line of a flow, exports of what is shown', async () => {
  const workspace = new Workspace()
  const folder = workspace.copyOf(sampleCase(), 'evidence')
  const saved = workspace.path('saved')
  mkdirSync(saved)
  giveToApp(saved)
  giveToApp(folder)
  const shell = (command: string) =>
    execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' }).trim()
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  const flows = page.getByRole('grid', { name: 'Flows' })
  const filterBy = (text: string) =>
    page.evaluate((q) => {
      location.hash = location.hash.replace(/(\?.*)?$/, `?q=${encodeURIComponent(q)}`)
    }, text)
  const heads = () => flows.getByRole('columnheader').allInnerTexts()
  const exportAs = async (item: string, file: string) => {
    await app.saveTo(file)
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: new RegExp(`^${item}`) }).click()
  }
  const dismiss = (text: string) =>
    page.locator('.bp5-toast', { hasText: text }).getByRole('button', { name: 'Close' }).click()
  try {
    await app.resize(1280, 720)
    await app.openFolder(folder)
    await app.readingEnded()
    await app.go('Flows')
    await filterBy(`ip ${SUSPECT}`)
    await expect(page.getByText('33,232 of 172,583 records')).toBeVisible()

    await test.step('columns are moved by keys and by the mouse, and stay so', async () => {
      const usual = await heads()
      await flows.getByRole('button', { name: 'Bytes' }).focus()
      await page.keyboard.press('Control+Shift+ArrowLeft')
      await expect.poll(heads).toEqual(moved(usual, 'Bytes', -1))
      await page.keyboard.press('Control+Shift+ArrowRight')
      await expect.poll(heads).toEqual(usual)
      await flows.getByRole('columnheader', { name: 'Bytes' }).dragTo(flows.getByRole('columnheader').nth(1))
      await expect
        .poll(heads)
        .toEqual([usual[0], 'Bytes', ...usual.slice(1).filter((one) => one !== 'Bytes')])
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByRole('button', { name: 'Move Bytes down' }).click()
      await expect.poll(async () => (await heads()).indexOf('Bytes')).toBe(2)
      await page.getByRole('button', { name: 'The usual columns' }).click()
      await expect.poll(heads).toEqual(usual)
      await page.keyboard.press('Escape')
    })

    await test.step('the line is read again, and the file is told to be the same, changed or away', async () => {
      await flows.getByRole('row').nth(1).click()
      const detail = page.getByRole('complementary', { name: 'Details of the flow' })
      const name = shell(`zgrep -lw '${SUSPECT.replaceAll('.', '\\.')}' *.gz | head -1`)
      const line = shell(`zcat ${name} | grep -w '${SUSPECT.replaceAll('.', '\\.')}' | head -1`)
      await expect(detail.locator('.raw-line')).toHaveText(line)
      await expect(detail.getByText('the file has the same SHA-256')).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
      appendFileSync(path.join(folder, name), '\0')
      await page.keyboard.press('ArrowDown')
      await flows.getByRole('row').nth(1).click()
      await expect(detail.getByText('The file is not the one that was read')).toBeVisible()
      await exportAs('Original lines', path.join(saved, 'changed.log'))
      await expect(page.getByText(`${name} has changed since it was read`)).toBeVisible()
      await dismiss(`${name} has changed`)
      renameSync(folder, `${folder}-away`)
      await flows.getByRole('row').nth(2).click()
      await expect(detail.getByText(`Can't open the folder ${folder}`)).toBeVisible()
      renameSync(`${folder}-away`, folder)
      execFileSync('truncate', ['-s', '-1', path.join(folder, name)])
    })

    await test.step('the lines of the suspect, as zcat has them', async () => {
      const file = path.join(saved, 'attacker-flows.log')
      await exportAs('Original lines', file)
      await expect(page.getByText(`33,232 flows written to ${file}`)).toBeVisible()
      const byHand = `zcat *.gz | awk '$7 == "${SUSPECT}" || $8 == "${SUSPECT}"' | LC_ALL=C sort | sha256sum`
      expect(shell(`tail -n +2 ${file} | LC_ALL=C sort | sha256sum`)).toBe(shell(byHand))
      expect(shell(`head -1 ${file}`)).toBe(shell('zcat *.gz | head -1'))
    })

    await test.step('conversations have both directions in one row, and tell who began', async () => {
      // By awk: distinct pairs of ends; of the one with most bytes, each direction, and its first SYN.
      const byHand = `zcat *.gz | awk '$7 == "${SUSPECT}" || $8 == "${SUSPECT}" {
        a = $7 " " $9; b = $8 " " $10; k = a < b ? a " " b " " $11 : b " " a " " $11
        records[k]++; bytes[k] += $12; sent[a " " k] += $12; if ($14 == 2) began[k] = a " " b }
        END { for (k in bytes) { pairs++; if (bytes[k] > bytes[most]) most = k }
          split(began[most], end, " ")
          print pairs, end[1], end[2], end[3], end[4], sent[end[1] " " end[2] " " most], sent[end[3] " " end[4] " " most], records[most] }'`
      const [pairs, initiator, port, responder, service, sent, back, records] = shell(byHand).split(' ')
      const grouped = (count: string | undefined) => Number(count).toLocaleString('en-US')
      await page
        .getByRole('radio', { name: 'Conversations' })
        .or(page.getByText('Conversations'))
        .first()
        .click()
      const conversations = page.getByRole('grid', { name: 'Conversations' })
      await expect(page.getByText(`${grouped(pairs)} conversations`)).toBeVisible()
      await expect(conversations.getByRole('row').nth(1)).toContainText(
        `${initiator}${port}${responder}${service}TCP${grouped(sent)}${grouped(back)}SYN`,
      )
      await conversations.getByRole('row').nth(1).click()
      const detail = page.getByRole('complementary', { name: 'Details of the conversation' })
      await expect(detail.getByRole('region', { name: 'Who began' })).toContainText(
        'It alone sent records with SYN and without ACK.',
      )
      await expect(detail.getByRole('row', { name: /^Bytes/ })).toHaveText(
        `Bytes${grouped(sent)}${grouped(back)}`,
      )
      await detail.getByRole('link', { name: 'Show its records' }).click()
      await expect(page.getByText(`${records} of 172,583 records`)).toBeVisible()
      await filterBy(`ip ${SUSPECT}`)
      await expect(page.getByText('33,232 of 172,583 records')).toBeVisible()
    })

    await test.step('CSV and Parquet; nothing is left of a cancelled export, and none goes into the evidence', async () => {
      const csv = path.join(saved, 'flows.csv')
      await exportAs('CSV', csv)
      await expect(page.getByText(`written to ${csv}`)).toBeVisible()
      expect(readFileSync(csv, 'utf8').split('\r\n')).toHaveLength(33_232 + 2)
      const before = readdirSync(folder)
      await exportAs('JSON lines', path.join(folder, 'flows.jsonl'))
      await expect(page.getByText('which is never written to')).toBeVisible()
      await dismiss('which is never written to')
      expect(readdirSync(folder)).toEqual(before)
      await filterBy('')
      await expect(page.getByText('172,583 records', { exact: true })).toBeVisible()
      await exportAs('Apache Parquet', path.join(saved, 'flows.parquet'))
      await page.getByRole('button', { name: 'Cancel the export' }).click()
      await expect(page.getByText('The export was cancelled')).toBeVisible()
      expect(readdirSync(saved).sort()).toEqual(['attacker-flows.log', 'flows.csv'])
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})

function moved(names: readonly string[], name: string, by: number): readonly string[] {
  const at = names.indexOf(name)
  const others = names.filter((other) => other !== name)
  return [...others.slice(0, at + by), name, ...others.slice(at + by)]
}
