import { describe, expect, it } from 'vitest'
import { warmUp } from '../../../src/main/evidence/warm-up'

describe('warming up', () => {
  it('ends at once where there is something to do', async () => {
    let asked = 0
    await warmUp(() => asked++ < 5)
    expect(asked).toBe(6)
  })

  it('ends by itself, after 600 files of 300 records', async () => {
    let asked = 0
    await warmUp(() => ++asked > 0)
    expect(asked).toBe(600)
  })
})
