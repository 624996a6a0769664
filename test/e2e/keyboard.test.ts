import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { writeLabelledCase } from '../../scripts/labelled-case/index.mjs'
import { FlowcaseApp } from './app/flowcase-app'
import { giveToApp, sampleCase, Workspace } from './app/folders'
import { Keys } from './app/keys'

/** Fields: 7 srcaddr, 8 dstaddr, 9 srcport, 10 dstport, 11 protocol, 12 bytes, 15 start, 17 action, 18 log-status. */
interface Case {
  readonly name: string
  write(workspace: Workspace): Promise<string>
  /** An address, a port that it was asked at, and the side that the port is on. */
  readonly address: string
  readonly port: number
}

const CASES: readonly Case[] = [
  {
    name: 'the sample case',
    write: async (workspace) => workspace.copyOf(sampleCase(), 'evidence'),
    address: '20.106.124.93',
    port: 8889,
  },
  {
    name: 'the labelled case',
    write: async (workspace) => {
      await writeLabelledCase(workspace.path('evidence'))
      return workspace.path('evidence')
    },
    address: '203.0.113.66',
    port: 22,
  },
]

const VIEW_KEYS: readonly (readonly [key: string, heading: string])[] = [
  ['Control+1', 'Evidence'],
  ['Control+2', 'Overview'],
  ['Control+t', 'Timeline'],
  ['Control+3', 'Suspect'],
  ['Control+9', 'Addresses'],
  ['Control+Shift+G', 'Graph'],
  ['Control+8', 'Count'],
  ['Control+5', 'NetFlow'],
  ['Control+Shift+F', 'Findings'],
  ['Control+6', 'Report'],
  ['Control+7', 'Notebook'],
  ['Control+i', 'Lists'],
  ['Control+4', 'Flows'],
]

