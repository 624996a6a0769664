import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convertNfdumpOutput } from '../../../src/main/netflow/output/convert-output'
import { printedProtocol } from '../../../src/main/netflow/output/protocol-names'
import { recogniseOutput } from '../../../src/main/netflow/output/recognise-output'
import { quickest } from '../quickest'
import { fixture } from './conversion'
import { ipFrame, type PacketRecord, pcap } from './packets'
import { flowDirectory, flowsOf, flowsRead, nfdump, readPrinted, statedOf } from './printed-output'

let dir: string
const flows = new Map<string, string>()

const CAPTURES = [
  '5-pings',
  'ipv6',
  'icmp6-nd-options',
  'gre-sample',
  '6in6',
  'web',
  'bruteforce',
  'communityid-sctp',
]

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-printed-flows-'))
  for (const name of CAPTURES) {
    flows.set(name, flowDirectory(join(dir, name), fixture(`zeek/${name}.pcap`)))
  }
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function captureOf(name: string, packets: readonly PacketRecord[]): string {
  const path = join(dir, `${name}.pcap`)
  writeFileSync(path, pcap(packets))
  return path
}

const FORMATS = ['line', 'long', 'extended', 'biline', 'bilong', 'raw', 'pipe', 'json'] as const

describe.each(CAPTURES)('of %s', (name) => {
  const from = () => flows.get(name) as string

  test.each(FORMATS)('-o %s gives the flows that nfdump has, and accounts for every line', async (format) => {
    const text = nfdump(from(), ['-N', '-6', '-o', format])
    const result = await readPrinted(text)
    const withoutFlags = format === 'line' || format === 'biline'
    const expected = flowsOf(from()).map((flow) => (withoutFlags ? flow.replace(/\d+$/, 'undefined') : flow))
    expect(flowsRead(result)).toEqual(expected)
    // What nfdump -I says of the file.
    const [flows, packets, bytes] = statedOf(from())
    expect(result).toMatchObject({ damage: null, summary: { flows, packets, bytes } })
    const output = result.summary?.output
    if (!output) throw new Error('It was not read')
    const { lines, headers, withoutPackets, summary, blank, malformed } = output
    expect(output).toMatchObject({ format, flows, malformed: 0, inexactFlows: 0 })
    expect(headers + output.flows + withoutPackets + summary + blank + malformed).toBe(lines)
    if (output.unit === 'line') expect(lines).toBe(text.split('\n').length - 1)
    else expect(lines).toBe(output.flows + summary)
  })

  test('-o csv gives them with times cut to seconds', async () => {
    const result = await readPrinted(nfdump(from(), ['-o', 'csv']))
    const cut = flowsOf(from()).map((flow) =>
      flow.replace(/(\d{10})\d{3} (\d{10})\d{3} (\d+)$/, '$1000 $2000 $3'),
    )
    expect(flowsRead(result)).toEqual(cut)
    expect(result.remark).toContain('The times have full seconds only.')
  })

  test.each(['line', 'long', 'extended', 'csv', 'raw'])(
    '-q -o %s is known by its flows alone',
    async (format) => {
      const result = await readPrinted(nfdump(from(), ['-q', '-N', '-6', '-o', format]))
      expect(result.rows).toHaveLength(flowsOf(from()).length)
      expect(result.remark).toContain(
        'It has no summary of nfdump at its end: it was printed with -q, or the end is missing.',
      )
    },
  )
})

test('the time zone of the machine that printed it is unknown, and said to be', async () => {
  const from = flows.get('web') as string
  const utc = await readPrinted(nfdump(from, ['-o', 'long']))
  const kolkata = await readPrinted(nfdump(from, ['-o', 'long'], 'Asia/Kolkata'))
  expect(utc.summary?.output?.zoneAssumed).toBe(true)
  expect(utc.remark).toContain('UTC is assumed')
  const hours = ((kolkata.summary?.first ?? 0) - (utc.summary?.first ?? 0)) / 3600
  expect(hours).toBe(5.5)
  for (const format of ['pipe', 'raw']) {
    const result = await readPrinted(nfdump(from, ['-o', format], 'Asia/Kolkata'))
    expect(result.summary).toMatchObject({ first: utc.summary?.first, output: { zoneAssumed: false } })
    expect(result.remark ?? '').not.toContain('UTC')
  }
})

test('both directions in one line become two flows', async () => {
  const from = flows.get('bruteforce') as string
  for (const args of [
    ['-b', '-o', 'biline'],
    ['-b', '-o', 'bilong'],
    ['-b', '-o', 'csv'],
  ]) {
    const { summary, rows, remark } = await readPrinted(nfdump(from, ['-N', ...args]))
    // nfdump -I: 60 flows, 606 packets, 36,963 bytes.
    expect(summary).toMatchObject({ flows: 60, packets: 606, bytes: 36_963, output: { flows: 30 } })
    const [there, back] = rows
    expect(back).toMatchObject({
      ...{ line: there?.line, srcaddr: there?.dstaddr, dstaddr: there?.srcaddr },
      ...{ srcport: there?.dstport, dstport: there?.srcport },
    })
    expect(remark).toContain('30 lines have packets of both directions')
  }
})

