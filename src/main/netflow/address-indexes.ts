import { parseIPv6 } from '../../shared/flow/address'
import type { AddressStage } from '../../shared/flow/address-stage'

/** Addresses whose bytes are remembered. */
const KNOWN_ADDRESSES = 65_536

/** Finds the index of an address in a block's dictionary; the same IPv6 addresses come again and again. */
export class AddressIndexes {
  private readonly bytes = new Map<string, Uint8Array>()

  constructor(private readonly addresses: AddressStage) {}

  /**
   * @param address IPv4 as an unsigned number, IPv6 as text
   * @throws Error when the text is no IPv6 address
   */
  of(address: number | string): number {
    if (typeof address === 'number') return this.addresses.indexOfV4(address)
    let bytes = this.bytes.get(address)
    if (bytes === undefined) {
      bytes = parse(address)
      if (this.bytes.size >= KNOWN_ADDRESSES) this.bytes.clear()
      this.bytes.set(address, bytes)
    }
    return this.addresses.indexOfV6(bytes)
  }
}

function parse(text: string): Uint8Array {
  const address = parseIPv6(text)
  if (address === null) throw new Error(`nfdump printed ${JSON.stringify(text.slice(0, 100))} for an address`)
  return address
}
