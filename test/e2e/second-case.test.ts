import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { writeLabelledCase } from '../../scripts/labelled-case/index.mjs'
import { FlowcaseApp } from './app/flowcase-app'
import { Workspace } from './app/folders'

const ATTACKER = '203.0.113.66'
const VISITOR = '2001:db8:66::9'
const SERVER = '2001:db8:1::20'

/** Fields: 7 srcaddr, 8 dstaddr, 9 srcport, 10 dstport, 12 bytes, 15 start. Start and end of these are 2024-03-05 02:00 UTC. */
const HEADER =
  'version region account-id instance-id interface-id type srcaddr dstaddr srcport dstport protocol bytes packets tcp-flags start end action log-status flow-direction traffic-path'
const IPV6 = [
  `5 eu-west-1 444455556666 i-6 eni-6 IPv6 ${VISITOR} ${SERVER} 51000 443 6 1200 9 2 1709604000 1709604060 ACCEPT OK ingress -`,
  `5 eu-west-1 444455556666 i-6 eni-6 IPv6 ${SERVER} ${VISITOR} 443 51000 6 98000 80 18 1709604000 1709604060 ACCEPT OK egress 8`,
  `5 eu-west-1 444455556666 i-6 eni-6 - - - - - - - - - 1709604060 1709604120 - NODATA - -`,
]

