import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { and, type Filter, not, or } from '../../../src/shared/filter/ast'
import { parseFilter } from '../../../src/shared/filter/parse'
import { printFilter } from '../../../src/shared/filter/print'

const side = fc.constantFrom('src', 'dst', 'any', 'both' as const)
const comparison = fc.constantFrom('=', '>', '<', '>=', '<=' as const)
const network = fc.oneof(
  fc.constantFrom('10.0.0.1', '192.0.2.7', '0.0.0.0', '255.255.255.255', '2001:db8::1', '::'),
  fc.constantFrom('10.0.0.0/8', '0.0.0.0/0', '192.0.2.128/25', '2001:db8::/32', '::/0'),
)
const word = fc.oneof(
  fc.constantFrom('eni-1', 'a b', '"', '\\', 'in', '=', '[x]', '#', 'é', 'and', '(', '-'),
  fc.string({ minLength: 1 }).filter((text) => !/\s/.test(text) || text.trim() === text),
)

const primitive: fc.Arbitrary<Filter> = fc.oneof(
  fc.constant({ type: 'any' } as const),
  fc.record({
    type: fc.constant('address' as const),
    side,
    networks: fc.array(network, { minLength: 1, maxLength: 3 }),
  }),
  fc
    .record({
      type: fc.constant('port' as const),
      side,
      comparison,
      ports: fc.array(fc.nat(65535), { minLength: 1, maxLength: 3 }),
    })
    .map((port) => (port.ports.length > 1 ? { ...port, comparison: '=' as const } : port)),
  fc.record({ type: fc.constant('protocol' as const), protocol: fc.nat(255) }),
  fc.record({
    type: fc.constant('number' as const),
    field: fc.constantFrom('bytes', 'packets', 'start', 'end', 'tcp-flags', 'traffic-path'),
    comparison,
    value: fc.nat(2 ** 31 - 1),
  }),
  fc.record({
    type: fc.constant('duration' as const),
    comparison,
    seconds: fc.nat(10_000_000).map((ms) => ms / 1000),
  }),
  fc.record({ type: fc.constant('flags' as const), bits: fc.integer({ min: 1, max: 63 }) }),
  fc.record({
    type: fc.constant('text' as const),
    field: fc.constantFrom('interface-id', 'instance-id', 'region', 'vpc-id', 'ecs-task-id'),
    values: fc.array(word, { minLength: 1, maxLength: 3 }),
  }),
  fc
    .constantFrom('ACCEPT', 'REJECT')
    .map((value): Filter => ({ type: 'text', field: 'action', values: [value] })),
)

const filter = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    primitive,
    tie('tree').map(not),
    fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map((parts) => and(...parts)),
    fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map((parts) => or(...parts)),
  ),
})).tree

describe('the filter language', () => {
  it('reads back what it prints', () => {
    fc.assert(
      fc.property(filter, (tree) => {
        expect(parseFilter(printFilter(tree))).toEqual({ ok: true, filter: tree })
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['', 'any'],
    ['ANY', 'any'],
    ['IP 10.0.0.1 && ! port 22', 'ip 10.0.0.1 and not port 22'],
    ['host 10.1.2.3', 'ip 10.1.2.3'],
    ['net 10.1.2.3/8', 'net 10.0.0.0/8'],
    ['src or dst ip 10.0.0.1', 'ip 10.0.0.1'],
    ['src and dst net 10.0.0.0/8', 'src and dst net 10.0.0.0/8'],
    ['dst or src port 80', 'port 80'],
    ['src ip 10.0.0.1 or dst ip 10.0.0.2', 'src ip 10.0.0.1 or dst ip 10.0.0.2'],
    ['ip in [10.0.0.1, 10.0.1.0/24]', 'ip in [10.0.0.1 10.0.1.0/24]'],
    ['port in [80,443 8080]', 'port in [80 443 8080]'],
    ['proto TCP or proto udp and port 53', 'proto tcp or (proto udp and port 53)'],
    ['proto 253', 'proto 253'],
    ['bytes > 1m', 'bytes > 1000000'],
    ['packets le 3', 'packets <= 3'],
    ['duration > 90s', 'duration > 90000'],
    ['flags sa', 'flags SA'],
    ['action reject and direction EGRESS', 'action REJECT and direction egress'],
    ['eni eni-0123 # and a comment', 'eni eni-0123'],
    ['vpc-id in ["a b" c]', 'vpc-id in ["a b" c]'],
    ['not (ip 2001:DB8:0::1 or any)', 'not (ip 2001:db8::1 or any)'],
  ])('%j is read as %s', (text, canonical) => {
    const parsed = parseFilter(text)
    expect(parsed.ok && printFilter(parsed.filter)).toBe(canonical)
  })

  it.each([
    ['ip 10.0.0', 3, 6, 'an IPv4 or IPv6 address'],
    ['ip 10.0.0.0/8', 3, 10, 'an IPv4 or IPv6 address'],
    ['port 65536', 5, 5, 'a number up to 65535'],
    [
      'port 22 and',
      11,
      1,
      'ip, net, port, proto, bytes, packets, duration, flags, action, direction, eni or a field name',
    ],
    ['(port 22', 8, 1, '")"'],
    ['port 22 port 23', 8, 4, '"and", "or" or the end of the filter'],
    ['src bytes 3', 4, 5, 'ip, net or port'],
    [
      'tcp',
      0,
      3,
      'ip, net, port, proto, bytes, packets, duration, flags, action, direction, eni or a field name',
    ],
    ['proto nonsense', 6, 8, 'a protocol name (tcp, udp, icmp, …) or a number up to 255'],
    ['port in []', 9, 1, 'a number up to 65535'],
    ['flags Q', 6, 1, 'TCP flag letters out of F, S, R, P, A and U'],
    ['ip 010.0.0.1', 3, 9, 'an IPv4 or IPv6 address'],
  ])('%j is wrong at %i', (text, at, length, expected) => {
    expect(parseFilter(text)).toMatchObject({ ok: false, at, length, expected })
  })
})
