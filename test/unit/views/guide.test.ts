import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { KEYS_OF_PANES } from '../../../src/renderer/app/keys-of-panes'
import { guideParts, readGuide } from '../../../src/renderer/views/help/guide'
import { COMMANDS, keyNames } from '../../../src/shared/commands/commands'

const DOCS = new URL('../../../docs/', import.meta.url)

test('a guide is read into headings, pictures and text in its order', () => {
  const guide =
    '# One\n\nSome text\nof two lines.\n\n![A view](screenshots/a.png)\n## Two, and `more`\n- item\n'
  expect(readGuide(guide, (path) => `/assets/${path}`)).toEqual([
    { type: 'heading', level: 1, text: 'One', anchor: 'one' },
    { type: 'text', text: '\nSome text\nof two lines.\n' },
    { type: 'picture', source: '/assets/screenshots/a.png', alt: 'A view' },
    { type: 'heading', level: 2, text: 'Two, and `more`', anchor: 'two-and-more-' },
    { type: 'text', text: '- item\n' },
  ])
})

test('a picture that is not there is told by its path', () => {
  expect(() => readGuide('![A](screenshots/none.png)', () => null)).toThrow('screenshots/none.png')
})

test('the guide of the app has every picture that docs/user-guide.md names, each from docs', () => {
  const named = readFileSync(new URL('user-guide.md', DOCS), 'utf8').match(/\]\(screenshots\/[a-z-]+\.png\)/g)
  const files = readdirSync(new URL('screenshots', DOCS))
  const shown = guideParts().filter((part) => part.type === 'picture')
  expect(shown.length).toBeGreaterThan(5)
  expect(shown.length).toBe(named?.length)
  for (const text of named ?? []) expect(files).toContain(text.slice('](screenshots/'.length, -1))
})

test('the guide names every key of every command, and those of tables, filter, timeline and menus', () => {
  const guide = readFileSync(new URL('user-guide.md', DOCS), 'utf8')
  const named = new Set([...guide.matchAll(/`([^`]+)`/g)].map(([, key]) => key))
  const keys = [
    ...COMMANDS.flatMap(({ keys }) => keys),
    ...KEYS_OF_PANES.flatMap(({ keys }) => keys.flatMap(([, ...presses]) => presses)),
  ]
  // A letter stands for any first letter of a menu.
  const missing = keys.filter((press) => press.key !== 'A').map((press) => keyNames(press).join('+'))
  expect(missing.filter((key) => !named.has(key))).toEqual([])
})
