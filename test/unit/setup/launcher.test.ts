import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeRuntime } from './fake-runtime'
import { temporaryDirectory } from './temporary-directory'

const LAUNCHER = join(__dirname, '../../../scripts/launch/flowcase.sh')
const CACHE = '/var/cache/flowcase'

/** Nothing connects to it: with it set, the launcher brings no display of its own. */
const SOME_DISPLAY = ':4242'

interface Run {
  readonly cwd?: string
  readonly input?: string
  readonly display?: string
}

function environment(runtime: string, display: string): NodeJS.ProcessEnv {
  return { ...process.env, FLOWCASE_RUNTIME: runtime, DISPLAY: display, WAYLAND_DISPLAY: '' }
}

function launch(
  behaviour: string,
  words: readonly string[],
  { cwd = temporaryDirectory(), input = '', display = SOME_DISPLAY }: Run = {},
): SpawnSyncReturns<string> {
  const runtime = writeRuntime(temporaryDirectory(), behaviour)
  return spawnSync(LAUNCHER, words, { cwd, input, encoding: 'utf8', env: environment(runtime, display) })
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** In place of the app: prints the process id of the X server that it was given. */
const PRINT_X_SERVER = `
  for pid in $(cat "/proc/$PPID/task/$PPID/children"); do
    if [ "$(cat "/proc/$pid/comm")" = Xvfb ]; then echo "$pid"; fi
  done`

it('hands every word on as it is, behind switches of its own', () => {
  const words = ['a b', "it's", '"quoted"', 'two\nlines', '', '*', '$(id)', '-x', '--title=ä €', '\\']

  const { stdout, status } = launch(`printf '%s\\0' "$@"`, words)

  expect(stdout.split('\0').slice(0, -1)).toEqual(['--log-level=3', ...words])
  expect(status).toBe(0)
})

it('passes the standard streams through, and the exit code back', () => {
  const behaviour = 'cat; echo remark >&2; exit 7'
  for (const display of [SOME_DISPLAY, '']) {
    const { stdout, stderr, status } = launch(behaviour, [], { input: 'piped in\n', display })
    expect({ stdout, stderr, status }).toEqual({ stdout: 'piped in\n', stderr: 'remark\n', status: 7 })
  }
})

it("runs in the caller's directory", () => {
  const cwd = temporaryDirectory()
  expect(launch('pwd', [], { cwd }).stdout).toBe(`${realpathSync(cwd)}\n`)
})

it('never runs without the sandbox', () => {
  const { stdout, stderr, status } = launch('echo started', ['--no-sandbox', 'folder'])
  expect(stdout).toBe('')
  expect(stderr).toContain("--no-sandbox is refused: Flowcase always runs in Chromium's sandbox.")
  expect(status).toBe(2)
})

it('says where the runtime is missing', () => {
  const { stderr, status } = spawnSync(LAUNCHER, [], {
    encoding: 'utf8',
    env: environment('/nowhere/electron', SOME_DISPLAY),
  })
  expect(stderr).toContain('the Electron runtime is missing (/nowhere/electron)')
  expect(status).toBe(1)
})

it('is found beside its executable when it is packaged, also through a link', () => {
  const directory = temporaryDirectory()
  writeFileSync(join(directory, 'flowcase'), readFileSync(LAUNCHER))
  chmodSync(join(directory, 'flowcase'), 0o755)
  const runtime = writeRuntime(directory, 'echo packaged "$@"')
  writeFileSync(join(directory, 'flowcase-bin'), readFileSync(runtime))
  chmodSync(join(directory, 'flowcase-bin'), 0o755)
  const link = join(temporaryDirectory(), 'flowcase')
  symlinkSync(join(directory, 'flowcase'), link)

  const { stdout } = spawnSync(link, ['folder'], { encoding: 'utf8', env: environment('', SOME_DISPLAY) })

  expect(stdout).toBe('packaged --log-level=3 folder\n')
})

it('becomes the app when there is a display, as those who drive it by its process id need', async () => {
  const runtime = writeRuntime(temporaryDirectory(), 'echo $$; exec sleep 60')
  const app = spawn(LAUNCHER, [], { env: environment(runtime, SOME_DISPLAY) })
  const [printed] = await once(app.stdout.setEncoding('utf8'), 'data')
  app.kill()
  await once(app, 'close')

  expect(Number(printed)).toBe(app.pid)
})

it('brings a display where there is none, and ends it with the app', () => {
  const { stdout, status } = launch(`${PRINT_X_SERVER}\ntest -s "$XAUTHORITY" && exit 3`, [], { display: '' })

  expect(status).toBe(3)
  expect(Number(stdout)).toBeGreaterThan(1)
  expect(isRunning(Number(stdout))).toBe(false)
})

it('ends app and display when it is told to end, however that is done', async () => {
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const) {
    const runtime = writeRuntime(temporaryDirectory(), `${PRINT_X_SERVER}\nexec sleep 60`)
    const app = spawn(LAUNCHER, [], { env: environment(runtime, '') })
    const [printed] = await once(app.stdout.setEncoding('utf8'), 'data')
    expect(isRunning(Number(printed))).toBe(true)
    app.kill(signal)
    const [exitCode] = await once(app, 'exit')
    expect(exitCode).toBe(code)
    if (signal !== 'SIGKILL') expect(isRunning(Number(printed))).toBe(false)
    else await expect.poll(() => stateOf(Number(printed))).toMatch(/gone|Z/)
    app.stdout.destroy()
  }
})

/** Of a process: a letter such as S or Z (ended, but not asked after yet), or that it is gone. */
function stateOf(pid: number): string {
  try {
    return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
  } catch {
    return 'gone'
  }
}

