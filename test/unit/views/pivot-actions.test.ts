import { describe, expect, it } from 'vitest'
import { placeOf } from '../../../src/renderer/app/hash-location'
import { filteredPlace, viewPath } from '../../../src/renderer/views/pivot/filtered-place'
import { type PivotEntry, pivotEntries } from '../../../src/renderer/views/pivot/pivot-actions'
import { fieldPivot, type PivotValue, valueText } from '../../../src/renderer/views/pivot/pivot-value'

const FIELDS = ['srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'bytes', 'start', 'end', 'action']

function menu(value: PivotValue, hash = '#/case/7/overview'): readonly PivotEntry[] {
  return pivotEntries(value, { place: filteredPlace(hash, '7'), fields: FIELDS, suspects: ['203.0.113.7'] })
}

function entry(entries: readonly PivotEntry[], text: string): PivotEntry {
  const found = entries.find((one) => one.text === text)
  if (!found) throw new Error(`no entry “${text}” in ${entries.map((one) => one.text).join(', ')}`)
  return found
}

/** Where an entry leads: its path, and its query by name. */
function led(entries: readonly PivotEntry[], text: string): Readonly<Record<string, string>> {
  const { does } = entry(entries, text)
  if (!('goTo' in does)) throw new Error(`“${text}” leads nowhere`)
  const { path, search } = placeOf(`#${does.goTo}`)
  return { path, ...Object.fromEntries(new URLSearchParams(search)) }
}

const FLOWS = '/case/7/flows'
const ADDRESS: PivotValue = { kind: 'address', address: '198.51.100.9', side: 'src' }

describe('the menu of an address', () => {
  it('asks for its flows, on either side or on one, and for all others', () => {
    const entries = menu(ADDRESS)
    expect(led(entries, 'Show only this')).toEqual({ path: FLOWS, q: 'ip 198.51.100.9' })
    expect(led(entries, 'Show all but this')).toEqual({ path: FLOWS, q: 'not ip 198.51.100.9' })
    expect(led(entries, 'Only as source')).toEqual({ path: FLOWS, q: 'src ip 198.51.100.9' })
    expect(led(entries, 'Only as destination')).toEqual({ path: FLOWS, q: 'dst ip 198.51.100.9' })
  })

  it('adds to a filter that is in use, and keeps range, source and order', () => {
    const entries = menu(ADDRESS, `#${FLOWS}?q=port+22+or+port+80&from=100&source=netflow&sort=-bytes&row=4`)
    expect(led(entries, 'Add to the filter')).toEqual({
      path: FLOWS,
      q: '(port 22 or port 80) and ip 198.51.100.9',
      from: '100',
      source: 'netflow',
      sort: '-bytes',
    })
    expect(led(entries, 'Take out of the filter').q).toBe('(port 22 or port 80) and not ip 198.51.100.9')
    expect(led(entries, 'Show only this')).toEqual({
      path: FLOWS,
      q: 'ip 198.51.100.9',
      from: '100',
      source: 'netflow',
    })
  })

  it('shows its flows in other views, in the range and of the source at hand', () => {
    const entries = menu(ADDRESS, `#${FLOWS}?q=port+22&from=100&source=netflow&sort=-bytes`)
    const shown = entry(entries, 'Show it in').does as { entries: readonly PivotEntry[] }
    const asked = { q: 'ip 198.51.100.9', from: '100', source: 'netflow' }
    expect(led(shown.entries, 'Timeline')).toEqual({ path: '/case/7/timeline', ...asked })
    expect(led(shown.entries, 'Graph')).toEqual({ path: '/case/7/graph', ...asked })
  })

  it('has nothing to add to where there is no filter', () => {
    expect(menu(ADDRESS).map(({ text }) => text)).not.toContain('Add to the filter')
  })

  it('counts the flows in use, or its own, by any field', () => {
    const entries = menu(ADDRESS, `#${FLOWS}?q=port+22`)
    const all = entry(entries, 'Count the flows shown by').does as { entries: readonly PivotEntry[] }
    expect(led(all.entries, 'Destination address')).toEqual({
      path: '/case/7/count',
      q: 'port 22',
      group: 'dstaddr',
    })
    const own = entry(entries, 'Count its flows by').does as { entries: readonly PivotEntry[] }
    expect(led(own.entries, 'Hour')).toEqual({
      path: '/case/7/count',
      q: 'port 22 and ip 198.51.100.9',
      group: 'time:3600',
    })
    expect(own.entries.map(({ text }) => text)).toEqual([
      'Source address',
      'Destination address',
      'Destination port',
      'Source port',
      'Protocol',
      'Action',
      'Bytes',
      'Minute',
      'Hour',
      'Day',
    ])
  })

  it('does not count the same flows twice under a filter that has the value', () => {
    const counts = menu(ADDRESS, `#${FLOWS}?q=port+22+and+ip+198.51.100.9`).filter(({ text }) =>
      /^Count/.test(text),
    )
    expect(counts).toHaveLength(1)
    expect(counts[0]).toMatchObject({
      text: 'Count its flows by',
      label: 'port 22 and ip 198.51.100.9',
      begins: true,
    })
  })

  it('narrows a count in its own view', () => {
    expect(led(menu(ADDRESS, '#/case/7/count?q=port+22&group=dstport&top=100'), 'Add to the filter')).toEqual(
      {
        path: '/case/7/count',
        q: 'port 22 and ip 198.51.100.9',
        group: 'dstport',
        top: '100',
      },
    )
  })

  it('does not ask twice for what the filter has already', () => {
    const entries = menu(ADDRESS, `#${FLOWS}?q=ip+198.51.100.9+and+port+22`)
    const own = entry(entries, 'Count its flows by').does as { entries: readonly PivotEntry[] }
    expect(led(own.entries, 'Hour').q).toBe('ip 198.51.100.9 and port 22')
    expect(entries.map(({ text }) => text)).not.toContain('Add to the filter')
    expect(entries.map(({ text }) => text)).not.toContain('Take out of the filter')
    // On one side alone it is another question.
    const source = menu({ kind: 'port', port: 22, protocol: 6, side: 'any' }, `#${FLOWS}?q=port+22`)
    expect(led(source, 'Add to the filter').q).toBe('port 22 and proto tcp')
  })

  it('makes it a suspect, or no longer one', () => {
    expect(entry(menu(ADDRESS), 'Mark as suspect').does).toEqual({ toggleSuspect: '198.51.100.9' })
    expect(entry(menu({ ...ADDRESS, address: '203.0.113.7' }), 'No longer a suspect').does).toEqual({
      toggleSuspect: '203.0.113.7',
    })
    expect(led(menu(ADDRESS), 'Investigate as suspect').path).toBe('/case/7/suspect/198.51.100.9')
  })
})

describe('the menus of other values', () => {
  it('lead to the pages of an address and of a service, of the flows in use', () => {
    expect(led(menu(ADDRESS), 'Open its page')).toEqual({ path: '/case/7/address/198.51.100.9' })
    const dns: PivotValue = { kind: 'port', port: 53, protocol: 17, side: 'any' }
    expect(led(menu(dns, `#${FLOWS}?source=netflow`), 'Open its page')).toEqual({
      path: '/case/7/service/udp/53',
      source: 'netflow',
    })
    expect(menu({ ...dns, protocol: null }).map(({ text }) => text)).not.toContain('Open its page')
  })

  it('put an address in the notebook, and of other values the filter that asks for them', () => {
    expect(entry(menu(ADDRESS), 'Star, tag or note…').does).toEqual({
      mark: { kind: 'address', address: '198.51.100.9' },
    })
    expect(
      entry(menu({ kind: 'text', field: 'action', value: 'REJECT' }), 'Star, tag or note…').does,
    ).toEqual({
      mark: { kind: 'filter', filter: 'action REJECT', source: 'vpc' },
    })
  })

  it('put the second of a time in the notebook', () => {
    expect(entry(menu({ kind: 'time', at: 1_695_921_755.25 }), 'Star, tag or note…').does).toEqual({
      mark: { kind: 'range', from: 1_695_921_755, to: 1_695_921_756 },
    })
  })

  it('take a port with its protocol together', () => {
    const entries = menu({ kind: 'port', port: 53, protocol: 17, side: 'any' }, `#${FLOWS}?q=bytes+>+9`)
    expect(led(entries, 'Show only this').q).toBe('port 53 and proto udp')
    expect(led(entries, 'Only as destination').q).toBe('dst port 53 and proto udp')
    expect(led(entries, 'Take out of the filter').q).toBe('bytes > 9 and not (port 53 and proto udp)')
  })

  it('know no sides of a protocol without ports', () => {
    const texts = menu({ kind: 'port', port: 0, protocol: 1, side: 'any' }).map(({ text }) => text)
    expect(texts).toContain('Show only this')
    expect(texts).not.toContain('Only as source')
  })

  it('begin and end a range of time at a moment, whose own second belongs to it', () => {
    const entries = menu({ kind: 'time', at: 1_000.25 }, `#${FLOWS}?q=port+22&from=10&to=2000`)
    expect(led(entries, 'From this time on')).toEqual({ path: FLOWS, q: 'port 22', from: '1000', to: '2000' })
    expect(led(entries, 'Up to this time')).toEqual({ path: FLOWS, q: 'port 22', from: '10', to: '1001' })
    expect(led(entries, '5 minutes around it')).toEqual({
      path: FLOWS,
      q: 'port 22',
      from: '700',
      to: '1301',
    })
  })

  it('compare measures', () => {
    const entries = menu({ kind: 'number', field: 'bytes', value: 1340 })
    expect(led(entries, 'At least this').q).toBe('bytes >= 1340')
    expect(led(entries, 'At most this').q).toBe('bytes <= 1340')
  })

  it('name a field of a log even where it is called as a word of the filter language', () => {
    const entries = menu({ kind: 'text', field: 'port', value: 'a b' })
    expect(led(entries, 'Show only this').q).toBe('field port "a b"')
    expect(entry(entries, 'Copy').does).toEqual({ copy: 'a b', what: 'a b' })
  })
})

describe('the way from view to view', () => {
  const asked = '?q=port+22&from=100&source=netflow'

  it('takes the question along between views that have a filter', () => {
    const to = viewPath('7', 'count', `#${FLOWS}${asked}&sort=-bytes&row=4`)
    expect(Object.fromEntries(new URLSearchParams(placeOf(`#${to}`).search))).toEqual({
      q: 'port 22',
      from: '100',
      source: 'netflow',
    })
  })

  it('takes it to the timeline and back, without its zoom', () => {
    expect(viewPath('7', 'flows', '#/case/7/timeline?q=port+22&zoom=1-2')).toBe(`${FLOWS}?q=port+22`)
    expect(viewPath('7', 'timeline', `#${FLOWS}?q=port+22`)).toBe('/case/7/timeline?q=port+22')
  })

  it('begins anew in the same view, and in those without a filter', () => {
    expect(viewPath('7', 'flows', `#${FLOWS}${asked}`)).toBe(FLOWS)
    expect(viewPath('7', 'report', `#${FLOWS}${asked}`)).toBe('/case/7/report')
    expect(viewPath('7', 'flows', '#/case/7/suspect/198.51.100.9')).toBe(FLOWS)
  })
})

describe('a field of a flow', () => {
  it('is a value of its kind, with the side where it stands', () => {
    expect(fieldPivot('pkt-dstaddr', '198.51.100.9')).toEqual({
      kind: 'address',
      address: '198.51.100.9',
      side: 'dst',
    })
    expect(fieldPivot('srcport', 53)).toEqual({ kind: 'port', port: 53, protocol: null, side: 'src' })
    expect(fieldPivot('end', 9.5)).toEqual({ kind: 'time', at: 9.5 })
    expect(fieldPivot('vpc-id', 'vpc-1')).toEqual({ kind: 'text', field: 'vpc-id', value: 'vpc-1' })
    expect(fieldPivot('bytes', 2n ** 60n)).toBeNull()
    expect(fieldPivot('action', null)).toBeNull()
  })

  it('is copied as people read it', () => {
    expect(valueText({ kind: 'time', at: 1_695_921_755 })).toBe('2023-09-28 17:22:35 UTC')
    expect(valueText({ kind: 'number', field: 'protocol', value: 6 })).toBe('TCP')
    expect(valueText({ kind: 'port', port: 53, protocol: 17, side: 'any' })).toBe('53/UDP')
  })
})
