import { gzipSync } from 'node:zlib'
import { randomFrom } from './flow-log-text'

/** One member of a gzip file, and the numbers of the records in it. */
export interface Member {
  readonly bytes: Buffer
  readonly numbers: readonly number[]
}

export interface DamagedGzip {
  readonly bytes: Buffer
  /** Of the file before it was damaged. */
  readonly members: number
  /** Those of the members that lie whole in it. */
  readonly whole: readonly Member[]
  /** What was done to it, for a message. */
  readonly story: string
}

/** A record of version 2 that carries its number as its source address. */
export function numberedRecord(number: number): string {
  const address = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
  return `2 111122223333 eni-${number % 7} ${address} 10.0.0.${number % 250} ${1024 + (number % 5000)} 443 6 ${1 + (number % 90)} ${(number * 2_654_435_761) % 1_000_003} ${1_700_000_000 + number} ${1_700_000_030 + number} ACCEPT OK`
}

/** A gzip file of some members with numbered records, damaged in some ways, all told by the seed. */
export function damagedGzip(seed: number): DamagedGzip {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  let number = 1
  const members = Array.from({ length: 1 + below(4) }, (): Member => {
    const numbers = Array.from({ length: 1 + below(below(3) === 0 ? 2000 : 60) }, () => number++)
    const text = `${numbers.map(numberedRecord).join('\n')}\n`
    return { bytes: withHeader(gzipSync(text, { level: below(10) }), below(16)), numbers }
  })
  let bytes = Buffer.concat(members.map((member) => member.bytes))
  const story: string[] = []
  for (let damages = 1 + below(3); damages > 0; damages--) {
    const at = below(bytes.length + 1)
    const length = 1 + below(below(2) === 0 ? 12 : 400)
    const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)]
    const garbage = Buffer.from(Array.from({ length }, () => below(256)))
    switch (below(8)) {
      case 0:
        story.push(`bit of byte ${at} flipped`)
        bytes = Buffer.from(bytes)
        if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << below(8))
        break
      case 1:
        story.push(`cut off at ${at}`)
        bytes = before
        break
      case 2:
        story.push(`${length} bytes put in at ${at}`)
        bytes = Buffer.concat([before, garbage, behind])
        break
      case 3:
        story.push(`${length} bytes taken out at ${at}`)
        bytes = Buffer.concat([before, behind.subarray(length)])
        break
      case 4:
        story.push(`${length} zeros over ${at}`)
        bytes = Buffer.concat([
          before,
          Buffer.alloc(Math.min(length, behind.length)),
          behind.subarray(length),
        ])
        break
      case 5:
        story.push(`${length} bytes behind`)
        bytes = Buffer.concat([bytes, below(2) === 0 ? garbage : Buffer.alloc(length)])
        break
      case 6:
        story.push(`${length} bytes in front`)
        bytes = Buffer.concat([garbage, bytes])
        break
      default: {
        const member = members[below(members.length)] as Member
        story.push(`member of ${member.bytes.length} bytes put in at ${at}`)
        bytes = Buffer.concat([before, member.bytes, behind])
      }
    }
  }
  const whole = members.filter((member) => bytes.includes(member.bytes))
  return { bytes, members: members.length, whole, story: story.join(', ') }
}

/** The member with more in its header: 1 a name, 2 a comment, 4 extra bytes, 8 a checksum of the header. */
function withHeader(member: Buffer, more: number): Buffer {
  const flags = (more & 1 ? 8 : 0) | (more & 2 ? 16 : 0) | (more & 4 ? 4 : 0) | (more & 8 ? 2 : 0)
  const fixed = Buffer.from(member.subarray(0, 10))
  fixed[3] = flags
  const header = Buffer.concat([
    fixed,
    Buffer.from(more & 4 ? [4, 0, 65, 66, 0, 0] : []),
    Buffer.from(more & 1 ? 'a flow.log\0' : ''),
    Buffer.from(more & 2 ? 'kept\0' : ''),
  ])
  const checksum = Buffer.from(more & 8 ? checksumOf(header) : [])
  return Buffer.concat([header, checksum, member.subarray(10)])
}

/** The low half of the CRC-32, which zlib itself reckons for a gzip file. */
function checksumOf(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes).subarray(-8, -6)
}
