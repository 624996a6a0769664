import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConvertOptions } from '../../../src/main/netflow/conversion'
import { convertFlowFile } from '../../../src/main/netflow/convert-flow-file'
import { INSTALL_NETFLOW_TOOLS } from '../../../src/main/netflow/tools'
import type { FlowBlock } from '../../../src/shared/flow/block'
import { tuplesByHand, tuplesOf } from '../packets/five-tuples'
import { type Converted, fixture, realTools, rowsOf } from './conversion'
import { flowFileOf, layout1File } from './nfcapd'
import { manyFlows, pcap } from './packets'

let dir: string
let sshguess: Uint8Array
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-nfcapd-'))
  sshguess = flowFileOf(fixture('zeek/sshguess.pcap'), join(dir, 'sshguess'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function made(name: string, bytes: Uint8Array): string {
  const path = join(dir, name)
  writeFileSync(path, bytes)
  return path
}

async function convert(path: string | Buffer, more: Partial<ConvertOptions> = {}): Promise<Converted> {
  const workDir = mkdtempSync(join(tmpdir(), 'flowcase-netflow-'))
  try {
    const blocks: FlowBlock[] = []
    const result = await convertFlowFile({
      ...{ path, evidenceId: 7, workDir, tools: await realTools() },
      onBlock: async (block) => void blocks.push(block),
      ...more,
    })
    expect(readdirSync(workDir)).toEqual([])
    return { ...result, blocks, rows: blocks.flatMap(rowsOf) }
  } finally {
    rmSync(workDir, { recursive: true, force: true })
  }
}

test('reads a file of nfdump 1.7', async () => {
  const { summary, damage, remark, rows } = await convert(made('nfcapd.202309281720', sshguess))
  expect(damage).toBeNull()
  expect(remark).toBeNull()
  // As nfdump counts the capture that the file was made of.
  expect(summary).toEqual({
    ...{ flows: 22, packets: 431, bytes: 77_967, skippedPackets: 0, facts: null },
    ...{ first: 1427726689.213, last: 1427726759.306 },
    converter: expect.stringMatching(/^nfdump 1\.[67]\.\d+$/),
  })
  expect(tuplesOf(rows)).toEqual(tuplesByHand(fixture('zeek/sshguess.pcap')))
  expect(rows.map((row) => row.line)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1))
})

const START = Date.UTC(2023, 8, 28, 17, 22, 35)
const twoFlows = layout1File([
  {
    ...{ first: START + 120, last: START + 9250, protocol: 6, tcpFlags: 0x1b, packets: 12, bytes: 3456 },
    ...{ source: 0x146a_7c5d, sourcePort: 51_278, destination: 0x0a82_085e, destinationPort: 80 },
  },
  {
    ...{ first: START + 1000, last: START + 2999, protocol: 17, tcpFlags: 0, packets: 1, bytes: 120 },
    ...{ source: 0x0808_0808, sourcePort: 53, destination: 0x0a82_085e, destinationPort: 40_000 },
  },
])

test('reads a file of nfdump 1.6', async () => {
  const { summary, damage, remark, rows } = await convert(made('nfcapd.16', twoFlows))
  expect([damage, remark]).toEqual([null, null])
  expect(summary).toMatchObject({ flows: 2, packets: 13, bytes: 3576 })
  expect(rows).toMatchObject([
    {
      ...{ srcaddr: '20.106.124.93', srcport: 51_278, dstaddr: '10.130.8.94', dstport: 80, protocol: 6 },
      ...{ packets: 12, bytes: 3456, 'tcp-flags': 0x1b, start: START + 120, end: START + 9250 },
    },
    { srcaddr: '8.8.8.8', srcport: 53, protocol: 17, packets: 1, start: START + 1000, end: START + 2999 },
  ])
})

test('reads a compressed file, and one without flows', async () => {
  expect((await convert(made('nfcapd.gz', gzipSync(sshguess)))).summary).toMatchObject({
    flows: 22,
    packets: 431,
  })
  const none = flowFileOf(fixture('tcpdump/empty.pcap'), join(dir, 'none'))
  const { summary, damage, remark } = await convert(made('nfcapd.none', none))
  expect(summary).toMatchObject({ flows: 0, packets: 0, first: null, last: null })
  expect([damage, remark]).toEqual([null, null])
})

test('more flows than a block holds come in several', async () => {
  const capture = made('many.pcap', pcap(manyFlows(70_000, START)))
  const progress: string[] = []
  const { blocks, summary } = await convert(made('nfcapd.many', flowFileOf(capture, join(dir, 'many'))), {
    onProgress: ({ stage, done, total }) => progress.push(`${stage} ${done}/${total}`),
  })
  expect(blocks.map((block) => block.count)).toEqual([65_536, 4464])
  expect(summary).toMatchObject({ flows: 70_000, packets: 70_000, bytes: 1_960_000 })
  expect(progress).toEqual(['reading flows 65536/70000', 'reading flows 70000/70000'])
})

test('places with colons and names that are no text are only names', async () => {
  const place = join(dir, 'router:9995')
  mkdirSync(place)
  for (const name of ['nfcapd.2023-09-28T17:20', '-r', 'a b;$(id)', Buffer.from([0x6e, 0xff, 0xfe])]) {
    const path = Buffer.concat([Buffer.from(`${place}/`), Buffer.from(name as string)])
    writeFileSync(path, sshguess)
    expect((await convert(path)).summary).toMatchObject({ flows: 22, packets: 431 })
  }
})

test('the outer halves of tunnels are no flows', async () => {
  const file = flowFileOf(fixture('zeek/6in6.pcap'), join(dir, '6in6'))
  const { summary, rows, remark } = await convert(made('nfcapd.6in6', file))
  expect(summary).toMatchObject({ flows: 1, packets: 1, bytes: 52 })
  expect(rows).toMatchObject([{ srcaddr: 'dead::beef' }])
  expect(remark).toContain('1 record has no packets (outer halves of tunnels, or events of a firewall)')
})

test('a file cut off anywhere gives what is before, is damage and never hangs', async () => {
  for (const length of [2, 30, 45, 52, 500, sshguess.length - 200, sshguess.length - 1]) {
    const { damage, summary, remark } = await convert(made('cut', sshguess.subarray(0, length)))
    if (length < 4) expect(remark).toContain('does not begin with the bytes A5 0C')
    else {
      expect(damage?.kind).toBe('truncated')
      expect(damage?.atByte).toBeLessThanOrEqual(length)
      expect(damage?.message).toContain('cut off in')
      expect(summary?.packets).toBeLessThanOrEqual(431)
    }
  }
})

test('a file that was never finished is said to be', async () => {
  // What a collector that is still at work has in its header: no blocks yet, no appendix.
  const unfinished = Uint8Array.from(sshguess)
  unfinished.fill(0, 24, 32)
  unfinished.fill(0, 36, 40)
  const { damage } = await convert(made('nfcapd.current.4711', unfinished))
  expect(damage).toMatchObject({ kind: 'truncated' })
  expect(damage?.message).toContain('never finished')
})

test('sums that differ from what the file says of itself are told', async () => {
  const wrong = Uint8Array.from(twoFlows)
  new DataView(wrong.buffer).setBigUint64(156, 99n, true)
  const { summary, damage, remark } = await convert(made('nfcapd.sums', wrong))
  expect(damage).toBeNull()
  expect(summary).toMatchObject({ packets: 13 })
  expect(remark).toContain(
    'The file says of itself that it holds 2 flows of 99 packets with 3576 bytes; nfdump',
  )
  expect(remark).toContain('gave 2 flows of 13 packets with 3576.')
})

test('damaged files give a message, and no hang', async () => {
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state >>> 8
  }
  for (let run = 0; run < 40; run++) {
    const damaged = Uint8Array.from(run % 2 ? sshguess : twoFlows)
    for (let change = 0; change < 6; change++) damaged[4 + (random() % (damaged.length - 4))] = random() & 255
    const { summary, damage, remark } = await convert(made('damaged', damaged), { wallLimitMs: 2000 })
    // Changed numbers may look sound; but nothing is both empty and silent.
    if (!summary || summary.flows === 0) expect(damage !== null || remark !== null).toBe(true)
  }
}, 180_000)

