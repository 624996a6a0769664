import Dexie from 'dexie'
import { describe, expect, it } from 'vitest'
import { storingProblem } from '../../../src/renderer/engine/storing-problem'

describe('what is said when a case can not be stored', () => {
  const full = new DOMException('The transaction was aborted.', 'QuotaExceededError')

  it.each([
    ['as the browser tells it', full],
    ['as Dexie tells it', new Dexie.QuotaExceededError()],
    [
      'as the reason of an aborted transaction',
      Object.assign(new Error('Transaction aborted'), { name: 'AbortError', inner: full }),
    ],
  ])('is to make room where there is none: %s', (_how, problem) => {
    expect(storingProblem(problem)).toMatch(
      /^There is no room .* Make room on the drive .*open the case again/,
    )
  })

  it('is the reason in all other cases, and how to go on', () => {
    const message = storingProblem(new Error('Internal error opening backing store.'))
    expect(message).toMatch(
      /^The case could not be stored \(Internal error opening backing store\.\)\. .*open the case again/,
    )
  })
})
