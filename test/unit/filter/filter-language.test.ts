import { describe, expect, it } from 'vitest'
import { and, type Filter, not, or } from '../../../src/shared/filter/ast'
import { expandTags, tagsOf } from '../../../src/shared/filter/expand'
import { continuationOf, parseFilter } from '../../../src/shared/filter/parse'
import { printFilter } from '../../../src/shared/filter/print'
import { fc } from '../property'

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
  fc.record({ type: fc.constant('flags' as const), bits: fc.integer({ min: 1, max: 255 }) }),
  fc.record({
    type: fc.constant('text' as const),
    field: fc.constantFrom('interface-id', 'instance-id', 'region', 'vpc-id', 'ecs-task-id'),
    values: fc.array(word, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('network' as const),
    field: fc.constantFrom('srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr'),
    networks: fc.array(network, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('service' as const),
    side,
    name: fc.constantFrom('ssh', 'domain', 'http-alt', 'x11', 'ms-wbt-server'),
  }),
  fc
    .record({
      from: fc.option(fc.integer({ min: -6e10, max: 2e11 })),
      seconds: fc.option(fc.integer({ min: 1, max: 1e9 })),
      milliseconds: fc.nat(999),
    })
    .filter(({ from, seconds }) => from !== null || seconds !== null)
    .map(({ from, seconds, milliseconds }): Filter => {
      const begin = (from ?? 1_700_000_000) + milliseconds / 1000
      const round = (value: number) => Math.round(value * 1000) / 1000
      return {
        type: 'time',
        from: from === null ? null : round(begin),
        to: seconds === null ? null : round(begin + seconds),
      }
    }),
  fc.constantFrom('vpc', 'netflow' as const).map((source): Filter => ({ type: 'source', source })),
  word.map((name): Filter => ({ type: 'tag', name })),
  fc.record({
    type: fc.constant('text' as const),
    field: fc.constantFrom('my-column', 'a b', 'port', 'ünïcode', 'not'),
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
    ['flags X', 'flags FSRPAU'],
    ['flags ec', 'flags EC'],
    ['flags =S', 'tcp-flags 2'],
    ['flags != SA', 'not tcp-flags 18'],
    ['flags 18', 'tcp-flags 18'],
    ['flags >= 16', 'tcp-flags >= 16'],
    ['duration 2h', 'duration 7200000'],
    ['duration < 1.5s', 'duration < 1500'],
    ['duration ge 1d', 'duration >= 86400000'],
    ['port != 22', 'not port 22'],
    ['ip != 10.0.0.1', 'not ip 10.0.0.1'],
    ['not port != 22', 'port 22'],
    ['bytes != 1k', 'not bytes 1000'],
    ['region != eu-west-1', 'not region eu-west-1'],
    ['action != reject', 'not action REJECT'],
    ['proto in [tcp udp]', 'proto tcp or proto udp'],
    ['proto != icmp', 'not proto icmp'],
    ['bytes in [40, 60]', 'bytes 40 or bytes 60'],
    ['both net 10.0.0.0/8', 'src and dst net 10.0.0.0/8'],
    ['src and dst port 123', 'src and dst port 123'],
    ['ipv4', 'net 0.0.0.0/0'],
    ['inet6', 'net ::/0'],
    ['service SSH', 'service ssh'],
    ['dst service in [ssh https]', 'dst service ssh or dst service https'],
    ['source NetFlow', 'source netflow'],
    ['status nodata', 'status NODATA'],
    ['log-status ok', 'status OK'],
    ['direction = Ingress', 'direction ingress'],
    [
      'instance i-1 and account 111122223333 and az use1-az1 and vpc vpc-1 and subnet subnet-1',
      'instance i-1 and account 111122223333 and az use1-az1 and vpc vpc-1 and subnet subnet-1',
    ],
    ['traffic-path 8', 'path 8'],
    ['reject-reason BPA', 'reject-reason BPA'],
    ['aws-service s3', 'pkt-src-aws-service S3 or pkt-dst-aws-service S3'],
    ['dst aws-service in [s3 ec2]', 'pkt-dst-aws-service in [S3 EC2]'],
    ['both aws-service != s3', 'not (pkt-src-aws-service S3 and pkt-dst-aws-service S3)'],
    ['pkt-srcaddr 10.1.2.3/24', 'pkt-srcaddr 10.1.2.0/24'],
    ['dstaddr in [10.0.0.1 ::1]', 'dstaddr in [10.0.0.1 ::1]'],
    ['field my-column "a b"', 'field my-column "a b"'],
    ['field bytes > 3', 'bytes > 3'],
    ['tag c2', 'tag c2'],
    ['not tag "two words"', 'not tag "two words"'],
    ['time 2023', 'time 2023-01-01T00:00:00Z..2024-01-01T00:00:00Z'],
    ['time 2023-12', 'time 2023-12-01T00:00:00Z..2024-01-01T00:00:00Z'],
    ['time 2024-02-28', 'time 2024-02-28T00:00:00Z..2024-02-29T00:00:00Z'],
    ['time "2023-09-28 17:22"', 'time 2023-09-28T17:22:00Z..2023-09-28T17:23:00Z'],
    ['time 2023-09-28T17:22:35.25Z..', 'time 2023-09-28T17:22:35.250Z..'],
    ['time 2023-09-28T19:22+02:00', 'time 2023-09-28T17:22:00Z..2023-09-28T17:23:00Z'],
    ['time 2023-09-28T23:07+0545..', 'time 2023-09-28T17:22:00Z..'],
    ['time < "2023-09-28 13:52:35-03:30"', 'time ..2023-09-28T17:22:35Z'],
    ['time ..2023-09-28', 'time ..2023-09-28T00:00:00Z'],
    ['time 2023-09-28..2023-09-29T06', 'time 2023-09-28T00:00:00Z..2023-09-29T06:00:00Z'],
    ['time 1695921755..1695921756', 'time 2023-09-28T17:22:35Z..2023-09-28T17:22:36Z'],
    ['time >= 2023-09-28', 'time 2023-09-28T00:00:00Z..'],
    ['time > 2023-09-28', 'time 2023-09-29T00:00:00Z..'],
    ['time < 2023-09-28', 'time ..2023-09-28T00:00:00Z'],
    ['time <= 2023-09-28', 'time ..2023-09-29T00:00:00Z'],
    ['time != 2023-09-28', 'not time 2023-09-28T00:00:00Z..2023-09-29T00:00:00Z'],
    ['start >= 2023-09-28T00:00:00Z', 'start >= 1695859200'],
    ['end < 1695859200', 'end < 1695859200'],
    ['action reject and direction EGRESS', 'action REJECT and direction egress'],
    ['eni eni-0123 # and a comment', 'eni eni-0123'],
    ['vpc-id in ["a b" c]', 'vpc in ["a b" c]'],
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
      'ip, net, port, proto, service, bytes, packets, duration, flags, time, action, eni or a field name',
    ],
    ['(port 22', 8, 1, '")"'],
    ['port 22 port 23', 8, 4, '"and", "or" or the end of the filter'],
    ['src bytes 3', 4, 5, 'ip, net, port, service or aws-service'],
    ['port 22]', 7, 1, '"and", "or" or the end of the filter'],
    ['port in [22', 11, 1, '"]"'],
    ['port "22" or eni "eni-1" ip 1.2.3.4', 25, 2, '"and", "or" or the end of the filter'],
    ['service nosuch', 8, 6, 'the name of a service such as ssh or https'],
    ['source pcap', 7, 4, 'vpc or netflow'],
    [
      'time yesterday',
      5,
      9,
      'a time in UTC such as 2023-09-28T17:22 or 2023-09-28T19:22+02:00, or two with ".." between, the earlier first',
    ],
    [
      'time 2023-02-29',
      5,
      10,
      'a time in UTC such as 2023-09-28T17:22 or 2023-09-28T19:22+02:00, or two with ".." between, the earlier first',
    ],
    [
      'time 2023-09-29..2023-09-28',
      5,
      22,
      'a time in UTC such as 2023-09-28T17:22 or 2023-09-28T19:22+02:00, or two with ".." between, the earlier first',
    ],
    [
      'time >= 2023-09-28..2023-09-29',
      8,
      22,
      'a time in UTC such as 2023-09-28T17:22 or 2023-09-28T19:22+02:00',
    ],
    ['duration 5x', 9, 2, 'a duration in milliseconds, or with a unit such as 90s'],
    ['eni "eni-1', 4, 6, 'a closing quotation mark'],
    ['"', 0, 1, 'a closing quotation mark'],
    ['srcaddr nowhere', 8, 7, 'an address or a network such as 10.0.0.0/8'],
    [`${'('.repeat(250)}any`, 200, 1, 'at most 200 brackets and "not" within one another'],
    [
      'tcp',
      0,
      3,
      'ip, net, port, proto, service, bytes, packets, duration, flags, time, action, eni or a field name',
    ],
    ['proto nonsense', 6, 8, 'a protocol name (tcp, udp, icmp, …) or a number up to 255'],
    ['port in []', 9, 1, 'a number up to 65535'],
    ['flags Q', 6, 1, 'TCP flag letters out of F, S, R, P, A, U, E and C'],
    ['ip 010.0.0.1', 3, 9, 'an IPv4 or IPv6 address'],
  ])('%j is wrong at %i', (text, at, length, expected) => {
    expect(parseFilter(text)).toMatchObject({ ok: false, at, length, expected })
  })
})