test('another case: filter, pivot, timeline, tags, entities and times on a chosen clock, as awk and date have them', async () => {
  const workspace = new Workspace()
  const folder = workspace.path('labelled')
  await writeLabelledCase(folder)
  writeFileSync(`${folder}/ipv6.log`, `${[HEADER, ...IPV6].join('\n')}\n`)
  const sum = (what: string, condition: string): string => {
    const program = `$1 != "version" && $18 == "OK" && ${condition} { n += ${what} } END { printf "%d", n }`
    const command = `{ zcat *.gz; cat ipv6.log; } | awk '${program}'`
    return Number(execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' })).toLocaleString(
      'en-US',
    )
  }
  const records = (condition: string) => sum('1', condition)
  const epoch = (time: string, zone: string) =>
    Number(execFileSync('date', ['-d', time, '+%s'], { env: { ...process.env, TZ: zone }, encoding: 'utf8' }))
  const all = records('1')
  const ofAttacker = `($7 == "${ATTACKER}" || $8 == "${ATTACKER}")`
  const app = await FlowcaseApp.start(workspace.path('data'), folder)
  const { page } = app
  const filter = page.getByRole('combobox', { name: 'Filter' })
  const rows = (grid: string) => page.getByRole('grid', { name: grid }).getByRole('row')
  const range = page.getByRole('status', { name: 'Chosen range' })
  const crumb = page.getByRole('navigation', { name: 'Way here' }).locator('[aria-current="step"]')
  const at = (rest: string) =>
    page.evaluate((place) => {
      location.hash = location.hash.replace(/^(#\/case\/[^/]+\/).*$/, `$1${place}`)
    }, rest)
  try {
    await app.resize(1280, 720)
    await app.readingEnded()
    await expect(app.stat('Records')).toContainText(all)

    await test.step('filters find what awk finds, IPv6 too', async () => {
      await app.go('Flows')
      await filter.fill(`ip ${ATTACKER} and dst port 22`)
      await page.keyboard.press('Enter')
      await expect(page.getByText(`${records(`${ofAttacker} && $10 == 22`)} of ${all} records`)).toBeVisible()
      await filter.fill('net 2001:db8::/32 and bytes > 2k')
      await page.keyboard.press('Enter')
      await expect(
        page.getByText(`${records('$7 ~ /^2001:db8:/ && $12 > 2000')} of ${all} records`),
      ).toBeVisible()
      await expect(rows('Flows').nth(1)).toContainText(SERVER)
    })

    await test.step('a filter for lines without data says where they are', async () => {
      await filter.fill('status nodata')
      await page.keyboard.press('Enter')
      await expect(page.getByText(`0 of ${all} records`)).toBeVisible()
      const note = page.getByRole('status').filter({ hasText: 'are no flows' })
      await note.getByRole('link', { name: 'Timeline' }).click()
      await expect(rows('Gaps in the flow logs').filter({ hasText: 'NODATA' })).toContainText('eni-6')
    })

    await test.step('a pivot leads from a value to its counts', async () => {
      await at(`flows?q=${encodeURIComponent(`ip ${ATTACKER}`)}`)
      await expect(page.getByText(`${records(ofAttacker)} of ${all} records`)).toBeVisible()
      await page.getByRole('link', { name: ATTACKER }).first().click({ button: 'right' })
      await page.getByRole('menuitem', { name: /^Count its flows by/ }).click()
      await page.getByRole('menuitem', { name: /^Destination port/ }).click()
      await expect(page.getByRole('heading', { name: 'Count', level: 1 })).toBeVisible()
      const ssh = rows('Flows by destination port').filter({ has: page.getByText('22', { exact: true }) })
      await expect(ssh).toContainText(records(`${ofAttacker} && $10 == 22`))
      await expect(crumb).toContainText('by destination port')
    })

    await test.step('both pages of entities have the sums of awk', async () => {
      await at(`address/${ATTACKER}`)
      await expect(app.stat('Records')).toContainText(records(ofAttacker))
      await expect(app.stat('Bytes sent')).toContainText(sum('$12', `$7 == "${ATTACKER}"`))
      await app.go('Flows')
      await filter.fill(`dst ip ${VISITOR}`)
      await page.keyboard.press('Enter')
      await rows('Flows').nth(1).getByRole('link', { name: VISITOR }).click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Open its page' }).click()
      await expect(app.stat('Bytes received')).toContainText('98,000')
      await expect(rows('Peers').nth(1)).toContainText(SERVER)
      await at('service/tcp/22')
      await expect(app.stat('Bytes received')).toContainText(sum('$12', '$11 == 6 && $10 == 22'))
    })

    await test.step('times are typed and told on the clock of the case', async () => {
      // Chromium lists the zone by its old name.
      const zones = page.getByRole('combobox', { name: 'Time zone beside UTC' })
      await zones.selectOption('Asia/Katmandu')
      await at('timeline')
      await page.getByRole('textbox', { name: 'From (Katmandu)' }).fill('2024-03-05 08:55')
      await page.keyboard.press('Enter')
      await page.getByRole('textbox', { name: 'To (Katmandu)' }).fill('2024-03-05 09:25')
      await page.keyboard.press('Enter')
      const [from, to] = ['2024-03-05 08:55', '2024-03-05 09:25'].map((time) => epoch(time, 'Asia/Kathmandu'))
      await expect(range).toContainText(`${records(`$15 >= ${from} && $15 < ${to}`)} records`)
      await expect(range).toContainText('2024-03-05 03:10:00')
      await expect(crumb).toContainText('from 2024-03-05 08:55:00 to 2024-03-05 09:25:00 Katmandu')
      await zones.selectOption('America/New_York')
      await expect(page.getByRole('textbox', { name: 'From (New York)' })).toHaveValue('2024-03-04 22:10:00')
      // Clocks went forward there on 2024-03-10.
      await page.getByRole('textbox', { name: 'To (New York)' }).fill('2024-03-10 02:30')
      await page.keyboard.press('Enter')
      await expect(
        page.getByText('skip 2024-03-10 02:30:00: 2024-03-10 03:30:00 UTC-04:00 was taken'),
      ).toBeVisible()
      await expect(page.getByRole('textbox', { name: 'To (New York)' })).toHaveValue('2024-03-10 03:30:00')
      await page.getByRole('button', { name: 'Clear the time range' }).click()
      await zones.selectOption('UTC')
    })

    await test.step('days are counted, and begin, on the clock of the case', async () => {
      await page.getByRole('combobox', { name: 'Time zone beside UTC' }).selectOption('America/New_York')
      await at('count?group=time:86400')
      const days = rows('Flows by day')
      await expect(days).toHaveCount(4)
      const midnight = epoch('2024-03-05 00:00', 'America/New_York')
      const evening = records(`$15 < ${midnight}`)
      await expect(days.first()).toContainText('Day (New York)')
      await expect(days.nth(1)).toContainText(`2024-03-04${evening}`)
      await expect(days.nth(2)).toContainText(`2024-03-05${records(`$15 >= ${midnight}`)}`)
      await days.nth(1).getByRole('link', { name: '2024-03-04' }).click()
      await expect(page.getByText(`${evening} of ${all} records`)).toBeVisible()
      await expect(page.getByRole('textbox', { name: 'To (New York)' })).toHaveValue('2024-03-05 00:00:00')
      await page.getByRole('combobox', { name: 'Time zone beside UTC' }).selectOption('UTC')
    })

    await test.step('a filter that leaves nothing says so, and what to do', async () => {
      const nothing = encodeURIComponent('ip 9.9.9.9')
      await at(`graph?q=${nothing}`)
      await expect(page.getByText('No flow matches. Widen the filter or the time range.')).toBeVisible()
      await at(`timeline?q=${nothing}`)
      await expect(page.getByText('no flow that matches begins in this time')).toBeVisible()
      await at('suspect/9.9.9.9')
      await expect(page.getByText('No flow of this case has 9.9.9.9')).toBeVisible()
      await expect(page.getByText('The residue is empty')).toHaveCount(0)
      await at('netflow')
      await expect(page.getByRole('heading', { name: 'NetFlow', level: 1 })).toBeVisible()
    })

    await test.step('a tag is completed, and asked for in every view that has a filter', async () => {
      await at(`flows?q=${encodeURIComponent(`ip ${ATTACKER}`)}`)
      await rows('Flows').nth(1).getByRole('link', { name: ATTACKER }).click({ button: 'right' })
      await page.getByRole('menuitem', { name: /^Star, tag or note/ }).click()
      const tags = page.getByRole('dialog').getByRole('textbox', { name: 'Tags' })
      await tags.fill('intruder')
      await tags.press('Enter')
      await app.escapeDialog()
      const asked = `${ofAttacker} && $10 == 22`
      const found = records(asked)
      await filter.fill('')
      await page.keyboard.type('tag int')
      await expect(page.getByRole('option', { name: /^intruder/ })).toContainText('on 1 mark')
      await page.keyboard.press('Tab')
      await page.keyboard.type('and dst port 22')
      await page.keyboard.press('Enter')
      await expect(page.getByText(`${found} of ${all} records`)).toBeVisible()
      await app.go('Count')
      await expect(filter).toHaveValue('tag intruder and dst port 22')
      await expect(page.getByRole('status').filter({ hasText: `${found} records` })).toBeVisible()
      await app.go('Graph')
      await expect(filter).toHaveValue('tag intruder and dst port 22')
      await expect(page.locator('.graph-note')).toContainText('1 of 1 pairs of addresses')
      await app.go('Timeline')
      await page.getByRole('textbox', { name: 'From (UTC)' }).fill('2024-03-05 00:00')
      await page.keyboard.press('Enter')
      await expect(range).toContainText(`${found} records`)
    })
    expect(app.complaints).toEqual([])
  } finally {
    await app.close()
    workspace.remove()
  }
})
