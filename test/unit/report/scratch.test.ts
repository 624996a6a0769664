import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { investigateCase } from '../../../src/renderer/investigation/investigate-case'
import { figureCommand } from '../../../src/renderer/report/command/figure-command'
import { caseRecord, readFolder } from '../investigation/case-folder'

test('sample', async () => {
  const { ask, evidence } = await readFolder('/tmp/sample/20230928')
  const investigation = await investigateCase(
    ask,
    { ...caseRecord(['20.106.124.93']), title: 'Investigation of 20.106.124.93' },
    evidence,
  )
  writeFileSync(
    '/tmp/rz/investigation.json',
    JSON.stringify(investigation, (_k, v) => (typeof v === 'bigint' ? `${v}n` : v)),
  )
  let t = 0
  const bad = []
  for (const q of investigation.figures) {
    const command = figureCommand(q.ask, q.source, evidence, q.value)
    const a = Date.now()
    const r = spawnSync('sh', ['-c', command], { cwd: '/tmp/sample/20230928', encoding: 'utf8' })
    t += Date.now() - a
    if (r.stdout !== `${q.value}\n`) bad.push([q.id, q.value, r.stdout, command])
  }
  console.log(investigation.figures.length, 'figures', t, 'ms', JSON.stringify(bad, null, 1))
  expect(bad).toEqual([])
}, 600000)
