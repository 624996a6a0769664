import { execFileSync } from 'node:child_process'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, sampleCase, Workspace } from './app/folders'

test('a filter is completed by keys, kept, named and brought back', async () => {
  const workspace = new Workspace()
  const evidence = workspace.copyOf(sampleCase(), 'evidence')
  const app = await FlowcaseApp.start(workspace.path('data'), evidence)
  const { page } = app
  const filter = page.getByRole('combobox', { name: 'Filter' })
  const offered = page.getByRole('listbox', { name: 'Words and values that fit here' })
  const menu = page.getByRole('menu', { name: 'Filters of this case' })
  const openMenu = () => page.getByRole('button', { name: 'Saved and latest filters' }).click()
  const look = async (name: string) => {
    await page.screenshot({ path: path.join(CHECKOUT, `test-results/screenshots/${name}.png`) })
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)).toEqual([])
  }
  try {
    await app.resize(1280, 720)
    await app.readingEnded()
    await app.go('Flows')

    await test.step('words and values of the case are taken by keys alone', async () => {
      await filter.focus()
      await page.keyboard.type('act')
      await expect(offered.getByRole('option', { name: /^action/ })).toBeVisible()
      await page.keyboard.press('Tab')
      await expect(filter).toHaveValue('action ')
      await page.keyboard.type('rej')
      await expect(offered.getByRole('option', { name: /^REJECT/ })).toBeVisible()
      await look('filter-suggestions')
      await page.keyboard.press('ArrowDown')
      await expect(filter).toHaveAttribute('aria-activedescendant', /-0$/)
      await page.keyboard.press('Enter')
      await expect(filter).toHaveValue('action REJECT ')
      await page.keyboard.press('Escape')
      await expect(offered).toHaveCount(0)
      await page.keyboard.type('and src ip 20.106.1')
      await expect(offered.getByRole('option', { name: '20.106.124.93' })).toBeVisible()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(/q=action\+REJECT\+and\+src\+ip\+20\.106\.124\.93/)
    })

    await test.step('of more values than can be offered it is told how many there are', async () => {
      const ports = execFileSync(
        'sh',
        ['-c', `zcat *.gz | awk '$18 == "OK" { seen[$9] } END { for (port in seen) n++; print n }'`],
        { cwd: evidence, encoding: 'utf8' },
      )
      await filter.fill('')
      await page.keyboard.type('port ')
      await expect(
        page.getByText(
          `Of ${Number(ports).toLocaleString('en-US')} values, the 500 of most flows are offered`,
        ),
      ).toBeVisible()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
    })

    await test.step('what is wrong is marked at its word, with what was expected', async () => {
      await filter.fill('port 22 adn proto tcp')
      await expect(page.locator('.filter-mirror mark')).toHaveText('adn')
      await expect(page.getByRole('alert')).toContainText('"and", "or" or the end of the filter')
      await page.keyboard.press('Escape')
      await expect(filter).toHaveValue('action REJECT and src ip 20.106.124.93')
    })

    await test.step('a filter is saved by name, renamed, and brought back; the latest are listed', async () => {
      await openMenu()
      await menu.getByRole('menuitem', { name: 'Save this filter…' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Turned away')
      await page.keyboard.press('Enter')
      await filter.fill('dst port 8889')
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(/q=dst\+port\+8889/)
      await openMenu()
      await menu.getByRole('menuitem', { name: 'Rename or delete…' }).click()
      await page.getByLabel('Name of the filter Turned away').fill('Rejected suspect')
      await page.keyboard.press('Enter')
      await look('saved-filters')
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
      await openMenu()
      await expect(menu.getByRole('menuitem', { name: 'dst port 8889' })).toBeVisible()
      await look('filter-menu')
      await menu.getByRole('menuitem', { name: /^Rejected suspect/ }).click()
      await expect(filter).toHaveValue('action REJECT and src ip 20.106.124.93')
      await expect(page).toHaveURL(/q=action\+REJECT/)
    })

    await test.step('a tag is asked for in NetFlow and on the ladder, too', async () => {
      await app.investigate('20.106.124.93')
      await page.getByRole('button', { name: 'Put this address in the notebook' }).click()
      const tags = page.getByRole('dialog').getByRole('textbox', { name: 'Tags' })
      await tags.fill('attacker')
      await tags.press('Enter')
      await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
      await page.getByRole('tab', { name: 'Exclusion ladder' }).click()
      await filter.fill('tag attacker and port 22')
      await page.keyboard.press('Enter')
      // By awk: 346 records with the address and port 22 on either side; by nfpcapd and nfdump: 16 flows.
      await expect(page.getByText('346 records and 16 flows remain.')).toBeVisible()
      await app.go('NetFlow')
      await page.getByRole('tab', { name: /^Flows/ }).click()
      await filter.fill('tag attacker and port 22')
      await page.keyboard.press('Enter')
      await expect(page.getByText('16 of 362 flows')).toBeVisible()
    })

    await test.step('both are there again after a fresh start of the page', async () => {
      await page.reload()
      await openMenu()
      await expect(menu.getByRole('menuitem', { name: /^Rejected suspect/ })).toBeVisible()
      await expect(menu.getByRole('menuitem', { name: 'dst port 8889' })).toBeVisible()
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
