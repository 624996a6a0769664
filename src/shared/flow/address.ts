import ipaddr from 'ipaddr.js'

/** A dotted quad as an unsigned 32-bit number, or null. Leading zeros are refused: tools differ on what they mean. */
export function parseIPv4(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (!match) return null
  let value = 0
  for (let i = 1; i <= 4; i++) {
    const part = match[i] as string
    const octet = Number(part)
    if (octet > 255 || (part.length > 1 && part.startsWith('0'))) return null
    value = value * 256 + octet
  }
  return value
}

export function formatIPv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`
}

/** The 16 bytes of an IPv6 address, or null. A zone (%eth0) is refused. */
export function parseIPv6(text: string): Uint8Array | null {
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return null
  return Uint8Array.from(ipaddr.IPv6.parse(text).toByteArray())
}

/** RFC 5952 form of 16 bytes at an offset. */
export function formatIPv6(bytes: Uint8Array, offset = 0): string {
  return new ipaddr.IPv6(Array.from(bytes.subarray(offset, offset + 16))).toRFC5952String()
}

/** One spelling for each address (RFC 5952 for IPv6), or null when the text is no address. */
export function canonicalAddress(text: string): string | null {
  const v4 = parseIPv4(text)
  if (v4 !== null) return formatIPv4(v4)
  const v6 = parseIPv6(text)
  return v6 === null ? null : formatIPv6(v6)
}

/**
 * A network in CIDR form, host bits ignored as nfdump does: the first address of the network
 * and its prefix length in bits. A plain address is the network of itself alone.
 */
export interface Network {
  readonly family: 4 | 6
  /** 4 or 16 bytes. */
  readonly bytes: Uint8Array
  readonly bits: number
}

export function parseNetwork(text: string): Network | null {
  const [address = '', length, ...rest] = text.split('/')
  if (rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return null
  const v4 = parseIPv4(address)
  const v6 = v4 === null ? parseIPv6(address) : null
  if (v4 === null && v6 === null) return null
  const size = v4 === null ? 128 : 32
  const bits = length === undefined ? size : Number(length)
  if (bits > size) return null
  const bytes =
    v6 ??
    Uint8Array.of(
      (v4 as number) >>> 24,
      ((v4 as number) >>> 16) & 255,
      ((v4 as number) >>> 8) & 255,
      (v4 as number) & 255,
    )
  for (let i = 0; i < bytes.length; i++) {
    const keep = Math.min(8, Math.max(0, bits - i * 8))
    bytes[i] = (bytes[i] as number) & (0xff00 >> keep) & 0xff
  }
  return { family: v4 === null ? 6 : 4, bytes, bits }
}

export function formatNetwork(network: Network): string {
  const address = network.family === 4 ? Array.from(network.bytes).join('.') : formatIPv6(network.bytes)
  return network.bits === network.bytes.length * 8 ? address : `${address}/${network.bits}`
}

/** Whether the address of a family, its bytes at an offset, lies in the network. */
export function networkContains(
  network: Network,
  family: 4 | 6,
  bytes: ArrayLike<number>,
  offset = 0,
): boolean {
  if (family !== network.family) return false
  let left = network.bits
  for (let i = 0; left > 0; i++, left -= 8) {
    const mask = left >= 8 ? 0xff : (0xff00 >> left) & 0xff
    if (((bytes[offset + i] as number) & mask) !== network.bytes[i]) return false
  }
  return true
}