test('an nfdump that stands still is stopped, and said to have been', async () => {
  const tools = await realTools()
  const still = made('nfdump-still', Buffer.from('#!/bin/sh\nexec sleep 1000\n'))
  chmodSync(still, 0o755)
  const { damage } = await convert(made('nfcapd.still', sshguess), {
    tools: { ...tools, nfdump: still },
    wallLimitMs: 1000,
  })
  expect(damage).toMatchObject({ kind: 'corrupt' })
  expect(damage?.message).toContain('it stood still for 1 s and was stopped')
})

test.each([
  ['the other byte order', (bytes: Uint8Array) => bytes.set([0xa5, 0x0c, 0, 2]), 'big-endian byte order'],
  ['a layout of the future', (bytes: Uint8Array) => bytes.set([3], 2), 'has layout 3 of nfdump'],
  ['no magic number', (bytes: Uint8Array) => bytes.set([0, 0]), "is none of nfdump's"],
])('refuses %s with the reason', async (_title, change, words) => {
  const changed = Uint8Array.from(sshguess)
  change(changed)
  const { summary, remark } = await convert(made('refused', changed))
  expect(summary).toBeNull()
  expect(remark).toContain(words)
})

test('nfdump 1.6 is not given files of 1.7', async () => {
  const tools = { ...(await realTools()), version: '1.6.23' }
  const { summary, remark } = await convert(made('nfcapd.17', sshguess), { tools })
  expect(summary).toBeNull()
  expect(remark).toContain('written by nfdump 1.7, which the installed version 1.6.23 can')
})

