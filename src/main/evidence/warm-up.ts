import { gzipSync } from 'node:zlib'
import { BlockSink } from './block-sink'
import { EvidenceContents, readFrom } from './evidence-content'
import { createIntake } from './intake'
import { UNPACK_LIMIT } from './unpack-limit'

/** So many records of one made-up file as a small file of AWS has. */
const FILE_RECORDS = 300
/** Two blocks and some: from then on nothing is compiled any more. */
const RECORDS = 180_000
const FIRST_START = 1_700_000_000
/** One after the other: what is compiled for one order alone is compiled again for the next. */
const FORMATS = [
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  'version region account-id instance-id interface-id type srcaddr dstaddr srcport dstport protocol bytes packets ' +
    'tcp-flags start end action log-status flow-direction traffic-path',
].map((fields) => fields.split(' '))

/**
 * Reads made-up logs, so that the code that reads evidence is compiled before there is any: of a small case
 * that is most of the time that reading takes.
 * @param goOn looked at every few milliseconds
 */
export async function warmUp(goOn: () => boolean): Promise<void> {
  const sink = new BlockSink(() => {})
  const output = new Uint8Array(1 << 18)
  const logs = FORMATS.map((fields) => Array.from({ length: 8 }, (_, i) => gzipSync(madeUpLog(fields, i))))
  const throwIfCancelled = () => {}
  for (let at = 0; at * FILE_RECORDS < RECORDS && goOn(); at++) {
    const files = logs[Math.floor((at * FILE_RECORDS * logs.length) / RECORDS)] as readonly Buffer[]
    const bytes = files[at % files.length] as Buffer
    const file = { read: readFrom(bytes), sizeBytes: bytes.length }
    const limit = UNPACK_LIMIT
    const contents = new EvidenceContents({
      ...{ evidence: at, sink, stated: null, limit, listener: null },
      throwIfCancelled,
    })
    const intake = await createIntake(bytes, file, contents, output)
    await intake.push(bytes)
    await intake.end()
    intake.close()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** @param seed makes the addresses and numbers of one log others than those of the next */
function madeUpLog(fields: readonly string[], seed: number): string {
  const lines = Array.from({ length: FILE_RECORDS }, (_, i) => {
    const record = i % 97 === 96 ? withoutData(i) : madeUpRecord(seed, i)
    return fields.map((field) => record[field] ?? '-').join(' ')
  })
  return `${[fields.join(' '), ...lines].join('\n')}\n`
}

function madeUpRecord(seed: number, i: number): Readonly<Record<string, string | number>> {
  const number = (seed * FILE_RECORDS + i) * 7919
  const isV6 = i % 20 === 0
  const start = FIRST_START + (number % 4000)
  return {
    ...ofInterface(i),
    region: 'us-east-1',
    'instance-id': `i-${i % 8}`,
    type: isV6 ? 'IPv6' : 'IPv4',
    srcaddr: isV6 ? `2001:db8::${(number % 65_521).toString(16)}` : `10.0.${i % 256}.${number % 251}`,
    dstaddr: isV6 ? '2001:db8::1' : `172.16.${seed}.${i % 9}`,
    srcport: 1024 + (number % 60_000),
    dstport: [443, 22, 80, 53][i % 4] as number,
    protocol: i % 7 ? 6 : 17,
    packets: number % 1009,
    bytes: number % 1_000_003,
    ...(i % 3 && { 'tcp-flags': 18 }),
    start,
    end: start + 59,
    action: i % 5 ? 'ACCEPT' : 'REJECT',
    'log-status': 'OK',
    'flow-direction': i % 2 ? 'egress' : 'ingress',
    ...(i % 2 && { 'traffic-path': 8 }),
  }
}

function withoutData(i: number): Readonly<Record<string, string | number>> {
  return { ...ofInterface(i), start: FIRST_START, end: FIRST_START + 60, 'log-status': 'NODATA' }
}

function ofInterface(i: number): Readonly<Record<string, string | number>> {
  return { version: 5, 'account-id': '123456789012', 'interface-id': `eni-${i % 8}` }
}
