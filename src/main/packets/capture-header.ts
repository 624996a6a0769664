/** An interface that packets of a capture were taken on. */
export interface CaptureInterface {
  /** LINKTYPE_ value of the tcpdump.org registry. */
  readonly linkType: number
  /** Bytes kept of each packet; 0 when the file sets no limit. */
  readonly snapLength: number
}

/** What the first bytes of a capture tell. */
export interface CaptureHeader {
  readonly format: 'pcap' | 'pcapng'
  readonly byteOrder: 'big' | 'little'
  /** Unit of the time stamps; in pcapng each interface has its own. */
  readonly timeUnit: 'microseconds' | 'nanoseconds' | 'by interface'
  /** Bytes before each packet in a pcap file. */
  readonly recordHeaderBytes: 16 | 24
  /**
   * A pcap file has one, none when it ends inside its own header; a pcapng file has those that it
   * describes before the first packet, as far as the bytes given reach.
   */
  readonly interfaces: readonly CaptureInterface[]
}

/** As many first bytes of a file as readCaptureHeader should get; fewer when the file is shorter. */
export const CAPTURE_HEADER_BYTES = 65_536

export const PCAP_HEADER_BYTES = 24
export const PCAPNG_SECTION_HEADER = 0x0a0d_0d0a
const PCAPNG_BYTE_ORDER = 0x1a2b_3c4d
const PCAPNG_INTERFACE = 1
/** Obsolete packet, simple packet, enhanced packet: after these no interface matters for reading the first. */
const PCAPNG_PACKETS: ReadonlySet<number> = new Set([2, 3, 6])

/** pcap magic number → unit of its time stamps, and size of its packet headers (the last: the "modified" pcap of old Linux kernels). */
const PCAP_MAGIC: ReadonlyMap<number, readonly ['microseconds' | 'nanoseconds', 16 | 24]> = new Map([
  [0xa1b2_c3d4, ['microseconds', 16]],
  [0xa1b2_3c4d, ['nanoseconds', 16]],
  [0xa1b2_cd34, ['microseconds', 24]],
])

/** Reads the first bytes of a file as a packet capture (pcap, pcapng); null when they are none. Offsets are those of draft-ietf-opsawg-pcap and -pcapng. */
export function readCaptureHeader(bytes: Uint8Array): CaptureHeader | null {
  if (bytes.length < 4) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (const byteOrder of ['big', 'little'] as const) {
    const little = byteOrder === 'little'
    const magic = PCAP_MAGIC.get(view.getUint32(0, little))
    if (!magic) continue
    const [timeUnit, recordHeaderBytes] = magic
    const whole = bytes.length >= PCAP_HEADER_BYTES
    const interfaces = whole
      ? [
          {
            // The upper bits say whether, and how long, frame check sequences are.
            linkType: view.getUint32(20, little) & 0x03ff_ffff,
            snapLength: view.getUint32(16, little),
          },
        ]
      : []
    return { format: 'pcap', byteOrder, timeUnit, recordHeaderBytes, interfaces }
  }
  if (bytes.length < 12 || view.getUint32(0) !== PCAPNG_SECTION_HEADER) return null
  const byteOrder = sectionByteOrder(view, 0)
  if (!byteOrder) return null
  const interfaces = firstInterfaces(view, byteOrder === 'little')
  return { format: 'pcapng', byteOrder, timeUnit: 'by interface', recordHeaderBytes: 16, interfaces }
}

/** Byte order of the pcapng section whose header begins at `at` (12 bytes are needed); null when it has none. */
export function sectionByteOrder(view: DataView, at: number): 'big' | 'little' | null {
  if (view.getUint32(at + 8) === PCAPNG_BYTE_ORDER) return 'big'
  return view.getUint32(at + 8, true) === PCAPNG_BYTE_ORDER ? 'little' : null
}

function firstInterfaces(view: DataView, little: boolean): CaptureInterface[] {
  const interfaces: CaptureInterface[] = []
  let at = view.getUint32(4, little)
  while (at >= 12 && at + 16 <= view.byteLength) {
    const type = view.getUint32(at, little)
    const length = view.getUint32(at + 4, little)
    if (PCAPNG_PACKETS.has(type) || type === PCAPNG_SECTION_HEADER || length < 12) break
    if (type === PCAPNG_INTERFACE) {
      interfaces.push({
        linkType: view.getUint16(at + 8, little),
        snapLength: view.getUint32(at + 12, little),
      })
    }
    at += length
  }
  return interfaces
}
