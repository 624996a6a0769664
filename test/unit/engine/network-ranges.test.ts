import { expect, test } from 'vitest'
import { NetworkRanges } from '../../../src/renderer/engine/network-ranges'
import { type Network, networkContains, parseNetwork } from '../../../src/shared/flow/address'
import { fc } from '../property'

const v4 = fc.tuple(fc.constantFrom(10, 172, 192, 255), fc.nat(3), fc.nat(3), fc.nat(255))
const v6 = fc.array(fc.constantFrom('0', '1', 'ff', 'ffff', '2001'), { minLength: 8, maxLength: 8 })

const networks = fc.array(
  fc.oneof(
    fc.tuple(v4, fc.integer({ min: 0, max: 32 })).map(([bytes, bits]) => `${bytes.join('.')}/${bits}`),
    fc.tuple(v6, fc.integer({ min: 0, max: 128 })).map(([groups, bits]) => `${groups.join(':')}/${bits}`),
  ),
  { maxLength: 12 },
)

test('an address is in the set when it is in one of its networks', () => {
  fc.assert(
    fc.property(networks, v4, v6, (texts, bytes, groups) => {
      const each = texts.map((text) => parseNetwork(text) as Network)
      const ranges = new NetworkRanges(each)
      const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
      expect(ranges.hasV4(value)).toBe(each.some((network) => networkContains(network, 4, bytes)))
      const address = parseNetwork(groups.join(':')) as Network
      expect(ranges.hasV6(address.bytes)).toBe(
        each.some((network) => networkContains(network, 6, address.bytes)),
      )
    }),
    { numRuns: 2_000 },
  )
})