describe('what could follow', () => {
  it.each([
    ['', 'ip', null],
    ['port 22 ', 'and', null],
    ['not ', 'service', null],
    ['src ', 'port', null],
    ['port ', 'in', 'port'],
    ['port > ', null, 'port'],
    ['dst ip ', '!=', 'address'],
    ['ip in [10.0.0.1 ', ']', 'network'],
    ['(eni ', 'in', 'interface-id'],
    ['(eni x', ')', null],
    ['action ', '=', 'action'],
    ['proto ', 'in', 'protocol'],
    ['tag ', '=', 'tag'],
    ['field ', null, 'field'],
    ['aws-service ', 'in', 'aws-service'],
  ])('%j: %s, and a value of %s', (text, word, value) => {
    const found = continuationOf(text)
    expect(found.value).toBe(value)
    if (word !== null) expect(found.words).toContain(word)
  })

  it('is nothing where the text is wrong', () => {
    expect(continuationOf('port x and ')).toEqual({ words: [], value: null })
  })

  it('is a word that can be read on from there', () => {
    for (const word of continuationOf('').words) {
      const parsed = parseFilter(`${word} `)
      const at = parsed.ok ? word.length + 1 : parsed.at
      expect(at, word).toBeGreaterThanOrEqual(word.length)
    }
  })
})

