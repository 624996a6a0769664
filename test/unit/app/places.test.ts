import { describe, expect, it } from 'vitest'
import { placeOf } from '../../../src/renderer/app/hash-location'
import { casePath, flowsPath, numberOf, suspectPath } from '../../../src/renderer/app/places'

describe('places in the app', () => {
  it('keep a filter and its time range in the query of the fragment', () => {
    const path = flowsPath('c 1', 'ip 2001:db8::9 and port 22', {
      source: 'netflow',
      time: { from: 100, to: undefined },
    })
    const place = placeOf(`#${path}`)
    expect(place.path).toBe('/case/c%201/flows')
    const params = new URLSearchParams(place.search)
    expect(params.get('q')).toBe('ip 2001:db8::9 and port 22')
    expect(params.get('source')).toBe('netflow')
    expect(numberOf(params, 'from')).toBe(100)
    expect(numberOf(params, 'to')).toBeUndefined()
  })

  it('leave out what says nothing', () => {
    expect(flowsPath('1', 'any')).toBe('/case/1/flows')
    expect(casePath('1', 'evidence', { file: 0, find: '', show: null })).toBe('/case/1/evidence?file=0')
  })

  it('take an IPv6 address in the path', () => {
    expect(suspectPath('1', '2001:db8::9')).toBe('/case/1/suspect/2001%3Adb8%3A%3A9')
  })

  it('begin at home', () => {
    expect(placeOf('')).toEqual({ path: '/', search: '' })
  })
})
