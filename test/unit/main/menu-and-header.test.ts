import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import { menuTemplate } from '../../../src/main/app/menu'
import { footerTemplate, headerTemplate } from '../../../src/main/export/page-header'
import { type MenuCommand, menuCommandSchema } from '../../../src/shared/ipc/channels'

function items(packaged: boolean, mac = false) {
  const sent: MenuCommand[] = []
  const template = menuTemplate({
    send: (command) => sent.push(command),
    showAbout: () => {},
    packaged,
    mac,
  })
  const all = template.flatMap((menu) => (menu.submenu ?? []) as MenuItemConstructorOptions[])
  return { template, all, sent }
}

test('every command of the contract is in the menu once and sends itself', () => {
  const { all, sent } = items(true)
  for (const item of all) {
    if (item.id !== undefined && item.id !== 'about') (item.click as () => void)()
  }
  expect([...sent].sort()).toEqual([...menuCommandSchema.options].sort())
})

test('no key stands for two things', () => {
  const keys = items(false).all.flatMap((item) =>
    item.accelerator === undefined ? [] : [String(item.accelerator)],
  )
  expect(new Set(keys).size).toBe(keys.length)
  expect(keys).toContain('CmdOrCtrl+O')
  expect(keys).toContain('F1')
})

test('DevTools are in the menu only before packaging, the application menu only on a Mac', () => {
  const roles = (packaged: boolean) => items(packaged).all.map((item) => item.role)
  expect(roles(false)).toContain('toggleDevTools')
  expect(roles(true)).not.toContain('toggleDevTools')
  expect(items(true, true).template[0]?.role).toBe('appMenu')
})

test('the head of a page shows what was typed, and nothing of it is markup', () => {
  const head = headerTemplate({ title: '<img src=x> & "co"', examiner: "O'Neil <b>" })
  expect(head).toContain('&lt;img src=x&gt; &amp; &quot;co&quot;')
  expect(head).toContain('O&#39;Neil &lt;b&gt;')
  expect(head).not.toContain('<img')
  expect(footerTemplate()).toContain(
    'Page <span class="pageNumber"></span> of <span class="totalPages"></span>',
  )
})