describe('tags', () => {
  const filterOf = (text: string): Filter => {
    const parsed = parseFilter(text)
    if (!parsed.ok) throw new Error(parsed.message)
    return parsed.filter
  }
  const tags: Readonly<Record<string, string>> = {
    c2: 'ip 192.0.2.7',
    scan: 'flags S and packets < 3',
    bad: 'tag c2 or tag scan',
    self: 'port 1 or tag self',
    round: 'tag trip',
    trip: 'port 2 or tag round',
  }
  const flowsOf = (name: string) => (tags[name] ? filterOf(tags[name]) : or())

  it.each([
    ['tag c2 and port 443', 'ip 192.0.2.7 and port 443'],
    ['not tag c2', 'not ip 192.0.2.7'],
    ['tag bad', 'ip 192.0.2.7 or (flags S and packets < 3)'],
    ['tag nothing', 'not any'],
    ['tag self', 'port 1 or not any'],
    ['tag round', 'port 2 or not any'],
    ['port 5', 'port 5'],
  ])('%s stands for %s', (text, expanded) => {
    expect(printFilter(expandTags(filterOf(text), flowsOf))).toBe(expanded)
  })

  it('are found wherever they stand', () => {
    expect(tagsOf(filterOf('tag a and (not tag b or port 1 and tag a)'))).toEqual(['a', 'b'])
    expect(tagsOf(filterOf('port 1'))).toEqual([])
  })
})
