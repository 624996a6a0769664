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
import type { NetflowTools } from '../../../src/main/netflow/tools'
import { TooLargeError, unpackCapture } from '../../../src/main/netflow/unpack-capture'
import { OWN_READER } from '../../../src/shared/evidence/evidence'
import { quickest } from '../quickest'
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

/** nfpcapd as it is, but on a capture that it never ends with. */
async function endlessTools(): Promise<NetflowTools> {
  const tools = await realTools()
  const script = made(
    'nfpcapd-without-end',
    Buffer.from(`#!/bin/sh\nshift 2\nexec ${tools.nfpcapd} -r '${made('endless.pcap', endless)}' "$@"\n`),
  )
  chmodSync(script, 0o755)
  return { ...tools, nfpcapd: script }
}

/** Starts a conversion whose nfpcapd never ends, and waits until it is at work. */
async function startEndless(options: { wallLimitMs: number; signal?: AbortSignal }) {
  const workDir = join(dir, 'work')
  const path = made('ten.pcap', tenPackets)
  let nfpcapdStarts: () => void = () => {}
  const started = new Promise<void>((resolve) => {
    nfpcapdStarts = resolve
  })
  const conversion = convertCapture({
    ...{ path, evidenceId: 1, workDir, tools: await endlessTools(), ...options },
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
  const running = join(dir, 'endless.pcap')
  expect(isRunning(running)).toBe(true)
  const expectNothingLeft = () => {
    expect(isRunning(running)).toBe(false)
    expect(hasIpcObjects(outputDir)).toEqual([false, false])
    expect(readdirSync(workDir)).toEqual([])
  }
  return { conversion, expectNothingLeft }
}

test('an nfpcapd that does not end is stopped at the limit, nothing is left, and the own reader goes on', async () => {
  const { conversion, expectNothingLeft } = await startEndless({ wallLimitMs: 4_000 })
  const { summary, damage, remark } = await conversion
  expect(summary).toMatchObject({ flows: 1, packets: 10, bytes: 280, converter: OWN_READER })
  expect(damage).toBeNull()
  expect(remark).toContain('was still at work after 4 s and was stopped')
  expectNothingLeft()
})

test('cancel ends an nfpcapd that does not listen', async () => {
  const took = await quickest(200, async () => {
    const cancel = new AbortController()
    const { conversion, expectNothingLeft } = await startEndless({
      wallLimitMs: 60_000,
      signal: cancel.signal,
    })
    const cancelled = performance.now()
    cancel.abort(new Error('Enough'))
    await expect(conversion).rejects.toThrow('Enough')
    const ended = performance.now()
    expectNothingLeft()
    return ended - cancelled
  })
  expect(took).toBeLessThan(200)
})

test('a packet that would keep nfpcapd busy for ever is found, and nfpcapd is not waited for', async () => {
  const path = made('endless.pcap', endless)
  const { summary, damage, remark, rows } = await convert(path, { wallLimitMs: 600_000 })
  expect(summary).toMatchObject({ packets: 1, bytes: 28, skippedPackets: 1, converter: OWN_READER })
  expect(summary?.facts?.withoutFlow.malformed).toBe(1)
  expect(rows).toMatchObject([{ dstport: 8889 }])
  expect(damage).toBeNull()
  expect(remark).toContain('a packet with an IPv4 header of less than 20 bytes in a VLAN or a tunnel')
  // By its whole path: other tests have captures of this name.
  expect(isRunning(path)).toBe(false)
})

test('cancel while flows are read ends it there', async () => {
  const path = made('many.pcap', pcap(manyFlows(70_000, START)))
  const workDir = join(dir, 'work')
  const took = await quickest(200, async () => {
    const cancel = new AbortController()
    let cancelled = 0
    let blocks = 0
    const conversion = convertCapture({
      ...{ path, evidenceId: 1, workDir, tools: await realTools(), signal: cancel.signal },
      onBlock: async () => {
        blocks++
        cancelled = performance.now()
        cancel.abort()
      },
    })
    await expect(conversion).rejects.toMatchObject({ name: 'AbortError' })
    const ended = performance.now()
    expect(blocks).toBe(1)
    expect(readdirSync(workDir)).toEqual([])
    expect(isRunning(workDir)).toBe(false)
    return ended - cancelled
  })
  expect(took).toBeLessThan(200)
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
  expect(result).toMatchObject({ summary: { flows: 20_000, converter: OWN_READER }, damage: null })
  expect(result.remark).toMatch(/since the disk with .* is full, so nfpcapd could not write its flows/)
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
  ['SLL2', 'zeek/linux_dlt_sll2.pcap', 4, 376, 'Linux cooked, version 2 (SLL2) (276)'],
  ['raw IPv4', 'zeek/basic-auth-with-colon.pcap', 12, 1624, 'raw IPv4 (228)'],
])('reads itself what nfpcapd does not: %s', async (_title, path, packets, bytes, words) => {
  const { summary, damage, remark } = await convert(fixture(path))
  expect(summary).toMatchObject({ packets, bytes, converter: OWN_READER })
  expect(damage).toBeNull()
  expect(remark).toContain(words)
  expect(remark).toContain('nfpcapd reads a copy made with "editcap -F pcap')
})

test('the copies that are advised have the same flows for nfpcapd', async () => {
  // All that "editcap -T rawip" changes.
  const raw = readFileSync(fixture('zeek/basic-auth-with-colon.pcap'))
  raw.writeUInt32LE(101, 20)
  const { summary } = await convert(made('copy.pcap', raw))
  expect(summary).toMatchObject({ packets: 12, bytes: 1624, converter: expect.stringMatching(/^nfpcapd/) })
  // And what "editcap -L -C 20" does: the 20 bytes of the SLL2 header are taken from each packet.
  const cooked = readFileSync(fixture('zeek/linux_dlt_sll2.pcap'))
  const parts = [cooked.subarray(0, 24)]
  parts[0]?.writeUInt32LE(101, 20)
  for (let at = 24; at < cooked.length; ) {
    const captured = cooked.readUInt32LE(at + 8)
    const head = Buffer.from(cooked.subarray(at, at + 16))
    head.writeUInt32LE(captured - 20, 8)
    head.writeUInt32LE(cooked.readUInt32LE(at + 12) - 20, 12)
    parts.push(head, cooked.subarray(at + 36, at + 16 + captured))
    at += 16 + captured
  }
  expect(convertByHand(made('sll2.pcap', Buffer.concat(parts)))).toMatchObject({ packets: 4, bytes: 376 })
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
  expect(remark).toContain('it is of pcap version 9.4')
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
