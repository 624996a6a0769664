import { execFileSync } from 'node:child_process'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, sampleCase, Workspace } from './app/folders'

/** Files that are taken out of the copy of the case: two that follow each other, and one alone. */
const MISSING = ['1000Z', '1005Z', '1300Z'] as const

/** What awk counts of records that begin in a range, as the app writes it: "12,345". */
function countByAwk(evidence: string, condition: string): string {
  const program = `$1 != "version" && $NF != "" && $18 == "OK" && ${condition} { n++ } END { print n + 0 }`
  const count = execFileSync('sh', ['-c', `zcat *.log.gz | awk '${program}'`], {
    cwd: evidence,
    encoding: 'utf8',
  })
  return Number(count).toLocaleString('en-US')
}

test('the timeline: zoom, range by mouse and keyboard, stacks, gaps', async () => {
  const workspace = new Workspace()
  const evidence = workspace.copyOf(sampleCase(), 'evidence')
  for (const slot of MISSING) {
    execFileSync('sh', ['-c', `rm -- *_20230928T${slot}_*.log.gz`], { cwd: evidence })
  }
  const app = await FlowcaseApp.start(workspace.path('data'), evidence)
  const { page } = app
  const histogram = page.getByRole('application', { name: 'Histogram of the flows' })
  const range = page.getByRole('status', { name: 'Chosen range' })
  const place = () => page.evaluate(() => window.location.hash)
  const zoom = async () => {
    const [from, to] = (/zoom=(\d+)-(\d+)/.exec(await place()) ?? []).slice(1).map(Number)
    return from === undefined || to === undefined ? null : { from, to, length: to - from }
  }
  const look = async (name: string) => {
    await page.screenshot({ path: path.join(CHECKOUT, `test-results/screenshots/${name}.png`) })
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)).toEqual([])
  }
  try {
    await app.resize(1280, 720)
    await app.readingEnded()
    await page.keyboard.press('Control+t')
    await expect(page.getByRole('heading', { name: 'Timeline', level: 1 })).toBeVisible()
    const plot = histogram.locator('.u-over')
    await expect(plot).toBeVisible()

    await test.step('missing files are listed by name', async () => {
      const gaps = page.getByRole('grid', { name: 'Gaps in the flow logs' })
      await expect(gaps.getByRole('row', { name: /Missing file/ })).toHaveCount(2)
      await expect(gaps.getByRole('row', { name: /2023-09-28 10:00:00.*2023-09-28 10:10:00/ })).toContainText(
        'fl-0f246bea21eff59b',
      )
      await look('timeline-light')
      await app.setTheme('dark')
      await look('timeline-dark')
    })

    await test.step('the mouse brushes a range, whose records awk counts as well', async () => {
      const box = await plot.boundingBox()
      if (!box) throw new Error('The histogram is not drawn')
      await page.mouse.move(box.x + box.width * 0.4, box.y + 60)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 })
      await page.mouse.up()
      await expect(range).toBeVisible()
      const [from = '', to = ''] = (/from=(\d+)&to=(\d+)/.exec(await place()) ?? []).slice(1)
      const count = countByAwk(evidence, `$15 >= ${from} && $15 < ${to}`)
      await expect(range).toContainText(`${count} records`)
      await look('timeline-range')
      await range.getByRole('button', { name: 'Show its flows' }).click()
      await expect(page.getByRole('heading', { name: 'Flows', level: 1 })).toBeVisible()
      await expect(page.getByText(`${count} of `)).toBeVisible()
      await page.keyboard.press('Alt+ArrowLeft')
      await expect(range).toContainText(`${count} records`)
    })

    await test.step('the wheel zooms around the pointer, a double click shows all', async () => {
      const box = await plot.boundingBox()
      if (!box) throw new Error('The histogram is not drawn')
      await page.mouse.move(box.x + box.width * 0.25, box.y + 60)
      for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -100)
      await expect.poll(zoom).not.toBeNull()
      const near = await zoom()
      expect(near?.length).toBeLessThan(86_400 / 4)
      // A quarter of the day is six o'clock.
      const pointed = (near?.from ?? 0) + (near?.length ?? 0) / 4
      expect(Math.abs(pointed - Date.UTC(2023, 8, 28, 6) / 1000)).toBeLessThan(300)
      await look('timeline-zoomed')
      await plot.dblclick({ position: { x: 20, y: 20 } })
      await expect.poll(zoom).toBeNull()
    })

    await test.step('the keyboard alone chooses a range, moves, and goes back to all', async () => {
      await histogram.focus()
      await page.keyboard.press('Escape')
      await expect(range).toHaveCount(0)
      for (let i = 0; i < 3; i++) await page.keyboard.press('+')
      // Each step ends at whole seconds.
      const eighth = (await wholeLength()) / 8
      await expect.poll(async () => Math.abs(((await zoom())?.length ?? 0) - eighth)).toBeLessThan(2)
      const before = await zoom()
      await page.keyboard.press('ArrowRight')
      await expect.poll(async () => (await zoom())?.from).toBeGreaterThan(before?.from ?? 0)
      await page.keyboard.press('Shift+ArrowRight')
      await page.keyboard.press('Shift+ArrowRight')
      await page.keyboard.press('Control+Shift+ArrowLeft')
      await expect(range).toBeVisible()
      const [from, to] = (/from=(\d+)&to=(\d+)/.exec(await place()) ?? []).slice(1).map(Number)
      // Three buckets of 120 s: 3 h cut into at most 160 parts.
      expect((to ?? 0) - (from ?? 0)).toBe(3 * 120)
      const count = countByAwk(evidence, `$15 >= ${from} && $15 < ${to}`)
      await expect(range).toContainText(`${count} records`)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Home')
      await expect.poll(zoom).toBeNull()
    })

    await test.step('by service and by source', async () => {
      const by = page.getByRole('combobox', { name: 'Stack by' })
      await by.selectOption('service')
      await expect(histogram.locator('.legend').first()).toContainText('/TCP')
      await look('timeline-services')
      await by.selectOption('source')
      await expect(histogram.locator('.legend')).toHaveText(['Flow logs', 'NetFlow'])
      await look('timeline-sources')
    })

    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }

  /** The case in seconds, as awk has it, and the last second itself. */
  async function wholeLength(): Promise<number> {
    const program = `$18 == "OK" { if (!n++ || $15 < a) a = $15; if ($16 > b) b = $16 } END { print b - a + 1 }`
    return Number(
      execFileSync('sh', ['-c', `zcat *.log.gz | awk '${program}'`], { cwd: evidence, encoding: 'utf8' }),
    )
  }
})
