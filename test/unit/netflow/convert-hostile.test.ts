import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { convertCapture } from '../../../src/main/netflow/convert'
import { ipcKeys } from '../../../src/main/netflow/ipc-objects'
import { TooLargeError, unpackCapture } from '../../../src/main/netflow/unpack-capture'
import { convert, convertByHand, fixture, realTools } from './conversion'
import {
  endlessFrame,
  interfaceBlock,
  joinBytes,
  manyFlows,
  packetBlock,
  pcap,
  sectionHeader,
  udpFrame,
} from './packets'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-hostile-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function made(name: string, bytes: Uint8Array): string {
  const path = join(dir, name)
  writeFileSync(path, bytes)
  return path
}

const START = Date.UTC(2023, 8, 28, 17, 22, 35)
const frame = udpFrame(0x0a82_085e, 36_072, 0x146a_7c5d, 8889)
/** Each packet takes 16 + 42 bytes after the header of 24. */
const tenPackets = pcap(Array.from({ length: 10 }, (_, i) => ({ timeMs: START + i, frame })))
const endless = pcap([
  { timeMs: START, frame },
  { timeMs: START + 1, frame: endlessFrame() },
])

/** Whether any process has this text in its command line. */
function isRunning(text: string): boolean {
  return execFileSync('ps', ['-eo', 'args', '-ww'], { encoding: 'utf8' }).includes(text)
}

/** Whether nfpcapd's objects of an output directory exist. */
function hasIpcObjects(outputDir: string): readonly [boolean, boolean] {
  const { sharedMemory, semaphore } = ipcKeys(outputDir)
  const has = (kind: string, key: number) =>
    execFileSync('ipcs', [kind], { encoding: 'utf8' }).includes(`0x${key.toString(16).padStart(8, '0')}`)
  return [has('-m', sharedMemory), has('-s', semaphore)]
}

/** Starts a conversion whose nfpcapd never ends, and waits until it is at work. */
async function startEndless(options: { wallLimitMs: number; signal?: AbortSignal }) {
  const workDir = join(dir, 'work')
  const path = made('endless.pcap', endless)
  let nfpcapdStarts: () => void = () => {}
  const started = new Promise<void>((resolve) => {
    nfpcapdStarts = resolve
  })
  const conversion = convertCapture({
    ...{ path, evidenceId: 1, workDir, tools: await realTools(), ...options },
    onBlock: async () => {},
    onProgress: nfpcapdStarts,
  })
  // Whoever waits for the end sees a rejection.
  conversion.catch(() => {})
  await started
  // Not in the very turn of the event loop in which it is spawned.
  await new Promise((resolve) => setImmediate(resolve))
  const [name = ''] = readdirSync(workDir)
  const outputDir = join(realpathSync(workDir), name, 'flows')
  await expect.poll(() => hasIpcObjects(outputDir), { timeout: 20_000, interval: 50 }).toEqual([true, true])
  expect(isRunning(path)).toBe(true)
  const expectNothingLeft = () => {
    expect(isRunning(path)).toBe(false)
    expect(hasIpcObjects(outputDir)).toEqual([false, false])
    expect(readdirSync(workDir)).toEqual([])
  }
  return { conversion, expectNothingLeft }
}

test('a packet that keeps nfpcapd busy for ever is stopped at the limit, and nothing is left', async () => {
  const { conversion, expectNothingLeft } = await startEndless({ wallLimitMs: 4_000 })
  const { summary, damage, remark } = await conversion
  expect(summary).toBeNull()
  expect(damage).toBeNull()
  expect(remark).toContain('was still at work after 4 s and was stopped')
  expect(remark).toContain('editcap -c 100000')
  expectNothingLeft()
})

test('cancel ends an nfpcapd that does not listen', async () => {
  const cancel = new AbortController()
  const { conversion, expectNothingLeft } = await startEndless({ wallLimitMs: 60_000, signal: cancel.signal })
  cancel.abort(new Error('Enough'))
  await expect(conversion).rejects.toThrow('Enough')
  expectNothingLeft()
})

test('cancel while flows are read ends it there', async () => {
  const cancel = new AbortController()
  const path = made('many.pcap', pcap(manyFlows(70_000, START)))
  const workDir = join(dir, 'work')
  let blocks = 0
  const conversion = convertCapture({
    ...{ path, evidenceId: 1, workDir, tools: await realTools(), signal: cancel.signal },
    onBlock: async () => {
      blocks++
      cancel.abort()
    },
  })
  await expect(conversion).rejects.toMatchObject({ name: 'AbortError' })
  expect(blocks).toBe(1)
  expect(readdirSync(workDir)).toEqual([])
  expect(isRunning(workDir)).toBe(false)
})