if (process.getuid?.() === 0) {
  const WRITE_REPORT = `
    echo "stage $FLOWCASE_STAGE"
    echo '{}' >"$FLOWCASE_STAGE/findings.json"
    printf '#!/bin/sh\\n' >"$FLOWCASE_STAGE/verify.sh"; chmod 755 "$FLOWCASE_STAGE/verify.sh"`

  it('started by root, runs as another user, who may read what root may read and write nothing of it', () => {
    const closed = temporaryDirectory()
    chmodSync(closed, 0o700)
    writeFileSync(join(closed, 'evidence'), 'for root alone', { mode: 0o600 })

    const { stdout } = launch(
      `id -un; echo "$HOME"; cat evidence; echo; echo x 2>/dev/null >evidence || echo refused`,
      [],
      {
        cwd: closed,
      },
    )

    expect(stdout).toBe('flowcase\n/var/lib/flowcase\nfor root alone\nrefused\n')
    expect(readFileSync(join(closed, 'evidence'), 'utf8')).toBe('for root alone')
  })

  it("delivers the report into root's directory, and keeps nothing of it", () => {
    for (const [exitCode, out] of [
      [0, ['--out', 'new/out dir']],
      [3, ['--out=new/out dir']],
    ] as const) {
      const cwd = temporaryDirectory()
      chmodSync(cwd, 0o700)
      const { stdout, status } = launch(`${WRITE_REPORT}; exit ${exitCode}`, ['report', 'folder', ...out], {
        cwd,
      })

      const delivered = join(cwd, 'new/out dir')
      expect(status).toBe(exitCode)
      expect(readdirSync(delivered).sort()).toEqual(['findings.json', 'verify.sh'])
      expect(readFileSync(join(delivered, 'findings.json'), 'utf8')).toBe('{}\n')
      expect(statSync(join(delivered, 'findings.json')).uid).toBe(0)
      expect(statSync(join(delivered, 'verify.sh')).mode & 0o111).toBe(0o111)
      expect(existsSync(stdout.trim().replace('stage ', ''))).toBe(false)
    }
  })

  it('replaces an earlier report', () => {
    const cwd = temporaryDirectory()
    mkdirSync(join(cwd, 'out'))
    writeFileSync(join(cwd, 'out/findings.json'), 'earlier')
    launch(WRITE_REPORT, ['report', 'folder', '--out', 'out'], { cwd })
    expect(readFileSync(join(cwd, 'out/findings.json'), 'utf8')).toBe('{}\n')
  })

  it('leaves no trace where the app wrote no report', () => {
    for (const exitCode of [1, 2, 4]) {
      const cwd = temporaryDirectory()
      const { status } = launch(`${WRITE_REPORT}; exit ${exitCode}`, ['report', 'folder', '--out', 'out'], {
        cwd,
      })
      expect(status).toBe(exitCode)
      expect(readdirSync(cwd)).toEqual([])
    }
  })

  it('refuses a directory that cannot be written to, before any work', () => {
    const cwd = temporaryDirectory()
    writeFileSync(join(cwd, 'file'), '')
    const { stdout, stderr, status } = launch(WRITE_REPORT, ['report', 'folder', '--out', 'file/out'], {
      cwd,
    })
    expect(stdout).toBe('')
    expect(stderr).toContain(`cannot write the report into ${realpathSync(cwd)}/file/out: `)
    expect(stderr).toContain('is not a directory')
    expect(status).toBe(4)
  })

  it('gives nothing of root away through what the app left in its stage', () => {
    const cwd = temporaryDirectory()
    writeFileSync(join(cwd, 'secret'), 'for root alone', { mode: 0o600 })
    launch(`ln -s '${cwd}/secret' "$FLOWCASE_STAGE/findings.md"`, ['report', 'folder', '--out', 'out'], {
      cwd,
    })
    expect(readdirSync(join(cwd, 'out'))).toEqual([])
  })

  it('stages nothing when no report is asked for', () => {
    const { stdout } = launch(`echo "<$FLOWCASE_STAGE>"`, ['folder', '--out', 'out'])
    expect(stdout).toBe('<>\n')
  })

  it('runs from a copy where the user cannot reach the original, and renews it with the app', () => {
    const closed = temporaryDirectory()
    chmodSync(closed, 0o700)
    const runtime = writeRuntime(closed, 'echo "$0"; cat "$(dirname "$0")/resources/app/out/main.cjs"')
    const copies = new Set<string>()
    for (const built of ['first', 'second build', 'second build']) {
      writeFileSync(join(closed, 'resources/app/out/main.cjs'), built, { mode: 0o600 })
      const { stdout } = spawnSync(LAUNCHER, [], {
        encoding: 'utf8',
        env: environment(runtime, SOME_DISPLAY),
      })
      const [executable = '', content] = stdout.split('\n')
      expect(content).toBe(built)
      copies.add(executable.slice(0, executable.lastIndexOf('/')))
    }
    const left = [...copies].filter((copy) => existsSync(copy))
    for (const copy of copies)
      if (copy.startsWith(`${CACHE}/`)) rmSync(copy, { recursive: true, force: true })

    expect([...copies].every((copy) => copy.startsWith(`${CACHE}/`))).toBe(true)
    expect(left).toHaveLength(1)
  })
} else {
  it('started by an ordinary user, leaves everything to the app', () => {
    const { stdout } = launch(`id -u; echo "<$FLOWCASE_STAGE>"`, ['report', 'folder', '--out', 'out'])
    expect(stdout).toBe(`${process.getuid?.()}\n<>\n`)
  })
}
