import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A NetFlow file as nfpcapd 1.7 writes it of a capture. */
export function flowFileOf(capture: string, dir: string): Uint8Array {
  mkdirSync(dir)
  execFileSync('nfpcapd', ['-r', capture, '-w', dir, '-t', '2147483647'], {
    env: { PATH: process.env.PATH ?? '', TZ: 'UTC' },
    stdio: 'ignore',
  })
  return Uint8Array.from(readFileSync(join(dir, readdirSync(dir)[0] as string)))
}

export interface Layout1Flow {
  /** Milliseconds since the epoch. */
  readonly first: number
  readonly last: number
  readonly protocol: number
  readonly source: number
  readonly sourcePort: number
  readonly destination: number
  readonly destinationPort: number
  readonly tcpFlags: number
  readonly packets: number
  readonly bytes: number
}

/** A NetFlow file in the layout of nfdump 1.6: header, sums, one block with a map of no extensions and the flows. */
export function layout1File(flows: readonly Layout1Flow[]): Uint8Array {
  const block = 140 + 136
  const first = block + 12 + 12
  const file = Buffer.alloc(first + flows.length * 48)
  file.writeUInt16LE(0xa50c, 0)
  file.writeUInt16LE(1, 2)
  file.writeUInt32LE(1, 8)
  file.write('none', 12)
  const sum = (value: (flow: Layout1Flow) => number) =>
    BigInt(flows.reduce((total, flow) => total + value(flow), 0))
  file.writeBigUInt64LE(BigInt(flows.length), 140)
  file.writeBigUInt64LE(
    sum((flow) => flow.bytes),
    148,
  )
  file.writeBigUInt64LE(
    sum((flow) => flow.packets),
    156,
  )
  file.writeUInt32LE(flows.length + 1, block)
  file.writeUInt32LE(file.length - block - 12, block + 4)
  file.writeUInt16LE(2, block + 8)
  // The map: type 2, 12 bytes.
  file.writeUInt16LE(2, block + 12)
  file.writeUInt16LE(12, block + 14)
  flows.forEach((flow, i) => {
    const at = first + i * 48
    // A common record: type 10, 48 bytes, IPv4, counters of 32 bits.
    file.writeUInt16LE(10, at)
    file.writeUInt16LE(48, at + 2)
    file.writeUInt16LE(flow.first % 1000, at + 8)
    file.writeUInt16LE(flow.last % 1000, at + 10)
    file.writeUInt32LE(Math.floor(flow.first / 1000), at + 12)
    file.writeUInt32LE(Math.floor(flow.last / 1000), at + 16)
    file.writeUInt8(flow.tcpFlags, at + 21)
    file.writeUInt8(flow.protocol, at + 22)
    file.writeUInt16LE(flow.sourcePort, at + 24)
    file.writeUInt16LE(flow.destinationPort, at + 26)
    file.writeUInt32LE(flow.source, at + 32)
    file.writeUInt32LE(flow.destination, at + 36)
    file.writeUInt32LE(flow.packets, at + 40)
    file.writeUInt32LE(flow.bytes, at + 44)
  })
  return Uint8Array.from(file)
}
