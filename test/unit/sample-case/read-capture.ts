/** Just enough of a reader to judge the capture without the code that wrote it. */

export interface Packet {
  /** Epoch seconds. */
  readonly time: number
  /** On the wire. */
  readonly length: number
  readonly etherType: number
  readonly ip: Buffer
}

export function readCapture(file: Buffer): Packet[] {
  const packets: Packet[] = []
  for (let at = 24; at < file.length; ) {
    const size = file.readUInt32LE(at + 8)
    const frame = file.subarray(at + 16, at + 16 + size)
    packets.push({
      time: file.readUInt32LE(at) + file.readUInt32LE(at + 4) / 1e6,
      length: file.readUInt32LE(at + 12),
      etherType: frame.readUInt16BE(12),
      ip: frame.subarray(14),
    })
    at += 16 + size
  }
  return packets
}

/** RFC 1071 over bytes that hold their checksum already: 0 when it is right. */
export function checksumOf(bytes: Buffer): number {
  let sum = 0
  bytes.forEach((byte, i) => {
    sum += i % 2 === 0 ? byte << 8 : byte
    if (sum > 0xffff) sum -= 0xffff
  })
  return 0xffff - sum
}
