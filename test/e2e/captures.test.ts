import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, giveToApp, Workspace } from './app/folders'

const SCREENSHOTS = path.join(CHECKOUT, 'test-results/screenshots')
const CAPTURES = path.join(CHECKOUT, 'test/fixtures/pcap/zeek')

test('captures and what nfdump printed are evidence with their facts', async () => {
  const workspace = new Workspace()
  const evidence = workspace.path('captures')
  const flows = workspace.path('flows')
  for (const folder of [evidence, flows]) mkdirSync(folder)
  copyFileSync(path.join(CAPTURES, 'sshguess.pcap'), path.join(evidence, 'ssh.pcap'))
  copyFileSync(path.join(CAPTURES, 'linux_dlt_sll2.pcap'), path.join(evidence, 'any.pcap'))
  const env = { PATH: process.env.PATH ?? '', TZ: 'UTC' }
  execFileSync('nfpcapd', ['-r', path.join(CAPTURES, 'bruteforce.pcap'), '-w', flows, '-B', '4096'], {
    env,
    stdio: 'ignore',
  })
  writeFileSync(
    path.join(evidence, 'ftp.txt'),
    `${execFileSync('nfdump', ['-R', flows, '-o', 'long'], { env, encoding: 'utf8' })}# end of output\n`,
  )
  giveToApp(evidence)
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  try {
    await app.openFolder(evidence)
    await app.readingEnded()
    await page.getByRole('grid', { name: 'Evidence files' }).getByText('ftp.txt').click()
    const detail = page.getByRole('complementary', { name: 'Details of ftp.txt' })
    await expect(detail).toContainText('nfdump -o long')
    // One header, 60 flows, four lines of summary, and what stands behind them.
    await expect(detail).toContainText(
      '66 = 1 header + 60 flows + 0 without packets + 4 of the summary + 1 malformed',
    )
    await expect(detail).toContainText('UTC is assumed')
    await page.screenshot({ path: path.join(SCREENSHOTS, 'nfdump-output.png') })
    await page.getByRole('grid', { name: 'Evidence files' }).getByText('ssh.pcap').click()
    const capture = page.getByRole('complementary', { name: 'Details of ssh.pcap' })
    await expect(capture).toContainText('equal: 431 packets with 77,967 bytes (78.0 kB) by both')
    await page.screenshot({ path: path.join(SCREENSHOTS, 'capture-facts.png') })
    await app.go('NetFlow')
    await expect(page.getByRole('grid', { name: 'Captures' }).getByRole('row')).toHaveCount(4)
    await page.screenshot({ path: path.join(SCREENSHOTS, 'netflow-captures.png') })
    const assumed = page.locator('.zones-assumed')
    await expect(assumed).toContainText('1 file printed by nfdump holds local times')

    // The flows were printed in UTC; stated as Dubai's, they are four hours earlier.
    await app.go('Evidence')
    await page.getByRole('grid', { name: 'Evidence files' }).getByText('ftp.txt').click()
    // nfdump -O tstart prints this as the first.
    await expect(detail).toContainText('2014-01-14 17:37:24')
    await assumed.getByRole('button', { name: 'State the time zone…' }).click()
    const dialog = page.getByRole('dialog', { name: 'State the time zone' })
    await expect(dialog.getByRole('button', { name: 'Read 1 file again' })).toBeDisabled()
    await dialog.getByRole('combobox').selectOption('Asia/Dubai')
    await page.screenshot({ path: path.join(SCREENSHOTS, 'zone-dialog.png') })
    await dialog.getByRole('button', { name: 'Read 1 file again' }).click()
    await expect(assumed).toHaveCount(0)
    await app.readingEnded()
    await page.getByRole('grid', { name: 'Evidence files' }).getByText('ftp.txt').click()
    await expect(detail).toContainText('which is Asia/Dubai as the examiner stated')
    await expect(detail).toContainText('60 flows')
    await expect(detail).toContainText('2014-01-14 13:37:24')
    await page.screenshot({ path: path.join(SCREENSHOTS, 'zone-stated.png') })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
