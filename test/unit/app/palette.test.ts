import { describe, expect, it } from 'vitest'
import { fuzzyMatches } from '../../../src/renderer/app/palette/fuzzy'
import {
  offeredCommands,
  type PaletteSources,
  paletteItems,
} from '../../../src/renderer/app/palette/palette-items'
import type { CaseRecord } from '../../../src/shared/case/case'

const RECORD: CaseRecord = {
  id: '7',
  title: 'Breach of the shop',
  examiner: '',
  timeZone: 'UTC',
  folderId: '0123456789abcdef',
  folderPath: '/evidence',
  createdAt: 0,
  openedAt: 0,
  state: 'complete',
  flows: 1,
  suspects: ['203.0.113.7'],
  notes: '',
}

const SOURCES: PaletteSources = {
  commands: offeredCommands(() => true),
  cases: [RECORD, { ...RECORD, id: '8', title: 'Payroll, August' }],
  openCase: RECORD,
  addresses: [],
}

function titles(typed: string, change: Partial<PaletteSources> = {}): readonly string[] {
  return paletteItems(typed, { ...SOURCES, ...change }).map(({ title }) => title)
}

describe('fuzzy matching', () => {
  it('takes letters in their order, and prefers beginnings of words', () => {
    const names = ['Keyboard shortcuts', 'Go to an address', 'Export report as PDF', 'Light or dark']
    expect(fuzzyMatches(names, 'erp', (name) => name)).toEqual(['Export report as PDF'])
    expect(fuzzyMatches(names, 'gta', (name) => name)[0]).toBe('Go to an address')
    // The p of PDF begins a word, but no o follows it.
    expect(fuzzyMatches(names, 'xpo', (name) => name)).toEqual(['Export report as PDF'])
    expect(fuzzyMatches(names, 'ptg', (name) => name)).toEqual([])
    expect(fuzzyMatches(['reflows', 'Flows'], 'flo', (name) => name)).toEqual(['Flows', 'reflows'])
  })

  it('leaves the order alone when nothing was typed', () => {
    expect(fuzzyMatches(['b', 'a'], ' ', (name) => name)).toEqual(['b', 'a'])
  })
})

describe('the palette', () => {
  it('finds a view, a command and another case by a few letters', () => {
    expect(titles('flows')[0]).toBe('Flows')
    expect(titles('exppdf')[0]).toBe('Export report as PDF…')
    expect(titles('payr')).toEqual(['Payroll, August'])
  })

  it('offers only what somebody on screen handles, and never itself', () => {
    expect(offeredCommands((id) => id === 'go-home' || id === 'open-palette').map(({ id }) => id)).toEqual([
      'go-home',
    ])
  })

  it('leads to an address that was typed, to its page and to its flows', () => {
    expect(paletteItems('2001:DB8::0009', SOURCES).slice(0, 3)).toMatchObject([
      { title: '2001:db8::9', does: { goTo: '/case/7/suspect/2001%3Adb8%3A%3A9' } },
      { title: '2001:db8::9', does: { goTo: '/case/7/address/2001%3Adb8%3A%3A9' } },
      { title: 'ip 2001:db8::9', does: { goTo: '/case/7/flows?q=ip+2001%3Adb8%3A%3A9' } },
    ])
  })

  it('completes an address by those of the case', () => {
    expect(titles('203.0', { addresses: ['203.0.113.9', '203.0.113.7'] })).toEqual([
      '203.0.113.9',
      '203.0.113.7',
    ])
  })

  it('takes a number for a port, and a text in the filter language for a filter', () => {
    expect(titles('8889')[0]).toBe('port 8889')
    expect(titles('65536')).not.toContain('port 65536')
    expect(titles('src port 22 && action reject')[0]).toBe('src port 22 and action REJECT')
  })

  it('asks nothing of a case when none is open', () => {
    expect(titles('203.0.113.7', { openCase: null })).toEqual([])
    expect(titles('203.0.113.7')).toContain('203.0.113.7')
  })
})
