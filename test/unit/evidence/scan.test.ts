import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { absolutePath } from '../../../src/main/evidence/evidence-path'
import { openEvidence } from '../../../src/main/evidence/open-evidence'
import { scanFolder } from '../../../src/main/evidence/scan'
import { isEscapedPath, pathBytes, pathText } from '../../../src/shared/evidence/path-text'
import { fc } from '../property'
import { temporaryFolder } from '../temporary-folder'
import { folderOf, randomRecords, shell, V2_HEADER } from './flow-log-text'
import { run, startReaders, until, wholeImport } from './run-import'

beforeAll(startReaders)

const PACKED = join(import.meta.dirname, '../../fixtures/vpc/packed')

const log = (seed: number, records = 50) => `${V2_HEADER}\n${randomRecords(records, seed).join('\n')}\n`
const scan = (root: string) => scanFolder(root, new AbortController().signal)

describe('the path of a file as text', () => {
  it('tells every name from every other, and gives back its bytes', () => {
    // Few different bytes, so that escapes, broken and whole UTF-8 come together often.
    const byte = fc.oneof(
      fc.constantFrom(0x5c, 0x78, 0x66, 0x35, 0x63, 0x2f, 0xff, 0xc3, 0xa4, 0xe2, 0x82, 0xac, 0xed, 0xa0),
      fc.integer({ min: 1, max: 255 }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(byte, { maxLength: 40 }), (any, chosen) => {
        for (const bytes of [any, Uint8Array.from(chosen)]) {
          expect([...pathBytes(pathText(bytes))]).toEqual([...bytes])
        }
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['plain/name.log', Buffer.from('plain/name.log'), false],
    ['grün €.log', Buffer.from('grün €.log'), false],
    ['C:\\new\\x.log', Buffer.from('C:\\new\\x.log'), false],
    ['gr\\xfcn.log', Buffer.from('grün.log', 'latin1'), true],
    ['gr\\x5cxfcn.log', Buffer.from('gr\\xfcn.log'), true],
    ['\\xed\\xa0\\x80', Buffer.of(0xed, 0xa0, 0x80), true],
    ['\\xc0\\xaf', Buffer.of(0xc0, 0xaf), true],
  ])('%s', (text, bytes, escaped) => {
    expect(pathText(bytes)).toBe(text)
    expect(isEscapedPath(text)).toBe(escaped)
  })
})

describe('a folder of any kind', () => {
  it('is read whatever bytes its names are made of', async () => {
    const root = folderOf({})
    const names = [
      Buffer.from(' leading and trailing '),
      Buffer.from('-rf'),
      Buffer.from(`'single' "double" \`back\``),
      Buffer.from('$(touch pwned);*?[a]'),
      Buffer.from('new\nline\ttab\r'),
      Buffer.from('back\\slash\\x41'),
      Buffer.from('\u202egol.exe'),
      Buffer.from('latin1-\xfc\xe4.log', 'latin1'),
      Buffer.from([0xff, 0xfe, 0x80]),
      Buffer.from('\ufffd.log'),
      Buffer.from('x'.repeat(255)),
    ]
    for (const [i, name] of names.entries()) {
      writeFileSync(Buffer.concat([Buffer.from(`${root}/`), name]), log(i))
    }
    mkdirSync(Buffer.from(`${root}/d\xe9p\xf4t`, 'latin1'))
    writeFileSync(Buffer.from(`${root}/d\xe9p\xf4t/\xe9.log.gz`, 'latin1'), gzipSync(log(99)))

    const { files, flows, remarks } = await wholeImport(root)
    expect(remarks).toEqual([])
    expect(files.map(({ path }) => path).sort()).toEqual(
      [...names.map((name) => pathText(name)), 'd\\xe9p\\xf4t/\\xe9.log.gz'].sort(),
    )
    expect(files.filter(({ damage, kind }) => damage || kind !== 'vpc-flow-log')).toEqual([])
    expect(String(flows)).toBe(shell(root, `find . -type f -exec zcat -f {} + | grep -c ' OK$'`))
    // The bytes of each path lead back to the file: sha256sum is given them, not the text.
    for (const { path, sha256 } of files) {
      const bytes = readFileSync(absolutePath(root, path))
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
      const found = shell(
        root,
        `find . -type f -exec sha256sum -z {} + | tr '\\0' '\\n' | grep -c '^${sha256} '`,
      )
      expect(found).toBe('1')
    }
  })

  it('may be deep and hold thousands of files', async () => {
    const root = folderOf({})
    const deep = Array.from({ length: 60 }, (_, i) => `level-${i}`).join('/')
    mkdirSync(join(root, deep), { recursive: true })
    writeFileSync(join(root, deep, 'a.log'), log(1))
    const day = 'AWSLogs/111122223333/vpcflowlogs/us-east-1/2023/09/28'
    mkdirSync(join(root, day), { recursive: true })
    const packed = gzipSync(log(2))
    for (let i = 0; i < 1500; i++) {
      // The same but for its place: a name in the header makes each a file of its own.
      writeFileSync(join(root, day, `${i}.log.gz`), withName(packed, String(i)))
    }
    const { files, flows, outcome } = await wholeImport(root)
    expect(outcome).toEqual({ state: 'complete' })
    expect(files).toHaveLength(1501)
    const each = Number(shell(root, `zcat ${day}/0.log.gz | grep -c ' OK$'`))
    expect(flows).toBe(1500 * each + Number(shell(root, `grep -c ' OK$' ${deep}/a.log`)))
  })

  it('may be what AWS delivers, by date or as Athena has it, and what CloudWatch exports, side by side', async () => {
    const root = folderOf({ 'readme.txt': 'Logs of three kinds\n' })
    const made = (folder: string) => {
      mkdirSync(join(root, folder), { recursive: true })
      return join(root, folder)
    }
    const name = '111122223333_vpcflowlogs_us-east-1_fl-0a1b2c3d_20230928T1720Z_0123abcd.log'
    const day = made('AWSLogs/111122223333/vpcflowlogs/us-east-1/2023/09/28')
    writeFileSync(join(day, `${name}.gz`), gzipSync(log(1)))
    const hour = 'aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=us-east-1'
    const hive = made(`AWSLogs/${hour}/year=2023/month=09/day=28/hour=17`)
    copyFileSync(join(PACKED, 'snappy.parquet'), join(hive, `${name}.parquet`))
    const stream = made('exportedlogs/0b1c2d3e-1111-2222-3333-444455556666/eni-0-all')
    const timed = randomRecords(50, 3).map((record) => `2023-09-28T17:22:35.000Z ${record}`)
    writeFileSync(join(stream, '000000.gz'), gzipSync(`${timed.join('\n')}\n`))
    writeFileSync(join(root, 'exportedlogs/aws-logs-write-test'), 'Permission Check Successful')

    const { files, flows, remarks } = await wholeImport(root)
    expect(remarks).toEqual([])
    const records = (file: string, where = root) =>
      Number(shell(where, `zcat -f '${file}' | grep -c ' OK\\( \\|$\\)'`))
    const byDate = `AWSLogs/111122223333/vpcflowlogs/us-east-1/2023/09/28/${name}.gz`
    const byHour = `AWSLogs/${hour}/year=2023/month=09/day=28/hour=17/${name}.parquet`
    const exported = 'exportedlogs/0b1c2d3e-1111-2222-3333-444455556666/eni-0-all/000000.gz'
    const expected = [
      [byDate, 'text', records(byDate)],
      [byHour, 'parquet', records('records.log', PACKED)],
      [exported, 'timed-text', records(exported)],
      ['exportedlogs/aws-logs-write-test', null, 0],
      ['readme.txt', null, 0],
    ] as const
    expect(files.map(({ path, format, counts }) => [path, format?.carrier ?? null, counts.records])).toEqual(
      expected,
    )
    expect(flows).toBe(expected.reduce((sum, [, , count]) => sum + count, 0))
  })

  it('says which paths are longer than the system opens, and reads the rest', async () => {
    const root = folderOf({ 'a.log': log(1) })
    // Made step by step, as no path that long can be named.
    const name = 'n'.repeat(200)
    const steps = `for (let i = 0; i < 25; i++) { fs.mkdirSync(name); process.chdir(name) }`
    execFileSync(
      process.execPath,
      ['-e', `const name = '${name}'; ${steps}; fs.writeFileSync('b.log', '')`],
      {
        cwd: root,
      },
    )
    const { files, remarks, outcome } = await wholeImport(root)
    expect(outcome).toEqual({ state: 'complete' })
    expect(files.map(({ path }) => path)).toEqual(['a.log'])
    expect(remarks).toEqual([
      { path: expect.stringContaining(name), message: expect.stringContaining('ENAMETOOLONG') },
    ])
    // rmSync names each path whole as well.
    execFileSync('rm', ['-rf', root])
  })
})

describe('what the system keeps from being read', () => {
  it('is reported, and the rest goes on', async () => {
    const root = folderOf({ 'a.log': log(1), 'closed.log': log(2), 'z.log': log(3) })
    mkdirSync(join(root, 'closed'))
    writeFileSync(join(root, 'closed/b.log'), log(4))
    chmodSync(join(root, 'closed.log'), 0)
    chmodSync(join(root, 'closed'), 0)
    const { files, remarks } = await asOrdinaryUser(root, () => wholeImport(root))
    expect(files.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      'a.log vpc-flow-log',
      'closed.log unreadable',
      'z.log vpc-flow-log',
    ])
    expect(files[1]).toMatchObject({ sha256: null, damage: { message: "can't be read: EACCES" } })
    expect(remarks).toEqual([{ path: 'closed', message: expect.stringContaining('EACCES') }])
  })

  it('is a link or a pipe put in a file’s place since it was listed', async () => {
    const root = folderOf({ 'a.log': log(1), 'secret.txt': 'elsewhere' })
    symlinkSync(join(root, 'secret.txt'), join(root, 'link'))
    shell(root, 'mkfifo pipe')
    expect(() => openEvidence(join(root, 'link'))).toThrow('ELOOP')
    expect(() => openEvidence(join(root, 'pipe'))).toThrow('no regular file')
    expect(() => openEvidence(root)).toThrow('no regular file')
  })

  it('is a file that vanishes or shrinks before its turn', async () => {
    const root = folderOf({ 'a.log': log(1), 'b.log': log(2), 'c.log': log(3) })
    const { files: listed } = await scan(root)
    expect(listed).toHaveLength(3)
    const { messages, done, credit, pause } = run(root)
    pause.set(true)
    await until(() => messages.some(({ type }) => type === 'progress'))
    renameSync(join(root, 'a.log'), join(temporaryFolder('elsewhere'), 'a.log'))
    writeFileSync(join(root, 'b.log'), log(2, 10))
    pause.set(false)
    credit(1000)
    await done
    const files = messages.flatMap((message) => (message.type === 'batch' ? message.complete : []))
    const damage = (path: string) => files.find((file) => file.path === path)?.damage?.message ?? null
    expect(damage('a.log')).toBe("can't be read: ENOENT")
    expect(damage('b.log')).toMatch(/^file changed while it was read: \d+ bytes when listed, \d+ read$/)
    expect(damage('c.log')).toBeNull()
  })
})

it('leaves everything in the folder as it was, access times of files included', async () => {
  const root = folderOf({ 'a.log': log(1), 'b.log.gz': log(2), 'c.log': log(1), 'd.bin': 'no log' })
  // Older than a day and than the change: else Linux spares itself the new time.
  for (const name of readdirSync(root)) utimesSync(join(root, name), 1_000_000_000, 1_100_000_000)
  const facts = () =>
    readdirSync(root).map((name) => {
      const { atimeMs, mtimeMs, ctimeMs, mode, size, nlink, ino } = statSync(join(root, name))
      return { name, atimeMs, mtimeMs, ctimeMs, mode, size, nlink, ino }
    })
  const before = facts()
  expect((await wholeImport(root)).files).toHaveLength(4)
  expect(facts()).toEqual(before)
})

/** The packed text with a stored name. */
function withName(packed: Buffer, name: string): Buffer {
  const header = Buffer.from(packed.subarray(0, 10))
  header[3] = 8
  return Buffer.concat([header, Buffer.from(`${name}\0`), packed.subarray(10)])
}

/** Permissions hold root back from nothing. */
async function asOrdinaryUser<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work()
  const { uid, gid } = userInfoOf('nobody')
  execFileSync('chown', ['-R', `${uid}:${gid}`, folder])
  process.setegid?.(gid)
  process.seteuid?.(uid)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
}

function userInfoOf(name: string): { uid: number; gid: number } {
  const id = (option: string) => Number(execFileSync('id', [option, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
