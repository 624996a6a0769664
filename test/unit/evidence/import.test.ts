import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import { startImport, warmReaders } from '../../../src/main/evidence/import'
import type { ImportRequest } from '../../../src/shared/ipc/channels'
import type { ImportMessage } from '../../../src/shared/ipc/import-messages'
import { folderOf, randomRecords, shell, V2_HEADER } from './flow-log-text'

beforeAll(async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'flowcase-worker-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: 'src/main/evidence/evidence-worker.ts',
      outDir,
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'worker.cjs' } },
    },
    ssr: { noExternal: true },
  })
  warmReaders(join(outDir, 'worker.cjs'))
})

const NOTHING_KNOWN: ImportRequest = { folderId: '0123456789abcdef', known: [], nextEvidenceId: 0 }

interface Run {
  readonly messages: ImportMessage[]
  readonly done: Promise<void>
  readonly abort: () => void
  credit(batches: number): void
}

/** An import with the engine's part played by the test: credits come when it gives them. */
function run(root: string, request: ImportRequest = NOTHING_KNOWN): Run {
  const messages: ImportMessage[] = []
  const controller = new AbortController()
  let credits = 0
  const waiting: { resolve: () => void; reject: (error: unknown) => void }[] = []
  controller.signal.addEventListener('abort', () => {
    for (const { reject } of waiting) reject(controller.signal.reason)
  })
  const serve = () => {
    while (credits > 0 && waiting.length > 0) {
      credits--
      waiting.shift()?.resolve()
    }
  }
  const done = startImport({
    root,
    request,
    workDir: mkdtempSync(join(tmpdir(), 'flowcase-work-')),
    signal: controller.signal,
    send: (message) => messages.push(message),
    credits: {
      take: () =>
        new Promise((resolve, reject) => {
          waiting.push({ resolve, reject })
          serve()
        }),
    },
  })
  return {
    messages,
    done,
    abort: () => controller.abort(),
    credit(batches) {
      credits += batches
      serve()
    },
  }
}

function batches(messages: readonly ImportMessage[]) {
  return messages.flatMap((message) => (message.type === 'batch' ? [message] : []))
}

function flows(messages: readonly ImportMessage[]): number {
  return batches(messages).reduce((sum, { block }) => sum + (block?.count ?? 0), 0)
}

function end(messages: readonly ImportMessage[]) {
  const last = messages.at(-1)
  return last?.type === 'end' ? last : expect.fail('the import did not end with its end')
}

const log = (seed: number, records = 3000) => `${V2_HEADER}\n${randomRecords(records, seed).join('\n')}\n`

describe('an import', () => {
  it('reads every file of a tree, links and devices left out and said', async () => {
    const root = folderOf({ 'a b.log.gz': log(1), "it's.txt": 'no flow log\n', 'x\ny.log': log(2) })
    mkdirSync(join(root, 'deep/er'), { recursive: true })
    writeFileSync(join(root, 'deep/er/c.log.gz'), gzipSync(log(3)))
    symlinkSync('/etc', join(root, 'out'))
    symlinkSync('.', join(root, 'deep/loop'))
    shell(root, 'mkfifo pipe')
    const { messages, done, credit } = run(root)
    credit(1000)
    await done
    expect(end(messages)).toEqual({
      type: 'end',
      outcome: { state: 'complete' },
      remarks: [
        { path: 'deep/loop', message: expect.stringContaining('Link') },
        { path: 'out', message: expect.stringContaining('Link') },
        { path: 'pipe', message: expect.stringContaining('pipe') },
      ],
    })
    const files = batches(messages).flatMap(({ complete }) => complete)
    expect(files.sort((a, b) => a.id - b.id).map(({ id, path, kind }) => `${id} ${path} ${kind}`)).toEqual([
      '0 a b.log.gz vpc-flow-log',
      '1 deep/er/c.log.gz vpc-flow-log',
      "2 it's.txt unrecognised",
      '3 x\ny.log vpc-flow-log',
    ])
    const records = shell(root, `find . -type f -name '*.log*' -exec zcat -f {} + | grep -c ' OK$'`)
    expect(String(flows(messages))).toBe(records)
  })

  it('says what is wrong with the folder', async () => {
    const { messages, done } = run('/nonexistent/folder')
    await done
    expect(end(messages).outcome).toEqual({
      state: 'failed',
      message: "The folder can't be read: ENOENT",
    })
  })

  it('sends no more than the engine has room for', async () => {
    const root = folderOf(
      Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.log`, log(i, 20_000)])),
    )
    const { messages, done, credit } = run(root)
    credit(1)
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        // The readers have stalled when progress stands still with batches left.
        const progress = messages.filter((message) => message.type === 'progress')
        const [a, b] = progress.slice(-2)
        if (a && b && JSON.stringify(a) === JSON.stringify(b) && batches(messages).length === 1) {
          clearInterval(look)
          resolve()
        }
      }, 50)
    })
    expect(batches(messages)).toHaveLength(1)
    credit(1000)
    await done
    expect(end(messages).outcome).toEqual({ state: 'complete' })
    expect(String(flows(messages))).toBe(shell(root, `cat *.log | grep -c ' OK$'`))
  })

  it('stops when it is told to, and reads the rest the next time', async () => {
    const root = folderOf(
      Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.log`, log(i, 20_000)])),
    )
    const first = run(root)
    first.credit(3)
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (batches(first.messages).length < 3) return
        clearInterval(look)
        resolve()
      }, 10)
    })
    first.abort()
    await first.done
    expect(end(first.messages).outcome).toEqual({ state: 'cancelled' })
    const known = batches(first.messages).flatMap(({ complete }) => complete)
    expect(known.length).toBeLessThan(12)

    const nextEvidenceId = Math.max(-1, ...known.map(({ id }) => id)) + 1
    const second = run(root, { ...NOTHING_KNOWN, known, nextEvidenceId })
    second.credit(1000)
    await second.done
    expect(end(second.messages).outcome).toEqual({ state: 'complete' })
    const rest = batches(second.messages).flatMap(({ complete }) => complete)
    expect([...known, ...rest].map(({ path }) => path).sort()).toEqual(
      Array.from({ length: 12 }, (_, i) => `${i}.log`).sort(),
    )
    expect(new Set([...known, ...rest].map(({ id }) => id)).size).toBe(12)
    const records = [...known, ...rest].reduce((sum, { counts }) => sum + counts.records, 0)
    expect(String(records)).toBe(shell(root, `cat *.log | grep -c ' OK$'`))
  })
})