test('what nfdump had put together, or left out, is said', async () => {
  const from = flows.get('bruteforce') as string
  const together = await readPrinted(nfdump(from, ['-A', 'srcip,dstip', '-o', 'line']))
  expect(together.summary).toMatchObject({ flows: 2, packets: 606, bytes: 36_963 })
  expect(together.remark).toContain('2 lines stand for several flows')
  expect(together.remark).not.toContain('summary at the end says')
  const part = await readPrinted(nfdump(from, ['-o', 'line', 'dst port 21']))
  expect(part.summary?.flows).toBe(30)
  expect(part.remark).toContain('it printed 30 of 60 flows')
  const top = await readPrinted(nfdump(from, ['-s', 'record/bytes', '-n', '5', '-o', 'long']))
  expect(top.summary?.flows).toBe(5)
  expect(top.remark).toContain('It is a list of the largest 5 flows only.')
})

test('rounded figures are read and flagged', async () => {
  // 1,800 packets of 65,000 bytes: 117,000,000 bytes, which nfdump prints as "117.0 M".
  const packets = Array.from({ length: 1800 }, (_, i) => ({
    timeMs: 1_700_000_000_000 + i * 10,
    frame: ipFrame(6, 65_000),
  }))
  const from = flowDirectory(join(dir, 'rounded'), captureOf('rounded', packets))
  for (const format of ['line', 'extended']) {
    const { summary, remark } = await readPrinted(nfdump(from, ['-o', format]))
    expect(summary).toMatchObject({ packets: 1800, bytes: 117_000_000, output: { inexactFlows: 1 } })
    expect(remark).toContain('1 flow has rounded packets or bytes ("1.2 M"): sums over them are inexact.')
    const exact = await readPrinted(nfdump(from, ['-N', '-o', format]))
    expect(exact.summary?.output?.inexactFlows).toBe(0)
  }
})

test('a shortened IPv6 address is not known, and the flow is kept', async () => {
  const { rows, remark, summary } = await readPrinted(nfdump(flows.get('ipv6') as string, ['-o', 'long']))
  expect(rows).toHaveLength(2)
  expect(rows[0]).toMatchObject({ srcport: 25, dstport: 63_943, packets: 8, bytes: 736 })
  expect(rows[0]?.srcaddr ?? null).toBeNull()
  expect(summary?.output?.malformed).toBe(0)
  expect(remark).toContain('4 IPv6 addresses are shortened')
})

test('lines that are no flow are told with their number and reason', async () => {
  const text = nfdump(flows.get('web') as string, ['-o', 'long']).replace(
    /^(.*\n.*\n)/,
    '$1$ nfdump -R web\n2005-10-07 23:23:50.350 00:00:00.000 QUIC 1.2.3.4:1 -> 1.2.3.4:2 ........ 0 1 60 1\n\n',
  )
  const { malformedLines } = (await readPrinted(text)).text ?? {}
  expect(malformedLines).toEqual([
    { line: 3, reason: 'neither a flow nor anything else that nfdump prints', text: '$ nfdump -R web' },
    expect.objectContaining({ line: 4, reason: '"QUIC" is no protocol that nfdump names' }),
  ])
  const { summary, remark } = await readPrinted(text)
  expect(summary?.output).toMatchObject({ headers: 1, flows: 4, malformed: 2, blank: 1, summary: 4 })
  expect(remark).toContain('2 lines could not be read, the first being number 3.')
})

test('a lost line shows against the summary, a cut end by its absence', async () => {
  const lines = nfdump(flows.get('web') as string, ['-o', 'line']).split('\n')
  const lost = await readPrinted(lines.filter((_, i) => i !== 2).join('\n'))
  expect(lost.remark).toContain(
    "nfdump's summary at the end says 4 flows, 24 packets, 10775 bytes; the lines have 3 flows, 12 packets, 10045 bytes",
  )
  const cut = await readPrinted(lines.slice(0, 4).join('\n').slice(0, -20))
  expect(cut).toMatchObject({ summary: { flows: 2, output: { malformed: 1 } }, text: { unterminated: true } })
  expect(cut.remark).toContain('or the end is missing')
})

test('packed output, and what is left of it when the packing is damaged', async () => {
  const text = nfdump(flows.get('bruteforce') as string, ['-o', 'csv'])
  const packed = gzipSync(text)
  expect((await readPrinted(packed)).rows).toHaveLength(60)
  const half = await readPrinted(packed.subarray(0, packed.length / 2))
  expect(half.rows.length).toBeGreaterThan(10)
  expect(half.damage).toMatchObject({ kind: 'truncated' })
})

