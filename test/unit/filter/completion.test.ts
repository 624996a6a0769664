import { describe, expect, it } from 'vitest'
import { complete, completions, type SeenValue, typingAt } from '../../../src/shared/filter/complete'
import {
  type KeptFilters,
  MOST_RECENT,
  NO_FILTERS,
  renamed,
  withoutSaved,
  withRecent,
  withSaved,
} from '../../../src/shared/filter/kept'

/** What is offered where '|' stands. */
function offered(text: string, ...values: readonly string[]): readonly string[] {
  const caret = text.indexOf('|')
  const seen: SeenValue[] = values.map((value) => ({ value, note: '' }))
  return completions(typingAt(text.replace('|', ''), caret), seen, 5).map((item) => item.text)
}

describe('completion', () => {
  it.each([
    ['dst po|', [], ['port']],
    ['not (ser|', [], ['service', 'aws-service']],
    ['port 22 a|', [], ['and']],
    ['port 22 |', [], ['and', 'or']],
    ['action re|', ['ACCEPT', 'REJECT'], ['REJECT']],
    ['action |', ['ACCEPT', 'REJECT'], ['ACCEPT', 'REJECT', '=', '!=', 'in']],
    ['eni in [eni-1 |', ['eni-1', 'eni-2'], ['eni-1', 'eni-2', ']', ',']],
    ['vpc "two|', ['two words'], ['"two words"']],
    ['eni 2|', ['eni-2', '2-eni'], ['2-eni']],
    ['eni -2|', ['eni-2'], ['eni-2']],
    ['re| and port 22', [], ['region', 'reject-reason', 'direction']],
    ['port 22 or por| and proto tcp', [], ['port']],
    ['bytes|', [], []],
    ['nonsense more |', [], []],
  ] as const)('%s', (text, values, expected) => {
    expect(offered(text, ...values)).toEqual(expected)
  })

  it('takes the place of what was begun, and leaves what stands behind', () => {
    expect(complete('dst po', 6, 4, 'port')).toEqual({ text: 'dst port ', caret: 9 })
    expect(complete('re and port 22', 2, 0, 'region')).toEqual({ text: 'region and port 22', caret: 7 })
    expect(complete('', 0, 0, '(')).toEqual({ text: '(', caret: 1 })
  })
})

describe('kept filters', () => {
  it('have the latest first, each once, and forget the oldest', () => {
    const after = ['a', 'b', 'a', '', 'a'].reduce(withRecent, NO_FILTERS)
    expect(after.recent).toEqual(['a', 'b'])
    const many = Array.from({ length: 60 }, (_, i) => `port ${i}`).reduce<KeptFilters>(withRecent, NO_FILTERS)
    expect(many.recent).toHaveLength(MOST_RECENT)
    expect(many.recent[0]).toBe('port 59')
    expect(many.recent.at(-1)).toBe('port 10')
  })

  it('are saved, renamed and deleted by name, in the order of names', () => {
    const two = withSaved(withSaved(NO_FILTERS, { name: 'b', text: 'port 2' }), { name: 'a', text: 'port 1' })
    expect(two.saved.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(withSaved(two, { name: 'a', text: 'port 9' }).saved[0]?.text).toBe('port 9')
    expect(renamed(two, 'a', 'c').saved).toEqual([
      { name: 'b', text: 'port 2' },
      { name: 'c', text: 'port 1' },
    ])
    expect(renamed(two, 'nothing', 'c')).toBe(two)
    expect(withoutSaved(two, 'a').saved).toEqual([{ name: 'b', text: 'port 2' }])
  })
})
