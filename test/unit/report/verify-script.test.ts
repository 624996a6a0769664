import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { figureCommand } from '../../../src/renderer/report/command/figure-command'
import { verifyScript } from '../../../src/renderer/report/verify-script'
import { ANY, address, type Filter } from '../../../src/shared/filter/ast'
import type { Figure } from '../../../src/shared/findings/figure'
import { EvidenceFolder } from './evidence-folder'

const HEAD = {
  title: 'Case "7"\n$(touch pwned)',
  tool: 'Flowcase 0.1.0',
  generated: '2023-10-01 00:00:00 UTC',
}

function folderWithLog(): EvidenceFolder {
  const folder = new EvidenceFolder()
  folder.addFlowLog('a b.log.gz', 'srcaddr dstaddr bytes\n10.0.0.1 10.0.0.2 100\n10.0.0.3 10.0.0.2 20\n')
  folder.add(`-odd 'name"\nof\\a file`, 'text')
  folder.add('notes.txt', 'notes')
  return folder
}

function bytesFigure(folder: EvidenceFolder, id: string, filter: Filter, value: number): Figure {
  const ask = { of: 'sum', field: 'bytes', filter } as const
  const command = figureCommand(ask, 'vpc', folder.evidence)
  return { id, label: id, value, unit: 'bytes', source: 'vpc', filter: '', command }
}

/** Runs the script from a directory that is not the evidence folder. */
function verify(script: string, folder: string): { status: number | null; lines: string[]; stderr: string } {
  const directory = mkdtempSync(join(tmpdir(), 'flowcase-verify-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const path = join(directory, 'verify.sh')
  writeFileSync(path, script)
  const { status, stdout, stderr } = spawnSync('sh', [path, folder], { cwd: directory, encoding: 'utf8' })
  expect(readdirSync(directory)).toEqual(['verify.sh'])
  return { status, lines: stdout.trimEnd().split('\n'), stderr }
}

test('everything is equal', () => {
  const folder = folderWithLog()
  const figures = [
    bytesFigure(folder, 'totals.bytes', ANY, 120),
    bytesFigure(folder, 'suspect.1.bytes', address('10.0.0.1'), 100),
    {
      ...bytesFigure(folder, 'suspect.1.first', ANY, 0),
      value: null,
      command: 'echo null',
      unit: 'epoch seconds',
    } as const,
  ]
  const before = execFileSync('ls', ['-lA', '--time-style=full-iso', folder.path], { encoding: 'utf8' })
  const { status, lines, stderr } = verify(verifyScript(HEAD, folder.evidence, figures), folder.path)
  expect(lines).toEqual([
    'ok         SHA-256 of a b.log.gz',
    `ok         SHA-256 of \\./-odd 'name"\\nof\\\\a file`,
    'ok         SHA-256 of notes.txt',
    'ok         totals.bytes = 120 bytes',
    'ok         suspect.1.bytes = 100 bytes',
    'ok         suspect.1.first = null epoch seconds',
    '',
    '6 checks are equal, 0 differ.',
  ])
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(execFileSync('ls', ['-lA', '--time-style=full-iso', folder.path], { encoding: 'utf8' })).toBe(before)
})

test('the folder is the current directory when none is named', () => {
  const folder = folderWithLog()
  const script = verifyScript(HEAD, folder.evidence, [bytesFigure(folder, 'totals.bytes', ANY, 120)])
  const { status, stdout } = spawnSync('sh', ['-s'], { cwd: folder.path, input: script, encoding: 'utf8' })
  expect(stdout).toContain('4 checks are equal, 0 differ.')
  expect(status).toBe(0)
})

test('a file that was tampered with, one that is missing, and a figure that is wrong', () => {
  const folder = folderWithLog()
  const figures = [bytesFigure(folder, 'right', ANY, 120), bytesFigure(folder, 'wrong', ANY, 121)]
  const script = verifyScript(HEAD, folder.evidence, figures)
  appendFileSync(join(folder.path, 'notes.txt'), '!')
  rmSync(join(folder.path, `-odd 'name"\nof\\a file`))
  const { status, lines } = verify(script, folder.path)
  expect(lines).toContain('DIFFERENT  SHA-256 of notes.txt')
  expect(lines).toContain(`DIFFERENT  SHA-256 of \\./-odd 'name"\\nof\\\\a file`)
  expect(lines).toContain('ok         right = 120 bytes')
  expect(lines).toContain(`DIFFERENT  wrong: the report has 121 bytes, the evidence gives '120'`)
  expect(lines.at(-1)).toBe('2 checks are equal, 3 differ.')
  expect(status).toBe(1)
})

test('a figure whose program is missing says why', () => {
  const folder = folderWithLog()
  const figure = { ...bytesFigure(folder, 'odd', ANY, 1), command: 'no-such-program | awk 1' }
  const { status, lines } = verify(verifyScript(HEAD, folder.evidence, [figure]), folder.path)
  expect(lines.join('\n')).toMatch(/DIFFERENT {2}odd: .*\n.*no-such-program.*not found/)
  expect(status).toBe(1)
})

test('what could not be hashed is named, and a folder that is not there is no success', () => {
  const folder = folderWithLog()
  const unread = {
    ...(folder.evidence[0] as (typeof folder.evidence)[0]),
    path: 'locked\u202e.gz',
    sha256: null,
  }
  const script = verifyScript(HEAD, [unread], [])
  expect(verify(script, folder.path).lines[0]).toBe('not checked  locked\\u202e.gz: it could not be read')
  expect(verify(script, join(folder.path, 'nowhere')).status).toBe(2)
})

test('names that no list of checksums can hold', () => {
  const folder = folderWithLog()
  folder.add('line\rend', 'x')
  const odd = folder.add('odd', 'y')
  renameSync(
    join(folder.path, 'odd'),
    Buffer.concat([Buffer.from(`${folder.path}/odd`), Buffer.from([0xff])]),
  )
  folder.evidence = folder.evidence.map((file) => (file === odd ? { ...file, path: 'odd\\xff' } : file))
  const { status, lines } = verify(verifyScript(HEAD, folder.evidence, []), folder.path)
  expect(lines).toContain('ok         SHA-256 of line\\rend')
  expect(lines).toContain('ok         SHA-256 of odd\\xff')
  expect(lines.at(-1)).toBe('5 checks are equal, 0 differ.')
  expect(status).toBe(0)
})

test('a command that holds the mark of its own end', () => {
  const folder = folderWithLog()
  const figure = { ...bytesFigure(folder, 'odd', ANY, 7), command: 'cat >/dev/null <<END\nEND\necho 7' }
  const { status } = verify(verifyScript(HEAD, [], [figure]), folder.path)
  expect(status).toBe(0)
})
