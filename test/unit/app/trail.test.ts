import { describe, expect, it } from 'vitest'
import { crumbsOf } from '../../../src/renderer/app/shell/crumbs'
import { movedTo, pushed, replaced, type Trail, trailFrom } from '../../../src/renderer/app/trail'

const FLOWS = '/case/7/flows'

function walk(...places: readonly string[]): Trail {
  return places.reduce(pushed, trailFrom('/'))
}

describe('the trail of visited places', () => {
  it('loses what lay ahead when another way is taken', () => {
    const back = movedTo(walk('/a', '/b', '/c'), 1) as Trail
    expect(pushed(back, '/d')).toEqual({ first: 0, places: ['/', '/a', '/d'], at: 2 })
  })

  it('knows no step that it never had', () => {
    expect(movedTo(walk('/a'), 2)).toBeNull()
    expect(movedTo(walk('/a'), -1)).toBeNull()
  })

  it('puts a place in the stead of the present one alone', () => {
    const back = movedTo(walk('/a', '/b'), 1) as Trail
    expect(replaced(back, '/x').places).toEqual(['/', '/x', '/b'])
  })

  it('forgets the oldest steps of a long way, and keeps their numbers', () => {
    const long = walk(...Array.from({ length: 1_000 }, (_, i) => `/${i}`))
    expect(long.at).toBe(1_000)
    expect(long.places.at(-1)).toBe('/999')
    expect(long.places.length).toBe(long.at - long.first + 1)
    expect(movedTo(long, long.first)?.places[0]).toBe(`/${long.first - 1}`)
    expect(movedTo(long, long.first - 1)).toBeNull()
  })
})

describe('the crumbs of a case', () => {
  it('name the view, its filter and its time range in UTC', () => {
    const trail = walk(
      '/case/7/overview',
      `${FLOWS}?q=port+22&from=1695921755`,
      '/case/7/suspect/2001%3Adb8%3A%3A9',
    )
    expect(crumbsOf(trail, '7', 'UTC')).toEqual([
      { step: 1, view: 'Overview', about: '', current: false },
      { step: 2, view: 'Flows', about: 'port 22 from 2023-09-28 17:22:35 UTC', current: false },
      { step: 3, view: 'Suspect', about: '2001:db8::9', current: true },
    ])
  })

  it('tell times on the clock of the case, and name it', () => {
    const trail = walk(`${FLOWS}?from=1695921755&to=1695925355`)
    // TZ=Asia/Kathmandu date -d @1695921755
    expect(crumbsOf(trail, '7', 'Asia/Kathmandu')[0]?.about).toBe(
      'from 2023-09-28 23:07:35 to 2023-09-29 00:07:35 Kathmandu',
    )
  })

  it('name what is stacked, counted, listed or left out, and the source', () => {
    const trail = walk(
      '/case/7/timeline?by=service&measure=bytes',
      '/case/7/timeline?by=service',
      '/case/7/count?group=srcaddr&source=netflow',
      `${FLOWS}?q=port+22&rows=conversations`,
      '/case/7/graph?bytes=1000000&records=10',
      '/case/7/suspect/10.0.0.9?from=port+22',
    )
    expect(crumbsOf(trail, '7', 'UTC').map(({ view, about }) => `${view}: ${about}`)).toEqual([
      'Timeline: by service',
      'Count: NetFlow by source address',
      'Flows: port 22 conversations',
      'Graph: 1.0 MB and more 10 records and more',
      'Suspect: 10.0.0.9 from port 22',
    ])
  })

  it('are one for what only sorts or selects otherwise', () => {
    const trail = walk(`${FLOWS}?q=port+22`, `${FLOWS}?sort=-bytes&q=port+22`, `${FLOWS}?q=port+22&row=4`)
    expect(crumbsOf(trail, '7', 'UTC').map(({ step, current }) => [step, current])).toEqual([[3, true]])
    // Back at the first of them, the crumb is where one is, and not where one was last.
    expect(
      crumbsOf(movedTo(trail, 1) as Trail, '7', 'UTC').map(({ step, current }) => [step, current]),
    ).toEqual([[1, true]])
  })

  it('show what lies ahead, and end where another case begins', () => {
    const trail = walk('/case/8/flows', '/case/7/evidence', FLOWS, '/case/7/report', '/case/8/flows')
    const crumbs = crumbsOf(movedTo(trail, 3) as Trail, '7', 'UTC')
    expect(crumbs.map(({ view, current }) => [view, current])).toEqual([
      ['Evidence', false],
      ['Flows', true],
      ['Report', false],
    ])
  })
})
