import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { randomFrom, randomRecords, V2_HEADER } from '../unit/evidence/flow-log-text'

const SAMPLES = join(import.meta.dirname, '../fixtures/vpc')

export type Carrier = 'plain' | 'gzip' | 'zstd' | 'zip' | 'json' | 'parquet'

export interface FuzzCase {
  readonly carrier: Carrier
  /** The text, damaged or not, that was packed; null for a carrier that was made elsewhere. */
  readonly text: Buffer | null
  /** Whether the packed bytes are damaged, too. */
  readonly damaged: boolean
  readonly bytes: Buffer
  readonly story: string
}

function sampleFiles(): readonly string[] {
  return readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(log|json)$/.test(name))
    .sort()
}

const seeds: readonly Buffer[] = [
  ...sampleFiles().map((name) => readFileSync(join(SAMPLES, name))),
  Buffer.from(`${V2_HEADER}\n${randomRecords(60, 1).join('\n')}\n`),
  Buffer.from(`${randomRecords(40, 2).join('\n')}\n`),
  Buffer.from(
    randomRecords(20, 3)
      .map((record) => `2023-09-28T17:22:35.000Z ${record}\n`)
      .join(''),
  ),
]
const packed = (name: string) => readFileSync(join(SAMPLES, 'packed', name))
const made: Readonly<Record<'zstd' | 'zip' | 'parquet', readonly Buffer[]>> = {
  zstd: [packed('records.log.zst'), packed('frames.log.zst')],
  zip: [packed('archive.zip'), packed('streamed.zip'), packed('stored.zip'), packed('encrypted.zip')],
  parquet: ['snappy.parquet', 'zstd-v2.parquet', 'duckdb-gzip.parquet'].map(packed),
}

/** Values that programs trip over. */
const TRAPS = [
  '\n',
  '\r\n',
  ' ',
  '-',
  '#',
  '\0',
  '::',
  '0'.repeat(20),
  '9'.repeat(20),
  '{',
  '"',
  V2_HEADER,
  '\ufeff',
]

/** The case of a seed, the same always. */
export function fuzzCase(seed: number): FuzzCase {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(values: readonly T[]) => values[below(values.length)] as T
  const story: string[] = []

  const damage = (whole: Buffer, times: number): Buffer => {
    let bytes = Buffer.from(whole)
    for (let left = times; left > 0; left--) {
      const at = below(bytes.length + 1)
      const length = 1 + below(below(3) === 0 ? 300 : 8)
      const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)]
      switch (below(7)) {
        case 0:
        case 1:
          story.push(`flip ${at}`)
          if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << below(8))
          break
        case 2:
          story.push(`cut ${at}`)
          if (below(4) === 0) bytes = before
          break
        case 3:
          story.push(`take ${length} at ${at}`)
          bytes = Buffer.concat([before, behind.subarray(length)])
          break
        case 4: {
          const other = pick(seeds)
          const from = below(other.length)
          story.push(`splice ${length} at ${at}`)
          bytes = Buffer.concat([before, other.subarray(from, from + length), behind])
          break
        }
        case 5:
          story.push(`repeat ${length} at ${at}`)
          bytes = Buffer.concat([before, behind.subarray(0, length), behind])
          break
        default:
          story.push(`trap at ${at}`)
          bytes = Buffer.concat([before, Buffer.from(pick(TRAPS)), behind])
      }
    }
    return bytes
  }

  const carrier = pick<Carrier>([
    'plain',
    'plain',
    'plain',
    'gzip',
    'gzip',
    'gzip',
    'gzip',
    'zstd',
    'zip',
    'json',
    'parquet',
  ])
  if (carrier === 'zstd' || carrier === 'parquet' || (carrier === 'zip' && below(2) === 0)) {
    const bytes = damage(pick(made[carrier]), 1 + below(3))
    return { carrier, text: null, damaged: true, bytes, story: story.join(', ') }
  }
  const text = damage(pick(seeds), below(6))
  const damaged = carrier !== 'plain' && below(2) === 0
  const whole = pack(carrier, text, below)
  const bytes = damaged ? damage(whole, 1 + below(3)) : whole
  return { carrier, text, damaged, bytes, story: story.join(', ') }
}

function pack(carrier: Carrier, text: Buffer, below: (limit: number) => number): Buffer {
  switch (carrier) {
    case 'gzip': {
      const at = below(3) === 0 ? below(text.length + 1) : text.length
      const members = [text.subarray(0, at), text.subarray(at)].filter((part) => part.length > 0)
      return Buffer.concat(members.map((part) => gzipSync(part, { level: below(10) })))
    }
    case 'zip':
      return Buffer.from(zipSync({ 'a.log': [text, { level: 6 }], 'b.log': [text, { level: 0 }] }))
    case 'json': {
      const messages = text.toString('latin1').split('\n')
      const logEvents = messages.map((message, id) => ({ id, message }))
      return Buffer.from(
        below(2) === 0
          ? messages.map((message) => JSON.stringify({ message })).join(below(2) === 0 ? '\n' : '')
          : JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents }),
      )
    }
    default:
      return text
  }
}