test('damaged JSON loses only the records that are damaged', async () => {
  const text = nfdump(flows.get('bruteforce') as string, ['-o', 'json'])
  const second = text.indexOf('{', text.indexOf('{') + 1)
  const { summary, text: lines } = await readPrinted(
    `${text.slice(0, second + 40)}${text.slice(second + 90)}`,
  )
  expect(summary).toMatchObject({ flows: 59, output: { flows: 59, malformed: 1 } })
  expect(lines?.malformedLines[0]).toMatchObject({ line: 2 })
  const cut = await readPrinted(text.slice(0, -100))
  expect(cut.summary).toMatchObject({ flows: 59, output: { malformed: 1 } })
})

test('"No matching flows" is an empty list', async () => {
  const from = flows.get('web') as string
  for (const format of ['line', 'long', 'extended', 'csv']) {
    const result = await readPrinted(nfdump(from, ['-o', format, 'port 1']))
    expect(result).toMatchObject({ summary: { flows: 0, output: { format, malformed: 0 } }, damage: null })
    // The summary of CSV does not tell how many flows there were.
    if (format !== 'csv') expect(result.remark).toContain('it printed 0 of 4 flows')
  }
})

test('the names of protocols are those that nfdump prints', () => {
  const packets = Array.from({ length: 256 }, (_, protocol) => ({
    timeMs: 1_700_000_000_000 + protocol * 1000,
    frame: ipFrame(protocol, 48),
  })).filter((_, protocol) => ![4, 41, 47].includes(protocol))
  const from = flowDirectory(join(dir, 'protocols'), captureOf('protocols', packets))
  const column = (args: readonly string[]) =>
    nfdump(from, ['-q', ...args, '-o', 'fmt:%pr'])
      .trim()
      .split(/\s+/)
  const [names, numbers] = [column([]), column(['-N'])]
  expect(names.length).toBeGreaterThan(240)
  expect(names.filter((name) => name !== 'IDPR').map(printedProtocol)).toEqual(
    numbers.map(Number).filter((number) => number !== 35 && number !== 38),
  )
})

test.each([
  ['plain', (text: Buffer) => text],
  ['in gzip', gzipSync],
  ['in zip', (text: Buffer) => Buffer.from(zipSync({ 'printed.txt': text }))],
])(
  'cancel ends the reading within 200 ms, in the middle of it, and nothing is left: %s',
  async (form, pack) => {
    // 30 MB; all of it takes seconds.
    const text = Buffer.from(nfdump(flows.get('bruteforce') as string, ['-q', '-o', 'long']).repeat(4000))
    const path = join(dir, 'to-cancel')
    writeFileSync(path, pack(text))
    const workDir = join(dir, 'cancel-work')
    mkdirSync(workDir)
    const member = {
      path: 'printed.txt',
      kind: 'nfdump-output',
      container: 'none',
      sizeBytes: text.length,
    } as const
    const took = await quickest(200, async () => {
      const cancel = new AbortController()
      let reads = 0
      const conversion = convertNfdumpOutput({
        ...{ path, evidenceId: 1, workDir, tools: null, signal: cancel.signal },
        ...(form === 'in zip' && { members: [{ ...member, firstLine: null, lines: 0, note: null }] }),
        onBlock: async () => {},
        onProgress: () => void reads++,
      })
      conversion.catch(() => {})
      await expect.poll(() => reads, { timeout: 10_000, interval: 5 }).toBeGreaterThan(2)
      const cancelled = performance.now()
      cancel.abort()
      await expect(conversion).rejects.toMatchObject({ name: 'AbortError' })
      const ended = performance.now()
      expect(readdirSync(workDir)).toEqual([])
      const readThen = reads
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(reads).toBe(readThen)
      return ended - cancelled
    })
    expect(took).toBeLessThan(200)
    rmSync(workDir, { recursive: true })
  },
)

describe('recognition', () => {
  const recognised = (text: string) => recogniseOutput(Buffer.from(text, 'latin1'))?.format ?? null

  test('statistics, columns of the caller and other text are not flows', () => {
    const from = flows.get('web') as string
    expect(recognised(nfdump(from, ['-s', 'srcip']))).toBeNull()
    expect(recognised(nfdump(from, ['-s', 'srcip', '-o', 'csv']))).toBeNull()
    expect(recognised(nfdump(from, ['-I']))).toBeNull()
    expect(recognised(nfdump(from, ['-o', 'fmt:%sa %da %byt']))).toBeNull()
    expect(recognised('version account-id interface-id\n2 123456789010 eni-1\n')).toBeNull()
    expect(recognised('{"type":"FLOW"}')).toBeNull()
    expect(recognised('')).toBeNull()
  })

  test('a beginning that ends in mid-line is enough', () => {
    const from = flows.get('bruteforce') as string
    for (const format of [...FORMATS, 'csv']) {
      expect(recognised(nfdump(from, ['-o', format]).slice(0, 900))).toBe(format)
    }
  })
})
