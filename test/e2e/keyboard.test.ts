import { mkdirSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { giveToApp } from './app/folders'
import { KEYBOARD_CASES, OpenedByKeys } from './app/keyboard-case'

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

for (const one of KEYBOARD_CASES) {
  const { name, address, port } = one
  const ofAddress = `($7 == "${address}" || $8 == "${address}")`
  const asked = `${ofAddress} && $10 == ${port}`

  test(`by keys alone, ${name}: views, filter, rows, titles and columns`, async () => {
    const opened = await OpenedByKeys.start(one)
    const { keys, page, filter, menu } = opened
    const flows = page.getByRole('grid', { name: 'Flows' })
    const rows = flows.getByRole('row')
    const detail = page.getByRole('complementary', { name: 'Details of the flow' })
    try {
      await test.step('every view is reached, and the next key is of its table', async () => {
        for (const [key, title] of VIEW_KEYS) {
          await keys.press(key)
          await expect(opened.heading(title)).toBeVisible()
        }
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
        await opened.expectListed(asked)
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
        await opened.expectListed('$17 == "REJECT"')
        await keys.press('Control+h', 'a')
        await keys.expectOn(menu.getByRole('menuitem', { name: /^Asked for/ }))
        await keys.press('Enter')
        await opened.expectListed(asked)
        await keys.press('Alt+ArrowLeft')
        await opened.expectListed('$17 == "REJECT"')
        await keys.press('Alt+ArrowRight')
        await opened.expectListed(asked)
      })

      await test.step('a row leads to its details, and these back to the row', async () => {
        await opened.toFirstRow(flows)
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
        const most = opened.shell(
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
    } finally {
      await opened.close()
    }
  })

  test(`by keys alone, ${name}: menus of values, conversations, marks and export`, async () => {
    const opened = await OpenedByKeys.start(one)
    const { app, keys, page, filter, menu } = opened
    const saved = opened.workspace.path('saved')
    mkdirSync(saved)
    giveToApp(saved)
    const flows = page.getByRole('grid', { name: 'Flows' })
    const rows = flows.getByRole('row')
    const question = `ip ${address} and dst port ${port}`
    /** The menu of a value of the first row that the question finds. */
    const menuOf = async (kind: 'address' | 'time') => {
      await opened.ask(question)
      await opened.expectListed(asked)
      await opened.toFirstRow(flows)
      const value = rows.nth(1).locator(`[data-pivot*="${kind}"]`).first()
      await keys.press('ArrowRight')
      await keys.until('ArrowRight', value, 6)
      await keys.press('Shift+F10')
      return (await value.textContent()) ?? ''
    }
    const clipboard = () => app.electron.evaluate(({ clipboard: board }) => board.readText())
    try {
      await test.step('a value is asked for, alone, without it, and as one side', async () => {
        const questions: readonly (readonly [entry: string, filter: string, condition: string])[] = [
          ['Show only this', 'ip V', '($7 == "V" || $8 == "V")'],
          ['Show all but this', 'not ip V', '!($7 == "V" || $8 == "V")'],
          ['Only as source', 'src ip V', '$7 == "V"'],
          ['Only as destination', 'dst ip V', '$8 == "V"'],
          ['Add to the filter', `${question} and ip V`, `${asked} && ($7 == "V" || $8 == "V")`],
          ['Take out of the filter', `${question} and not ip V`, `${asked} && !($7 == "V" || $8 == "V")`],
        ]
        for (const [entry, text, condition] of questions) {
          const value = await menuOf('address')
          if (value === address && entry.includes('the filter')) continue
          await opened.take(entry)
          await expect(filter).toHaveValue(text.replaceAll('V', value))
          await opened.expectListed(condition.replaceAll('V', value))
          await keys.press('Alt+ArrowLeft')
          await opened.expectListed(asked)
        }
      })

      await test.step('in another view, and counted by a field', async () => {
        const value = await menuOf('address')
        await opened.take('Show it in', 'Timeline')
        await expect(opened.heading('Timeline')).toBeVisible()
        await expect(filter).toHaveValue(`ip ${value}`)
        await menuOf('address')
        await opened.take(
          value === address ? 'Count its flows by' : 'Count the flows shown by',
          'Destination port',
        )
        await expect(opened.heading('Count')).toBeVisible()
        const counted = page.getByRole('grid', { name: 'Flows by destination port' }).getByRole('row')
        await expect(counted.nth(1)).toContainText(`${port}${opened.records(asked)}`)
        await expect(counted.last()).toContainText(opened.sum('$12', asked))
      })

      await test.step('a time begins or ends the range', async () => {
        const time = await menuOf('time')
        const start = opened.shell(`date -u -d '${time.slice(0, 19)}' +%s`)
        await opened.take('From this time on')
        await expect(page.getByRole('textbox', { name: 'From (UTC)' })).toHaveValue(time.slice(0, 19))
        await opened.expectListed(`${asked} && $15 >= ${start}`)
        await menuOf('time')
        await opened.take('Up to this time')
        await opened.expectListed(`${asked} && $15 <= ${start}`)
      })

      await test.step('an address becomes a suspect, gets a tag, is copied, and all of it is taken back', async () => {
        const value = await menuOf('address')
        const suspects = page.getByRole('list', { name: 'Suspects of this case' })
        await opened.take('Mark as suspect')
        await expect(suspects).toContainText(value)
        await menuOf('address')
        await opened.take('No longer a suspect')
        await expect(suspects).toHaveCount(0)
        await menuOf('address')
        await opened.take('Copy')
        await expect.poll(clipboard).toBe(value)
        await menuOf('address')
        await opened.take('Star, tag or note')
        await keys.expectOn(page.getByRole('dialog').getByRole('textbox', { name: 'Tags' }))
        await keys.type('seen')
        await keys.press('Enter', 'Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
        await opened.ask('tag seen')
        await opened.expectListed(`($7 == "${value}" || $8 == "${value}")`)
        await keys.press('F6', 'Control+z')
        await expect(page.getByText(`Undone: Tag “seen” on ${value}`)).toBeVisible()
        await expect(page.getByText(`0 of ${opened.records('1')} records`)).toBeVisible()
      })

      await test.step('the flow of the row is marked, and stands in the notebook', async () => {
        await opened.ask(question)
        await opened.toFirstRow(flows)
        await keys.press('Control+d')
        await expect(page.getByRole('dialog')).toContainText('Flow in the notebook')
        await keys.type('first')
        await keys.press('Enter', 'Escape', 'Control+7')
        const marks = page.getByRole('grid', { name: 'Case timeline' }).getByRole('row')
        await expect(marks).toHaveCount(2)
        await expect(marks.nth(1)).toContainText(address)
        await expect(marks.nth(1)).toContainText('first')
      })

      await test.step('both directions are one row', async () => {
        await opened.ask(question)
        await keys.press('Control+b')
        const pairs = opened.shell(
          `zcat *.gz | awk '$18 == "OK" && ${asked} { seen[$7 " " $9 " " $8 " " $10 " " $11] } END { for (pair in seen) n++; print n }'`,
        )
        await expect(
          page.getByText(`${Number(pairs).toLocaleString('en-US')} conversations`, { exact: true }),
        ).toBeVisible()
        await keys.press('F6', 'ArrowDown')
        await expect(page.getByRole('complementary', { name: 'Details of the conversation' })).toBeVisible()
        await keys.press('Control+b')
        await opened.expectListed(asked)
      })

      await test.step('what is shown is exported, as zcat and awk have it', async () => {
        const file = `${saved}/flows.log`
        await app.saveTo(file)
        await keys.press('Control+Shift+S')
        await opened.take('Original lines')
        await expect(page.getByText(`${opened.records(asked)} flows written to ${file}`)).toBeVisible()
        expect(opened.shell(`tail -n +2 ${file} | LC_ALL=C sort | sha256sum`)).toBe(
          opened.shell(`zcat *.gz | awk '$18 == "OK" && ${asked}' | LC_ALL=C sort | sha256sum`),
        )
        await expect(menu).toHaveCount(0)
      })
    } finally {
      await opened.close()
    }
  })
}
