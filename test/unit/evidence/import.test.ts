import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderOf, randomRecords, shell, V2_HEADER } from './flow-log-text'
import {
  batches,
  end,
  filesOf,
  flows,
  requestAfter,
  run,
  startReaders,
  until,
  wholeImport,
} from './run-import'

beforeAll(startReaders)

const log = (seed: number, records = 3000) => `${V2_HEADER}\n${randomRecords(records, seed).join('\n')}\n`

describe('an import', () => {
  it('reads every file of a tree, links and devices left out and said', async () => {
    const root = folderOf({ 'a b.log.gz': log(1), "it's.txt": 'no flow log\n', 'x\ny.log': log(2) })
    mkdirSync(join(root, 'deep/er'), { recursive: true })
    writeFileSync(join(root, 'deep/er/c.log.gz'), gzipSync(log(3)))
    symlinkSync('/etc', join(root, 'out'))
    symlinkSync('.', join(root, 'deep/loop'))
    shell(root, 'mkfifo pipe')
    const { files, flows: sent, outcome, remarks } = await wholeImport(root)
    expect(outcome).toEqual({ state: 'complete' })
    expect(remarks).toEqual([
      { path: 'deep/loop', message: expect.stringContaining('Link') },
      { path: 'out', message: expect.stringContaining('Link') },
      { path: 'pipe', message: expect.stringContaining('pipe') },
    ])
    expect(files.map(({ id, path, kind }) => `${id} ${path} ${kind}`)).toEqual([
      '0 a b.log.gz vpc-flow-log',
      '1 deep/er/c.log.gz vpc-flow-log',
      "2 it's.txt unrecognised",
      '3 x\ny.log vpc-flow-log',
    ])
    const records = shell(root, `find . -type f -name '*.log*' -exec zcat -f {} + | grep -c ' OK$'`)
    expect(String(sent)).toBe(records)
  })

  it('reads a file without a header once its format is stated, and no other file anew', async () => {
    const text = '10.0.0.1 10.0.0.2 ACCEPT\n10.0.0.1 10.0.0.3 REJECT\n'
    const root = folderOf({ 'a.log': text, 'b.log': log(1) })
    const first = await wholeImport(root)
    expect(first.files.map(({ formatNeeded }) => formatNeeded?.columns ?? null)).toEqual([3, null])
    const read = first.files.filter(({ formatNeeded }) => formatNeeded === null)
    const formats = [{ path: 'a.log', fields: ['srcaddr', 'dstaddr', 'action'] }]
    const second = await wholeImport(root, { ...requestAfter(read), formats })
    expect(second.files).toMatchObject([
      { path: 'a.log', id: 2, kind: 'vpc-flow-log', counts: { records: 2 }, fields: formats[0]?.fields },
    ])
    expect(second.flows).toBe(2)
  })

  it('says what is wrong with the folder', async () => {
    expect((await wholeImport('/nonexistent/folder')).outcome).toEqual({
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
    await until(() => {
      // The readers have stalled when progress stands still with batches left.
      const progress = messages.filter((message) => message.type === 'progress')
      const [a, b] = progress.slice(-2)
      return a && b ? JSON.stringify(a) === JSON.stringify(b) && batches(messages).length === 1 : false
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
    await until(() => batches(first.messages).length === 3)
    first.abort()
    await first.done
    expect(end(first.messages).outcome).toEqual({ state: 'cancelled' })
    const known = filesOf(first.messages)
    expect(known.length).toBeLessThan(12)

    const second = await wholeImport(root, requestAfter(known))
    expect(second.outcome).toEqual({ state: 'complete' })
    const all = [...known, ...second.files]
    expect(all.map(({ path }) => path).sort()).toEqual(
      Array.from({ length: 12 }, (_, i) => `${i}.log`).sort(),
    )
    expect(new Set(all.map(({ id }) => id)).size).toBe(12)
    const records = all.reduce((sum, { counts }) => sum + counts.records, 0)
    expect(String(records)).toBe(shell(root, `cat *.log | grep -c ' OK$'`))
  })

  it('rests when it is told to, keeps what it has, and goes on', async () => {
    const root = folderOf(
      Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`${i}.log`, log(i, 20_000)])),
    )
    const { messages, done, credit, pause } = run(root)
    credit(2)
    await until(() => batches(messages).length === 2)
    pause.set(true)
    credit(1000)
    const stages = () =>
      messages.flatMap((message) => (message.type === 'progress' ? [message.progress] : []))
    const paused = () => stages().filter(({ stage }) => stage === 'Paused')
    // Long enough for all of it to be read, were it not at rest.
    await until(() => paused().length >= 8)
    expect(batches(messages)).toHaveLength(2)
    expect(
      new Set(
        paused()
          .slice(-4)
          .map(({ bytesDone }) => bytesDone),
      ).size,
    ).toBe(1)
    pause.set(false)
    await done
    expect(end(messages).outcome).toEqual({ state: 'complete' })
    expect(String(flows(messages))).toBe(shell(root, `cat *.log | grep -c ' OK$'`))
  })

  it('can be stopped while it rests', async () => {
    const { messages, done, credit, pause, abort } = run(folderOf({ 'a.log': log(1, 20_000) }))
    pause.set(true)
    credit(1000)
    await until(() => messages.some(({ type }) => type === 'progress'))
    abort()
    await done
    expect(end(messages).outcome).toEqual({ state: 'cancelled' })
    expect(batches(messages)).toEqual([])
  })
})
