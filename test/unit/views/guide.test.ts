import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { guideParts, readGuide } from '../../../src/renderer/views/help/guide'

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
