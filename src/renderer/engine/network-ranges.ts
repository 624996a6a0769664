import type { Network } from '../../shared/flow/address'

/**
 * Many networks as one set that an address is looked up in: by halving for IPv4, once for each length of a network
 * for IPv6. A list of 10,000 networks costs little more than one.
 */
export class NetworkRanges {
  /** First and last addresses of IPv4 ranges that neither meet nor overlap, ascending. */
  private readonly firsts: Float64Array
  private readonly lasts: Float64Array
  /** IPv6 networks by their length: their bytes as text. */
  private readonly v6 = new Map<number, Set<string>>()

  constructor(networks: readonly Network[]) {
    const ranges = networks
      .filter(({ family }) => family === 4)
      .map(({ bytes, bits }) => {
        const first = bytes.reduce((value, byte) => value * 256 + byte, 0)
        return [first, first + 2 ** (32 - bits) - 1] as const
      })
      .sort(([a], [b]) => a - b)
    const joined: [number, number][] = []
    for (const [first, last] of ranges) {
      const before = joined.at(-1)
      if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last)
      else joined.push([first, last])
    }
    this.firsts = Float64Array.from(joined, ([first]) => first)
    this.lasts = Float64Array.from(joined, ([, last]) => last)
    for (const { family, bytes, bits } of networks) {
      if (family !== 6) continue
      const same = this.v6.get(bits) ?? new Set()
      this.v6.set(bits, same.add(String.fromCharCode(...bytes)))
    }
  }

  /** @param value of the IPv4 address, unsigned */
  hasV4(value: number): boolean {
    let low = 0
    let high = this.firsts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.firsts[middle] as number) <= value) low = middle + 1
      else high = middle
    }
    return low > 0 && value <= (this.lasts[low - 1] as number)
  }

  /** @param bytes of the IPv6 address, 16 */
  hasV6(bytes: Uint8Array): boolean {
    for (const [bits, networks] of this.v6) {
      if (networks.has(leadingBits(bytes, bits))) return true
    }
    return false
  }
}

/** The first bits of an IPv6 address as text, the others 0. Asked for every address of a case: no array is made. */
function leadingBits(bytes: Uint8Array, bits: number): string {
  let text = ''
  for (let at = 0, left = bits; at < bytes.length; at++, left -= 8) {
    const byte = bytes[at] as number
    text += String.fromCharCode(left >= 8 ? byte : left <= 0 ? 0 : byte & (0xff00 >> left) & 0xff)
  }
  return text
}
