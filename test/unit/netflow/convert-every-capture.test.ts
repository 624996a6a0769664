import { execFileSync } from 'node:child_process'
import {
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
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ipcKeys } from '../../../src/main/netflow/ipc-objects'
import { OWN_READER } from '../../../src/shared/evidence/evidence'
import { COUNTED_CAPTURES } from '../packets/counted-captures'
import { sampleCase } from '../sample-case/case-on-disk'
import { type Converted, convert, fixture } from './conversion'
import { statedOf } from './printed-output'

let dir: string
let workDir: string
/** Where nfpcapd has written, by the directories that were seen. */
const outputDirs = new Set<string>()

beforeAll(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'flowcase-every-')))
  workDir = join(dir, 'work')
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Converts in the work directory that all captures share, and notes where. */
async function converted(path: string): Promise<Converted> {
  return convert(path, {
    workDir,
    onProgress: ({ stage }) => {
      if (stage !== 'converting') return
      for (const name of readdirSync(workDir)) outputDirs.add(join(workDir, name, 'flows'))
    },
  })
}

/** What nfdump -I says of the capture's flows, converted by hand with the same time-outs; null when nfpcapd refuses it. */
function statistics(path: string): readonly number[] | null {
  const out = mkdtempSync(join(dir, 'by-hand-'))
  let capture = path
  if (path.endsWith('.gz')) {
    capture = join(dir, 'unpacked')
    writeFileSync(capture, gunzipSync(readFileSync(path)))
  }
  mkdirSync(join(out, 'flows'))
  try {
    execFileSync(
      'nfpcapd',
      ['-r', capture, '-w', join(out, 'flows'), '-B', '4096', '-e', '60,15', '-t', '2147483647'],
      {
        env: { PATH: process.env.PATH ?? '', TZ: 'UTC' },
        stdio: 'ignore',
        timeout: 60_000,
        killSignal: 'SIGKILL',
      },
    )
    return statedOf(join(out, 'flows'))
  } catch {
    return null
  } finally {
    rmSync(out, { recursive: true })
  }
}

describe.each(COUNTED_CAPTURES)('%s', (path, _format, _encapsulation, _snaplen, packets, bytesOnWire) => {
  test('the whole conversion has the flows, packets and bytes of nfdump -I', async () => {
    const { summary, damage, remark, rows } = await converted(fixture(path))
    if (!summary) throw new Error(`It gave no flows: ${remark}`)
    expect(damage).toBeNull()
    expect(summary.facts).toMatchObject({ packets, bytesOnWire })
    expect(summary.packets + summary.skippedPackets).toBe(packets)
    expect(rows).toHaveLength(summary.flows)
    const stated = statistics(fixture(path))
    if (summary.converter === OWN_READER) {
      expect(remark).toContain(`The flows are made by ${OWN_READER}, since `)
      // Nothing that nfpcapd reads is lost.
      expect(summary.packets).toBeGreaterThanOrEqual(stated?.[1] ?? 0)
    } else expect([summary.flows, summary.packets, summary.bytes]).toEqual(stated)
  })
})

test('the capture of the sample case', async () => {
  const folder = join(dir, 'sample')
  mkdirSync(folder)
  await sampleCase(folder)
  const path = join(folder, 'investigate.pcap')
  const { summary, damage } = await converted(path)
  expect(damage).toBeNull()
  expect(summary?.converter).toMatch(/^nfpcapd/)
  expect([summary?.flows, summary?.packets, summary?.bytes]).toEqual(statistics(path))
})

test('captures with bytes that were changed at random end, and lose no packet that can be read', async () => {
  let state = 20_230_928
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  for (const name of ['sshguess.pcap', 'vlan-pcp-dei.pcapng', 'fragmented-1.pcap', '6in6.pcap']) {
    const whole = readFileSync(fixture(`zeek/${name}`)).subarray(0, 20_000)
    for (let i = 0; i < 8; i++) {
      const bytes = Uint8Array.from(whole)
      for (let changes = 0; changes < 4; changes++) bytes[24 + random(bytes.length - 24)] = random(256)
      const path = join(dir, `${i}-${name}`)
      writeFileSync(path, bytes)
      const { summary, remark, rows } = await converted(path)
      // What can't be read at all says so.
      if (!summary) expect(remark).toMatch(/\.$/)
      else {
        expect(rows).toHaveLength(summary.flows)
        expect(summary.facts?.packets).toBeGreaterThanOrEqual(summary.packets)
      }
    }
  }
}, 120_000)

test('nothing is left: no process, no file, no System V object', () => {
  expect(outputDirs.size).toBeGreaterThan(100)
  expect(readdirSync(workDir)).toEqual([])
  expect(execFileSync('ps', ['-eo', 'args', '-ww'], { encoding: 'utf8' })).not.toContain(workDir)
  const objects = ['-m', '-s'].map((kind) => execFileSync('ipcs', [kind], { encoding: 'utf8' })).join('')
  const keys = [...outputDirs].flatMap((output) => Object.values(ipcKeys(output)))
  expect(keys.filter((key) => objects.includes(`0x${key.toString(16).padStart(8, '0')}`))).toEqual([])
})
