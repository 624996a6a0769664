import { execFileSync } from 'node:child_process'
import { appendFileSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { sampleCase, Workspace } from './app/folders'

/** Copies of the sample case: so much that the reading still goes on when Cancel or Pause is pressed. */
const COPIES = 5

test('a reading that was cancelled leaves a usable case, and goes on where it stopped', async () => {
  const workspace = new Workspace()
  const evidence = manyDays(workspace)
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  try {
    await app.openFolder(evidence)
    const reading = app.region('Reading the evidence')
    await expect(reading).toContainText(/ of [\d,]+ files/)
    await reading.getByRole('button', { name: 'Cancel' }).click()
    await expect(reading).toHaveCount(0)
    await expect(page.getByText('Reading was stopped before the end')).toBeVisible()

    const before = await fileCount(app)
    await page.getByRole('button', { name: 'Continue reading' }).click()
    await expect(page.getByText('Reading was stopped before the end')).toHaveCount(0)
    await app.readingEnded()
    const total = Number(shell('find . -type f | wc -l', evidence))
    // The table is drawn in steps: the last of them comes when the reading is over.
    await expect.poll(() => fileCount(app)).toBe(total)
    expect(before).toBeLessThan(total)

    // What a resumed reading must come to, no line twice and none left out.
    const lines = 'find . -name "*.log.gz" -exec cat {} + | zcat | wc -l'
    await expect(app.stat('Lines')).toContainText(grouped(Number(shell(lines, evidence))))
    await app.investigate('20.106.124.93')
    await expect(app.stat('Records')).toContainText(grouped(COPIES * 33_232))
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})

test('a reading fills the table, rests and goes on when it is told to, by the keyboard', async () => {
  const workspace = new Workspace()
  const evidence = manyDays(workspace)
  const app = await FlowcaseApp.start(workspace.path('data'))
  const { page } = app
  try {
    await app.openFolder(evidence)
    const reading = app.region('Reading the evidence')
    // Rows are there before the end.
    await expect(page.getByRole('row', { name: /\.log\.gz/ }).first()).toBeVisible()
    await expect(reading).toBeVisible()
    const pause = reading.getByRole('button', { name: 'Pause' })
    await pause.focus()
    await page.keyboard.press('Enter')
    await expect(reading.getByRole('status')).toHaveText('Paused')
    // What is on its way when it is told arrives still; then nothing does.
    const progress = async () =>
      /[\d,]+ of [\d,]+ files.* flows/.exec((await reading.textContent()) ?? '')?.[0]
    await expect
      .poll(async () => {
        const before = await progress()
        await page.waitForTimeout(1_000)
        return before !== undefined && before === (await progress())
      })
      .toBe(true)
    const total = Number(shell('find . -type f | wc -l', evidence))
    expect(await fileCount(app)).toBeLessThan(total)

    await expect(reading.getByRole('button', { name: 'Resume' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(reading.getByRole('status')).not.toHaveText('Paused')
    await app.readingEnded()
    await expect.poll(() => fileCount(app)).toBe(total)
    const lines = 'find . -name "*.log.gz" -exec cat {} + | zcat | wc -l'
    await expect(app.stat('Lines')).toContainText(grouped(Number(shell(lines, evidence))))
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})

function manyDays(workspace: Workspace): string {
  for (let day = 1; day <= COPIES; day++) makeDay(workspace.copyOf(sampleCase(), `large/day-${day}`), day)
  return workspace.path('large')
}

/**
 * Makes a copy of the sample case differ from the others, which would else be passed over as repeated:
 * to each log empty gzip members are added, which hold no line; of the captures one is enough.
 */
function makeDay(folder: string, day: number): void {
  const nothing = Buffer.concat(Array.from({ length: day }, () => gzipSync('')))
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.gz')) appendFileSync(path.join(folder, name), nothing)
    else if (day > 1) rmSync(path.join(folder, name))
  }
}

async function fileCount(app: FlowcaseApp): Promise<number> {
  const text = await app.stat('Files').locator('.stat-value').textContent()
  return Number(text?.replaceAll(',', ''))
}

function shell(command: string, folder: string): string {
  return execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' })
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