test('a conversion that was cancelled before does not begin', async () => {
  const path = made('ten.pcap', tenPackets)
  await expect(convert(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
})

test('whoever takes the blocks may fail', async () => {
  const onBlock = () => Promise.reject(new Error('The engine is gone'))
  await expect(convert(made('ten.pcap', tenPackets), { onBlock })).rejects.toThrow('The engine is gone')
})

test('a full disk ends nfpcapd, which would wait for ever', async () => {
  const tools = await realTools()
  // nfpcapd itself, in a mount name space of its own where its directory has 256 kB.
  const onSmallDisk = made(
    'nfpcapd-on-small-disk',
    Buffer.from(`#!/bin/sh
exec unshare --map-root-user --mount sh -c '
  mount -t tmpfs -o size=256k small "$PWD" && cd "$PWD" && exec "$0" "$@"' ${tools.nfpcapd} "$@"
`),
  )
  chmodSync(onSmallDisk, 0o755)
  const path = made('many.pcap', pcap(manyFlows(20_000, START)))
  const result = await convert(path, { tools: { ...tools, nfpcapd: onSmallDisk } })
  expect(result).toMatchObject({ summary: null, damage: null, rows: [] })
  expect(result.remark).toMatch(/^The disk with .* is full/)
  expect(isRunning(path)).toBe(false)
})

test('a capture cut off in a packet gives what is before, and says where', async () => {
  const path = made('cut.pcap', tenPackets.subarray(0, 24 + 3 * 58 + 30))
  const { summary, damage, remark } = await convert(path)
  expect(summary).toMatchObject({ packets: 3, bytes: 3 * 28, flows: 1 })
  expect(damage).toMatchObject({ kind: 'truncated', atByte: 24 + 3 * 58 })
  expect(damage?.message).toBe(
    'The capture is cut off in packet 4, which begins at byte 198 of 228. nfpcapd read 3 packets before that and says: truncated dump file; tried to read 42 captured bytes, only got 14.',
  )
  expect(remark).toBeNull()
})

test('a real capture cut anywhere counts what nfdump counts', async () => {
  const whole = readFileSync(fixture('zeek/sshguess.pcap'))
  for (const length of [40_000, 70_001, whole.length - 1]) {
    const path = made(`${length}.pcap`, whole.subarray(0, length))
    const { summary, damage } = await convert(path)
    expect(summary).toMatchObject(convertByHand(path))
    expect(damage?.kind).toBe('truncated')
    expect(damage?.atByte).toBeLessThan(length)
    expect(damage?.atByte).toBeGreaterThan(length - 1600)
  }
})

test('a pcapng file cut off in a block says where', async () => {
  const packet = packetBlock(0, { timeMs: START, frame })
  const head = joinBytes(sectionHeader(), interfaceBlock(1, 262_144), packet)
  const path = made('cut.pcapng', joinBytes(head, packet.subarray(0, 40)))
  const { summary, damage } = await convert(path)
  expect(summary).toMatchObject({ packets: 1 })
  expect(damage).toMatchObject({ kind: 'truncated', atByte: head.length })
  expect(damage?.message).toContain('cut off in block 4')
})

test('bytes that are no packet end the reading, and are damage', async () => {
  const junk = new Uint8Array(100).fill(0x61)
  const { summary, damage } = await convert(made('junk.pcap', joinBytes(tenPackets, junk)))
  expect(summary).toMatchObject({ packets: 10, bytes: 280 })
  expect(damage).toMatchObject({ kind: 'corrupt', atByte: tenPackets.length })
  expect(damage?.message).toContain(`packet 11 claims ${0x61616161} bytes`)
})

test('a damaged pcapng block is damage', async () => {
  const packet = packetBlock(0, { timeMs: START, frame })
  const head = joinBytes(sectionHeader(), interfaceBlock(1, 262_144), packet)
  const bad = Uint8Array.from(packet)
  bad[bad.length - 4] = 0xff
  const { summary, damage } = await convert(made('bad.pcapng', joinBytes(head, bad)))
  expect(summary).toMatchObject({ packets: 1 })
  expect(damage).toMatchObject({ kind: 'corrupt', atByte: head.length })
})

test('a cut off gzip file gives the packets that can be unpacked, and the place in the file', async () => {
  const packed = readFileSync(fixture('zeek/ftp-many-port-expected.pcap.gz'))
  const path = made('cut.pcap.gz', packed.subarray(0, 6000))
  const { summary, damage } = await convert(path)
  expect(damage).toMatchObject({ kind: 'truncated', atByte: 6000 })
  // gzip -dc gives as much as there is, and complains.
  const unpacked = made('cut.pcap', new Uint8Array(0))
  execFileSync('sh', ['-c', 'gzip -dc "$1" > "$2" || true', 'sh', path, unpacked], { stdio: 'ignore' })
  expect(summary).toMatchObject(convertByHand(unpacked))
  expect(summary?.packets).toBeGreaterThan(100)
})

test('a capture that does not fit is not unpacked further', async () => {
  const source = made('zeros.gz', gzipSync(new Uint8Array(5_000_000)))
  const options = { source, target: join(dir, 'unpacked'), limitBytes: 1_000_000, signal: undefined }
  await expect(unpackCapture({ ...options, onProgress: () => {} })).rejects.toThrow(TooLargeError)
  expect(readFileSync(options.target).length).toBeLessThanOrEqual(1_000_000)
})

test.each([
  ['SLL2', 'zeek/linux_dlt_sll2.pcap', 'Linux cooked, version 2 (SLL2) (276)'],
  ['raw IPv4', 'zeek/basic-auth-with-colon.pcap', 'editcap -F pcap -T rawip CAPTURE COPY'],
])('refuses what nfpcapd does not read: %s', async (_title, path, words) => {
  const result = await convert(fixture(path))
  expect(result).toMatchObject({ summary: null, damage: null, rows: [] })
  expect(result.remark).toContain(words)
})

test('the copy that is advised for raw IPv4 is one that nfpcapd reads', async () => {
  const copy = readFileSync(fixture('zeek/basic-auth-with-colon.pcap'))
  // All that "editcap -T rawip" changes.
  copy.writeUInt32LE(101, 20)
  const { summary, remark } = await convert(made('copy.pcap', copy))
  expect(summary).toMatchObject({ flows: 2, packets: 12 })
  expect(remark).toBeNull()
})

test('refuses what is no capture', async () => {
  let state = 1
  const random = Uint8Array.from({ length: 5000 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state >>> 24
  })
  for (const bytes of [
    random,
    new Uint8Array(0),
    Buffer.from('PK\u0003\u0004 not a capture'),
    gzipSync(random),
  ]) {
    const { summary, remark } = await convert(made('what', bytes))
    expect(summary).toBeNull()
    expect(remark).toBe('The file is no packet capture: it begins like neither pcap nor pcapng.')
  }
  const { summary, damage } = await convert(made('noise.pcap', joinBytes(tenPackets.subarray(0, 24), random)))
  expect(summary).toMatchObject({ packets: 0 })
  expect(damage).toMatchObject({ kind: 'corrupt', atByte: 24 })
})

test('a header that is cut off is damage', async () => {
  const { summary, damage, remark } = await convert(made('head.pcap', tenPackets.subarray(0, 20)))
  expect(summary).toBeNull()
  expect(damage).toMatchObject({ kind: 'truncated', atByte: 20 })
  expect(remark).toContain('ends inside its own header')
})

test('says in the words of nfpcapd why it failed', async () => {
  const version9 = Uint8Array.from(tenPackets)
  version9[4] = 9
  const { summary, remark } = await convert(made('version.pcap', version9))
  expect(summary).toBeNull()
  expect(remark).toContain('pcap_open_offline() failed: unsupported pcap savefile version 9.4')
})

test('a file that is not there is said to be', async () => {
  const { summary, damage, remark } = await convert(join(dir, 'gone.pcap'))
  expect(summary).toBeNull()
  expect(damage?.kind).toBe('unreadable')
  expect(remark).toContain("can't be opened: there is no such file")
})

test('the evidence is not touched', async () => {
  const path = made('ten.pcap', tenPackets)
  chmodSync(path, 0o444)
  mkdirSync(join(dir, 'evidence'))
  await convert(path)
  expect(readFileSync(path).equals(tenPackets)).toBe(true)
  expect(readdirSync(dir).sort()).toEqual(['evidence', 'ten.pcap'])
})

test('clears away what a conversion left whose Flowcase is no more, and nothing else', async () => {
  const workDir = join(dir, 'work')
  const gone = spawn('true')
  await once(gone, 'exit')
  const abandoned = join(workDir, `capture-${gone.pid}-abcdef`)
  const own = join(workDir, `capture-${process.pid}-abcdef`)
  const other = join(workDir, 'notes')
  for (const path of [abandoned, own, other]) mkdirSync(join(path, 'flows'), { recursive: true })
  await convert(made('ten.pcap', tenPackets), { workDir })
  expect(existsSync(abandoned)).toBe(false)
  expect(readdirSync(workDir).sort()).toEqual([`capture-${process.pid}-abcdef`, 'notes'])
})
