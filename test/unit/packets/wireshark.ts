import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { canonicalAddress } from '../../../src/shared/flow/address'
import { addToTuple, sortedTuples, type Tuples } from './five-tuples'

/** What capinfos says of one capture. */
export interface Capinfos {
  /** capinfos' own name of the file's format, such as `pcap`, `nsecpcap`, `pcapng`. */
  readonly format: string
  readonly encapsulation: string
  /** Bytes of each packet that were kept at most; null where capinfos prints "(not set)". */
  readonly snaplen: number | null
  readonly packets: number
  /** On the wire, summed. */
  readonly bytes: number
  /** Epoch seconds as printed, with all digits; null without packets. */
  readonly first: string | null
  readonly last: string | null
}

/** What tshark says of one capture. */
export interface Tshark {
  readonly frames: number
  /** On the wire: of `frame.len`, summed. */
  readonly bytes: number
  /** Bytes that were captured: of `frame.cap_len`, summed. */
  readonly captured: number
  /** Of each five-tuple: frames that have it, and the lengths that their IP headers state. */
  readonly tuples: Tuples
  /** What `-z io,stat,0` has of frames and bytes on the wire; null when no time passes between frames. */
  readonly statistics: { readonly frames: number; readonly bytes: number } | null
}

const run = promisify(execFile)

/** For both programs: no settings of a user, no files but in `home`, the same output everywhere. */
function options(home: string) {
  return {
    env: { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: home, TZ: 'UTC', LC_ALL: 'C' },
    maxBuffer: 1 << 28,
    timeout: 120_000,
  }
}

/** A line of capinfos: file, format, encapsulation, snaplen and two guesses of it, packets, bytes, two times. */
type Columns = [string, string, string, string, string, string, string, string, string, string]

/**
 * Facts of captures from one call of capinfos. A capture that it refuses is not among them: its
 * message, as capinfos printed it, is in `refused`.
 */
export async function capinfos(
  paths: readonly string[],
  home: string,
): Promise<{ readonly facts: ReadonlyMap<string, Capinfos>; readonly refused: string }> {
  const args = ['-M', '-T', '-r', '-t', '-E', '-l', '-c', '-d', '-a', '-e', '-S', ...paths]
  const { stdout, stderr } = await run('capinfos', args, options(home)).catch(
    // 2: it refused at least one of the files and went on with the others.
    (error: { code: unknown; stdout: string; stderr: string }) => {
      if (error.code === 2) return error
      throw error
    },
  )
  const facts = new Map<string, Capinfos>()
  for (const line of stdout.split('\n').filter((each) => each !== '')) {
    const [path, format, encapsulation, snaplen, , , packets, bytes, first, last] = line.split(
      '\t',
    ) as Columns
    facts.set(path, {
      ...{ format, encapsulation, snaplen: snaplen === '(not set)' ? null : Number(snaplen) },
      ...{ packets: Number(packets), bytes: Number(bytes) },
      ...{ first: first === 'n/a' ? null : first, last: last === 'n/a' ? null : last },
    })
  }
  return { facts, refused: stderr }
}

const FIELDS = [
  ...['frame.len', 'frame.cap_len', 'frame.protocols', 'ip.src', 'ip.dst', 'ip.proto', 'ip.len'],
  ...['ipv6.src', 'ipv6.dst', 'ipv6.nxt', 'ipv6.plen', 'tcp.srcport', 'tcp.dstport', 'udp.srcport'],
  ...['udp.dstport', 'icmp.type', 'icmp.code', 'icmpv6.type', 'icmpv6.code'],
]

/** Statistics and five-tuples of a capture from one call of tshark, which joins no fragments. */
export async function tshark(path: string, home: string): Promise<Tshark> {
  const args = [
    ...['-n', '-r', path, '-o', 'ip.defragment:FALSE', '-o', 'ipv6.defragment:FALSE'],
    ...['-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=;'],
    ...FIELDS.flatMap((field) => ['-e', field]),
    ...['-z', 'io,stat,0'],
  ]
  const { stdout } = await run('tshark', args, options(home))
  const tuples = new Map<string, [number, number]>()
  let frames = 0
  let bytes = 0
  let captured = 0
  for (const line of stdout.split('\n')) {
    const values = line.split('\t')
    // The statistics have no tabs.
    if (values.length !== FIELDS.length) continue
    const frame = new Map(FIELDS.map((field, i) => [field, (values[i] as string).split(';')] as const))
    const field = (name: string, at = 0) => frame.get(name)?.[at] ?? ''
    frames++
    bytes += Number(field('frame.len'))
    captured += Number(field('frame.cap_len'))
    const found = fiveTuple(field)
    if (found) addToTuple(tuples, found.key, 1, found.bytes)
  }
  const total = /<> +[\d.]+ +\| +(\d+) +\| +(\d+) +\|/.exec(stdout)
  const statistics = total && { frames: Number(total[1]), bytes: Number(total[2]) }
  return { frames, bytes, captured, tuples: sortedTuples(tuples), statistics }
}

/**
 * The five-tuple of a frame by nfpcapd's rules: of the innermost packet that IP-in-IP or GRE carries;
 * IPv6 extension headers are protocols, and only TCP and UDP have ports. Null for frames without a
 * whole IP header.
 */
function fiveTuple(field: (name: string, at?: number) => string): { key: string; bytes: number } | null {
  let v4 = 0
  let v6 = 0
  let inner: 'ip' | 'ipv6' | null = null
  for (const layer of field('frame.protocols').split(':')) {
    if (layer === 'ip') v4++
    else if (layer === 'ipv6') v6++
    else if (inner === null || layer === 'gre') continue
    else break
    inner = layer
  }
  if (inner === null) return null
  const at = (inner === 'ip' ? v4 : v6) - 1
  if (field(`${inner}.dst`, at) === '') return null
  const protocol = field(inner === 'ip' ? 'ip.proto' : 'ipv6.nxt', at)
  const ports = { 6: 'tcp', 17: 'udp' }[protocol]
  const icmp = { 1: 'icmp', 58: 'icmpv6' }[protocol]
  const end = (side: 'src' | 'dst') =>
    `${canonicalAddress(field(`${inner}.${side}`, at))}:${ports ? Number(field(`${ports}.${side}port`)) : 0}`
  const what = icmp ? ` ${field(`${icmp}.type`)}.${field(`${icmp}.code`)}` : ''
  return {
    key: `${protocol} ${end('src')} > ${end('dst')}${what}`,
    bytes: inner === 'ip' ? Number(field('ip.len', at)) : Number(field('ipv6.plen', at)) + 40,
  }
}
