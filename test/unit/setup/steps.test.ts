import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { takeSteps } from '../../../scripts/setup/steps.mjs'
import { temporaryDirectory } from './temporary-directory'

function fileStep(directory: string, name: string, needs?: string): Step {
  return {
    isDone: () => existsSync(join(directory, name)),
    title: () => `Making ${name}`,
    run: () => {
      if (needs !== undefined && !existsSync(join(directory, needs)))
        throw new Error(`${name} needs ${needs}`)
      writeFileSync(join(directory, name), '')
    },
  }
}

it('takes the steps in order and says what it does; the second time it does and says nothing', async () => {
  const directory = temporaryDirectory()
  const steps = [fileStep(directory, 'a'), fileStep(directory, 'b', 'a'), fileStep(directory, 'c', 'b')]
  writeFileSync(join(directory, 'b'), 'made before')
  const lines: string[] = []

  await takeSteps(steps, (line) => lines.push(line))
  expect(lines).toEqual(['→ Making a', '→ Making c'])

  await takeSteps(steps, (line) => lines.push(line))
  expect(lines).toHaveLength(2)
})

it('goes no further than the step that fails', async () => {
  const directory = temporaryDirectory()
  const steps = [fileStep(directory, 'b', 'a'), fileStep(directory, 'c')]

  await expect(takeSteps(steps, () => {})).rejects.toThrow('b needs a')
  expect(existsSync(join(directory, 'c'))).toBe(false)
})
