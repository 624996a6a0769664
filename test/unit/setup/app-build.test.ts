import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { appBuildStep } from '../../../scripts/setup/app-build.mjs'
import { takeSteps } from '../../../scripts/setup/steps.mjs'
import { temporaryDirectory } from './temporary-directory'

/** Builds by appending a line to out/main/main.cjs; fails when the source says so. */
const BUILDER = `
const fs = require('fs')
const source = fs.readFileSync('src/main/main.ts', 'utf8')
if (source === 'broken') { console.error('main.ts: broken'); process.exit(1) }
fs.mkdirSync('out/main', { recursive: true })
fs.appendFileSync('out/main/main.cjs', source + '\\n')
`

function checkout(): string {
  const root = temporaryDirectory()
  mkdirSync(join(root, 'src/main'), { recursive: true })
  mkdirSync(join(root, 'node_modules/electron-vite/bin'), { recursive: true })
  writeFileSync(join(root, 'node_modules/electron-vite/bin/electron-vite.js'), BUILDER)
  writeFileSync(join(root, 'package-lock.json'), '{}')
  writeFileSync(join(root, 'src/main/main.ts'), 'first')
  return root
}

async function setUp(root: string): Promise<number> {
  let steps = 0
  await takeSteps([appBuildStep(root)], () => {
    steps += 1
  })
  return steps
}

it('builds once, and again whenever something that the build reads has changed', async () => {
  const root = checkout()
  expect([await setUp(root), await setUp(root)]).toEqual([1, 0])

  writeFileSync(join(root, 'src/main/main.ts'), 'second')
  expect([await setUp(root), await setUp(root)]).toEqual([1, 0])

  writeFileSync(join(root, 'src/main/added.ts'), '')
  expect([await setUp(root), await setUp(root)]).toEqual([1, 0])

  renameSync(join(root, 'src/main/added.ts'), join(root, 'src/main/renamed.ts'))
  expect([await setUp(root), await setUp(root)]).toEqual([1, 0])

  writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion":3}')
  expect([await setUp(root), await setUp(root)]).toEqual([1, 0])

  rmSync(join(root, 'out'), { recursive: true })
  expect([await setUp(root), await setUp(root)]).toEqual([1, 0])
  expect(readFileSync(join(root, 'out/main/main.cjs'), 'utf8')).toBe('second\n')
})

it('shows what the build said when it fails, and does not take it for done', async () => {
  const root = checkout()
  writeFileSync(join(root, 'src/main/main.ts'), 'broken')

  await expect(setUp(root)).rejects.toThrow('main.ts: broken')
  writeFileSync(join(root, 'src/main/main.ts'), 'mended')
  expect(await setUp(root)).toBe(1)
})