test('without nfdump it says what to install', async () => {
  const toolsRemark = `nfdump is not installed. ${INSTALL_NETFLOW_TOOLS}`
  const { summary, remark } = await convert(made('nfcapd.x', sshguess), { tools: null, toolsRemark })
  expect(summary).toBeNull()
  expect(remark).toBe(`The file holds NetFlow records, which only nfdump can read, and ${toolsRemark}`)
})

test('cancel ends it, and whoever takes the blocks may fail', async () => {
  const path = made('nfcapd.cancel', sshguess)
  await expect(convert(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  const onBlock = () => Promise.reject(new Error('The engine is gone'))
  await expect(convert(path, { onBlock })).rejects.toThrow('The engine is gone')
})

test('a file that is not there is said to be', async () => {
  const { summary, damage, remark } = await convert(join(dir, 'gone'))
  expect(summary).toBeNull()
  expect(damage?.kind).toBe('unreadable')
  expect(remark).toContain("can't be opened: there is no such file")
})

test('the evidence is not touched', async () => {
  const path = made('nfcapd.evidence', sshguess)
  chmodSync(path, 0o444)
  const before = statSync(path)
  await convert(path)
  expect(readFileSync(path).equals(sshguess)).toBe(true)
  expect(statSync(path).mtimeMs).toBe(before.mtimeMs)
})

test('results do not depend on the time zone of the machine', async () => {
  const before = process.env.TZ
  const results: unknown[] = []
  try {
    for (const zone of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
      process.env.TZ = zone
      results.push(await convert(made('nfcapd.zone', twoFlows)))
    }
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
  expect(results[0]).toMatchObject({ summary: { first: START / 1000 + 0.12, last: START / 1000 + 9.25 } })
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})
