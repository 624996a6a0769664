/** Writes captures for tests, byte by byte. */

export interface PacketRecord {
  /** Milliseconds since the epoch. */
  readonly timeMs: number
  readonly frame: Uint8Array
}

function header(size: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size)
  write(new DataView(bytes.buffer))
  return bytes
}

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}

/** A classic pcap file, little endian, microseconds. */
export function pcap(records: readonly PacketRecord[], linkType = 1): Uint8Array {
  const head = header(24, (view) => {
    view.setUint32(0, 0xa1b2c3d4, true)
    view.setUint16(4, 2, true)
    view.setUint16(6, 4, true)
    view.setUint32(16, 262_144, true)
    view.setUint32(20, linkType, true)
  })
  const parts = [head]
  for (const { timeMs, frame } of records) {
    const record = header(16, (view) => {
      view.setUint32(0, Math.floor(timeMs / 1000), true)
      view.setUint32(4, (timeMs % 1000) * 1000, true)
      view.setUint32(8, frame.length, true)
      view.setUint32(12, frame.length, true)
    })
    parts.push(record, frame)
  }
  return Uint8Array.from(Buffer.concat(parts))
}

function block(type: number, body: Uint8Array): Uint8Array {
  const length = 12 + body.length
  return joinBytes(
    header(8, (view) => {
      view.setUint32(0, type, true)
      view.setUint32(4, length, true)
    }),
    body,
    header(4, (view) => view.setUint32(0, length, true)),
  )
}

/** A pcapng section header block. */
export function sectionHeader(): Uint8Array {
  const body = header(16, (view) => {
    view.setUint32(0, 0x1a2b3c4d, true)
    view.setUint16(4, 1, true)
    view.setBigInt64(8, -1n, true)
  })
  return block(0x0a0d0d0a, body)
}

/** A pcapng interface description block. */
export function interfaceBlock(linkType: number, snapLength: number): Uint8Array {
  const body = header(8, (view) => {
    view.setUint16(0, linkType, true)
    view.setUint32(4, snapLength, true)
  })
  return block(1, body)
}

/** A pcapng enhanced packet block. */
export function packetBlock(interfaceId: number, { timeMs, frame }: PacketRecord): Uint8Array {
  const ticks = BigInt(timeMs) * 1000n
  const head = header(20, (view) => {
    view.setUint32(0, interfaceId, true)
    view.setUint32(4, Number(ticks >> 32n), true)
    view.setUint32(8, Number(ticks & 0xffff_ffffn), true)
    view.setUint32(12, frame.length, true)
    view.setUint32(16, frame.length, true)
  })
  return block(6, joinBytes(head, frame, new Uint8Array((4 - (frame.length % 4)) % 4)))
}

/** An Ethernet frame with an IPv4 UDP datagram of no payload: 42 bytes, 28 of them IP. */
export function udpFrame(source: number, sourcePort: number, destination: number, port: number): Uint8Array {
  return header(42, (view) => {
    view.setUint16(12, 0x0800)
    view.setUint8(14, 0x45)
    view.setUint16(16, 28)
    view.setUint8(22, 64)
    view.setUint8(23, 17)
    view.setUint32(26, source)
    view.setUint32(30, destination)
    view.setUint16(34, sourcePort)
    view.setUint16(36, port)
    view.setUint16(38, 8)
  })
}

/** An Ethernet frame of 62 bytes with an IPv4 packet of any protocol, which claims to be so long. */
export function ipFrame(protocol: number, length: number): Uint8Array {
  return header(62, (view) => {
    view.setUint16(12, 0x0800)
    view.setUint8(14, 0x45)
    view.setUint16(16, length)
    view.setUint8(22, 64)
    view.setUint8(23, protocol)
    view.setUint32(26, 0x0a00_0001)
    view.setUint32(30, 0x0a00_0002)
    view.setUint16(34, 1000)
    view.setUint16(36, 80)
    // The length of a UDP datagram, and the size of a TCP header.
    view.setUint16(38, 28)
    view.setUint8(46, 0x50)
  })
}

/**
 * An Ethernet frame with an 802.1Q tag and an IPv4 header that claims a length of 0 and holds IPv4:
 * nfpcapd 1.7.1 decodes it for ever.
 */
export function endlessFrame(): Uint8Array {
  return header(64, (view) => {
    view.setUint16(12, 0x8100)
    view.setUint16(14, 7)
    view.setUint16(16, 0x0800)
    view.setUint8(18, 0x40)
    view.setUint16(20, 46)
    view.setUint8(26, 64)
    view.setUint8(27, 4)
    view.setUint32(30, 0x0a00_0001)
    view.setUint32(34, 0x0a00_0002)
  })
}

/** One UDP packet a flow, each from a port of its own, a millisecond apart. */
export function manyFlows(count: number, startMs: number): PacketRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    timeMs: startMs + i,
    frame: udpFrame(0x0a00_0001 + (i >> 15), 1024 + (i & 0x7fff), 0x0a01_0001, 9000),
  }))
}