for (const { name, write, address, port } of CASES) {
  test(`flows by keys alone, in ${name}: views, filter, table, menus of values, columns, export`, async () => {
    const workspace = new Workspace()
    const folder = await write(workspace)
    const saved = workspace.path('saved')
    mkdirSync(saved)
    giveToApp(saved)
    const shell = (command: string) =>
      execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' }).trim()
    /** What awk counts, as the app writes it. */
    const records = (condition: string) =>
      Number(
        shell(`zcat *.gz | awk '$1 != "version" && $18 == "OK" && ${condition} { n++ } END { print n + 0 }'`),
      ).toLocaleString('en-US')
    const all = records('1')
    const ofAddress = `($7 == "${address}" || $8 == "${address}")`
    const asked = `${ofAddress} && $10 == ${port}`
    const app = await FlowcaseApp.start(workspace.path('data'))
    const keys = new Keys(app)
    const { page } = app
    const heading = (title: string) => page.getByRole('heading', { name: title, level: 1 })
    const filter = page.getByRole('combobox', { name: 'Filter' })
    const flows = page.getByRole('grid', { name: 'Flows' })
    const rows = flows.getByRole('row')
    const detail = page.getByRole('complementary', { name: 'Details of the flow' })
    const menu = page.getByRole('menu')
    const listed = (count: string) => expect(page.getByText(`${count} of ${all} records`)).toBeVisible()
    const cell = (row: number, field: string) => rows.nth(row).locator(`[data-pivot*="${field}"]`).first()
    /** Leaves the filter bar for the table, and goes to its first row. */
    const toFirstRow = async () => {
      await keys.press('F6')
      await keys.expectOn(flows)
      await keys.press('Home')
      await expect(rows.nth(1)).toHaveAttribute('aria-selected', 'true')
    }
    try {
      await app.resize(1280, 720)

      await test.step('a folder is opened, and every view reached', async () => {
        await app.chooseFolder(folder)
        await keys.press('Control+o')
        await expect(heading('Evidence')).toBeVisible()
        await app.readingEnded()
        for (const [key, title] of VIEW_KEYS) {
          await keys.press(key)
          await expect(heading(title)).toBeVisible()
        }
        // The first key after that is of the table, wherever the focus was before.
        await expect(rows.nth(1)).toContainText(':')
        await keys.press('ArrowDown')
        await keys.expectOn(flows)
        await expect(rows.nth(1)).toHaveAttribute('aria-selected', 'true')
        await expect(detail).toBeVisible()
      })

      await test.step('a filter is completed, corrected where it is wrong, and applied', async () => {
        await keys.press('Control+f')
        await keys.expectOn(filter)
        await keys.type(`ip ${address} and dst prot ${port}`)
        await keys.press('Enter')
        await expect(page.locator('.filter-mirror mark')).toHaveText('prot')
        await expect(page.getByRole('alert')).toContainText('expected ip, net, port')
        await keys.press('Control+a')
        await keys.type(`ip ${address} and dst po`)
        await expect(page.getByRole('option', { name: /^port/ })).toBeVisible()
        await keys.press('Tab')
        await keys.type(String(port))
        await keys.press('Enter')
        await expect(filter).toHaveValue(`ip ${address} and dst port ${port}`)
        await listed(records(asked))
      })

      await test.step('it is saved by name, another is applied, and the saved one comes back', async () => {
        await keys.press('Control+h')
        await keys.expectOn(menu.getByRole('menuitem', { name: 'Save this filter…' }))
        await keys.press('Enter')
        await keys.expectOn(page.getByRole('dialog').getByLabel('Name', { exact: true }))
        await keys.type('Asked for')
        await keys.press('Enter')
        await expect(page.getByRole('dialog')).toHaveCount(0)
        await keys.press('Control+f', 'Control+a')
        await keys.type('action reject')
        await keys.press('Enter')
        await listed(records('$17 == "REJECT"'))
        await keys.press('Control+h', 'a')
        await keys.expectOn(menu.getByRole('menuitem', { name: /^Asked for/ }))
        await keys.press('Enter')
        await listed(records(asked))
        await keys.press('Alt+ArrowLeft')
        await listed(records('$17 == "REJECT"'))
        await keys.press('Alt+ArrowRight')
        await listed(records(asked))
      })

      await test.step('a row leads to its details, and these back to the row', async () => {
        await keys.press('Control+f')
        await toFirstRow()
        await keys.press('Enter')
        await keys.expectOn(detail.getByRole('region', { name: 'Flow' }))
        await keys.press('Escape')
        await expect(detail).toHaveCount(0)
        await keys.expectOn(flows)
      })

      await test.step('titles are walked and sorted by, and a column is moved', async () => {
        await keys.press('Home', 'ArrowUp')
        await keys.until('ArrowRight', flows.getByRole('button', { name: 'Bytes' }), 8)
        await keys.press('Enter')
        await expect(flows.getByRole('columnheader', { name: 'Bytes' })).toHaveAttribute(
          'aria-sort',
          'descending',
        )
        const most = shell(
          `zcat *.gz | awk '$18 == "OK" && ${asked} && $12 + 0 > most { most = $12 + 0 } END { printf "%d", most }'`,
        )
        await expect(rows.nth(1)).toContainText(Number(most).toLocaleString('en-US'))
        // The table of another order is another one, and the focus is on the same title of it.
        await keys.expectOn(flows.getByRole('button', { name: 'Bytes' }))
        const before = await flows.getByRole('columnheader').allInnerTexts()
        await keys.press('Control+Shift+ArrowLeft')
        await expect
          .poll(async () => (await flows.getByRole('columnheader').allInnerTexts()).indexOf('Bytes'))
          .toBe(before.indexOf('Bytes') - 1)
        await keys.press('Control+Shift+ArrowRight')
        await expect.poll(() => flows.getByRole('columnheader').allInnerTexts()).toEqual(before)
      })

      await test.step('columns are chosen and ordered', async () => {
        await keys.press('Control+Shift+C')
        const first = page.getByRole('checkbox', { name: /^Start/ })
        await keys.until('Tab', first, 3)
        await keys.press('Alt+ArrowDown')
        await expect(flows.getByRole('columnheader').nth(1)).toContainText('Start')
        await keys.expectOn(first)
        await keys.press('Alt+ArrowUp')
        await expect(flows.getByRole('columnheader').first()).toContainText('Start')
        await keys.expectOn(first)
        await keys.press('Space')
        await expect(flows.getByRole('columnheader').first()).toContainText('Source')
        await keys.until('Shift+Tab', page.getByRole('button', { name: 'The usual columns' }), 6)
        await keys.press('Enter')
        await expect(flows.getByRole('columnheader').first()).toContainText('Start')
        await keys.press('Escape')
        await expect(first).toHaveCount(0)
      })
      const open = async (entry: string, ...under: readonly string[]) => {
        for (const text of [entry, ...under]) {
          const wanted = menu.getByRole('menuitem', { name: text, exact: false }).first()
          await keys.until('ArrowDown', wanted, 24)
          await keys.press('Enter')
        }
      }
      /** Goes to the first row's value, and opens its menu. */
      const menuOf = async (field: string) => {
        await toFirstRow()
        await keys.press('ArrowRight')
        await keys.until('ArrowRight', cell(1, field), 12)
        await keys.press('Shift+F10')
        await expect(menu).toBeVisible()
      }
      const ask = async (text: string) => {
        await keys.press('Control+4', 'Control+f', 'Control+a')
        await keys.type(text)
        await keys.press('Enter')
      }
      expect(app.complaints).toEqual([])
    } finally {
      await app.close()
      workspace.remove()
    }
  })
}
