import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ProcessOptions, runProcess } from '../../../src/main/process/run-process'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-process-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' }

function run(command: string, args: readonly string[], more: Partial<ProcessOptions> = {}) {
  return runProcess({
    command,
    args,
    env,
    cwd: dir,
    wallLimitMs: 30_000,
    keepStderr: { headBytes: 100, tailBytes: 100 },
    ...more,
  })
}

function sh(script: string, more: Partial<ProcessOptions> = {}) {
  return run('sh', ['-c', script], more)
}

test('hands over every line once, in order, the unterminated last one included', async () => {
  const lines: string[] = []
  const result = await sh("seq 1 200000; printf 'sp\\303\\244t'", {
    onStdoutLine: (line) => lines.push(line),
  })
  expect(result).toMatchObject({ code: 0, signal: null, killedBy: null, stderrBytes: 0 })
  expect(lines.length).toBe(200_001)
  expect(lines.slice(0, 200_000).every((line, at) => line === String(at + 1))).toBe(true)
  expect(lines[200_000]).toBe('spät')
})

test('reads no further while a line is being worked on', async () => {
  const mark = join(dir, 'mark')
  let inFlight = 0
  let most = 0
  let seen = 0
  // The pipe and the stream hold some 128 KB: a program that writes 2 MB can't be done while line 1 is pending.
  const result = await sh(`head -c 2000000 /dev/zero | tr '\\0' 'a' | fold -w 1000; : > ${mark}`, {
    onStdoutLine: async () => {
      most = Math.max(most, ++inFlight)
      if (seen++ === 0) {
        for (let round = 0; round < 50; round++) await new Promise((resolve) => setImmediate(resolve))
        expect(readdirSync(dir)).toEqual([])
      }
      inFlight--
    },
  })
  expect(result.code).toBe(0)
  expect(most).toBe(1)
  expect(seen).toBe(2_000)
  expect(readdirSync(dir)).toEqual(['mark'])
})

test('keeps the exit code, and the head and tail of a long standard error', async () => {
  const result = await sh('i=0; while [ $i -lt 1000 ]; do echo "line $i" >&2; i=$((i+1)); done; exit 7')
  expect(result.code).toBe(7)
  // 10 lines of 7 bytes, 90 of 8, 900 of 9
  expect(result.stderrBytes).toBe(70 + 720 + 8_100)
  expect(result.stderrHead).toHaveLength(100)
  expect(result.stderrHead.startsWith('line 0\nline 1\n')).toBe(true)
  expect(result.stderrTail).toHaveLength(100)
  expect(result.stderrTail.endsWith('line 998\nline 999\n')).toBe(true)
})

test('a short standard error stands in the head once', async () => {
  expect(await sh('printf oops >&2')).toMatchObject({ stderrHead: 'oops', stderrTail: '', stderrBytes: 4 })
})

test('abort ends a running program and stops the lines', async () => {
  const abort = new AbortController()
  let lines = 0
  const result = await run('yes', [], {
    signal: abort.signal,
    onStdoutLine: () => {
      if (++lines === 10) abort.abort()
    },
  })
  expect(result).toMatchObject({ code: null, signal: 'SIGTERM', killedBy: 'abort' })
  expect(lines).toBe(10)
})

test('nothing is started for a signal that is aborted already', async () => {
  const abort = new AbortController()
  abort.abort()
  expect(await sh(': > started', { signal: abort.signal })).toMatchObject({ code: null, killedBy: 'abort' })
  expect(readdirSync(dir)).toEqual([])
})

test('a program that ignores SIGTERM gets SIGKILL, even when a child of it holds the pipes', async () => {
  const abort = new AbortController()
  const result = await sh("trap '' TERM; echo up; sleep 30 & wait; sleep 30", {
    signal: abort.signal,
    onStdoutLine: () => abort.abort(),
  })
  expect(result).toMatchObject({ code: null, signal: 'SIGKILL', killedBy: 'abort' })
}, 15_000)

test('the wall limit ends a program that hangs', async () => {
  expect(await run('sleep', ['30'], { wallLimitMs: 50 })).toMatchObject({
    code: null,
    signal: 'SIGTERM',
    killedBy: 'limit',
  })
})

test('standard error can end the program', async () => {
  let heard = ''
  const result = await sh('echo fine >&2; echo "no space left" >&2; exec sleep 30', {
    onStderrChunk: (text) => {
      heard += text
      return heard.includes('no space') ? 'kill' : undefined
    },
  })
  expect(result).toMatchObject({ code: null, killedBy: 'watch', stderrHead: 'fine\nno space left\n' })
})

test('an error in a callback ends the program and comes out', async () => {
  const failing = run('yes', [], {
    onStdoutLine: () => {
      throw new Error('bad line')
    },
  })
  await expect(failing).rejects.toThrow('bad line')
})

test('a line without end is refused', async () => {
  const endless = run('cat', ['/dev/zero'], { onStdoutLine: () => {} })
  await expect(endless).rejects.toThrow('A line of more than 1048576 characters came')
})

test('a program that is not installed is named', async () => {
  const missing = run('no-such-program-here', [])
  await expect(missing).rejects.toMatchObject({
    message: "Can't start no-such-program-here: it is not installed",
    cause: { code: 'ENOENT' },
  })
})

test('no argument is interpreted, and nothing of the environment is inherited', async () => {
  const names = ['a;touch pwned.pcap', '$(id)', '`id`', '-w x', 'sp ace', '"q\'', 'ü\n*']
  for (const name of names) writeFileSync(join(dir, name), name)
  let out = ''
  const result = await run('cat', ['--', ...names], {
    onStdoutLine: (line) => {
      out += `${line}\n`
    },
  })
  expect(result.code).toBe(0)
  expect(out).toBe(`${names.join('')}\n`)
  expect(readdirSync(dir).sort()).toEqual([...names].sort())

  const variables: string[] = []
  await run('/usr/bin/env', [], { env: { ONLY: 'this' }, onStdoutLine: (line) => variables.push(line) })
  expect(variables).toEqual(['ONLY=this'])
})
