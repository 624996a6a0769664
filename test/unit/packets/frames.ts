import { joinBytes } from '../netflow/packets'

/** Writes packets for tests, header by header: each takes what it carries. */

export function bytes(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values)
}

export function u16(value: number): Uint8Array {
  return bytes(value >> 8, value & 255)
}

export function ethernet(etherType: number, payload: Uint8Array): Uint8Array {
  return joinBytes(new Uint8Array(12), u16(etherType), payload)
}

export interface IPv4Fields {
  readonly source?: readonly number[]
  readonly destination?: readonly number[]
  readonly id?: number
  /** With the flag "more fragments", 0x2000. */
  readonly fragment?: number
  readonly options?: number
  /** Instead of the real length. */
  readonly totalLength?: number
}

export const CLIENT = [10, 0, 0, 1] as const
export const SERVER = [10, 0, 0, 2] as const

export function ipv4(protocol: number, payload: Uint8Array, fields: IPv4Fields = {}): Uint8Array {
  const { source = CLIENT, destination = SERVER, id = 7, fragment = 0, options = 0 } = fields
  const headerBytes = 20 + options
  return joinBytes(
    bytes(0x40 | (headerBytes / 4), 0),
    u16(fields.totalLength ?? headerBytes + payload.length),
    u16(id),
    u16(fragment),
    bytes(64, protocol, 0, 0, ...source, ...destination),
    new Uint8Array(options),
    payload,
  )
}

export function ipv6(nextHeader: number, payload: Uint8Array, payloadLength = payload.length): Uint8Array {
  const address = (last: number) => [0x20, 0x01, 0x0d, 0xb8, ...new Array(11).fill(0), last]
  return joinBytes(
    bytes(0x60, 0, 0, 0),
    u16(payloadLength),
    bytes(nextHeader, 64, ...address(1), ...address(2)),
    payload,
  )
}

export function udp(sourcePort: number, port: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  return joinBytes(u16(sourcePort), u16(port), u16(8 + payload.length), u16(0), payload)
}

export function tcp(
  sourcePort: number,
  port: number,
  flags: number,
  payload = new Uint8Array(0),
): Uint8Array {
  return joinBytes(
    u16(sourcePort),
    u16(port),
    new Uint8Array(8),
    bytes(0x50, flags),
    new Uint8Array(6),
    payload,
  )
}

export function icmp(type: number, code: number): Uint8Array {
  return bytes(type, code, 0, 0, 0, 0, 0, 0)
}
