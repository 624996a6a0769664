/** Words of the filter language that stand for a field of the log. */
export const FIELD_WORDS: Readonly<Record<string, string>> = {
  action: 'action',
  status: 'log-status',
  direction: 'flow-direction',
  eni: 'interface-id',
  interface: 'interface-id',
  instance: 'instance-id',
  account: 'account-id',
  vpc: 'vpc-id',
  subnet: 'subnet-id',
  az: 'az-id',
  path: 'traffic-path',
}

/** The values of these fields have one spelling in the logs; a filter may use any case. */
export const VALUE_CASE: Readonly<Record<string, 'upper' | 'lower'>> = {
  action: 'upper',
  'log-status': 'upper',
  'flow-direction': 'lower',
  'pkt-src-aws-service': 'upper',
  'pkt-dst-aws-service': 'upper',
}

/** TCP flag letters as nfdump writes them, and their bits. */
export const FLAG_BITS: Readonly<Record<string, number>> = {
  F: 1,
  S: 2,
  R: 4,
  P: 8,
  A: 16,
  U: 32,
  E: 64,
  C: 128,
}

/** The letter that stands for the six flags of RFC 793 together, as in nfdump. */
export const ALL_FLAGS = 'X'

/** Unit suffixes of byte and packet numbers: powers of 1000, as in nfdump. */
export const UNIT_FACTORS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, t: 1e12 }

/** Units of durations, in milliseconds; without one a duration is in milliseconds, as in nfdump. */
export const DURATION_FACTORS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Words that may follow "src", "dst" or "both". */
export const SIDED_WORDS: readonly string[] = ['ip', 'net', 'port', 'service', 'aws-service']

/** Words that begin a primitive and are no fields, with what they ask for, in the order of use. */
export const PRIMITIVE_WORDS: Readonly<Record<string, string>> = {
  ip: 'an address, either side',
  src: 'source: ip, net, port, service',
  dst: 'destination: ip, net, port, service',
  both: 'both sides: ip, net, port, service',
  net: 'a network, either side',
  port: 'a port, either side',
  proto: 'a protocol',
  service: 'a service by name, either side',
  bytes: 'number of bytes',
  packets: 'number of packets',
  duration: 'end − start',
  flags: 'TCP flags that are set',
  time: 'when the flow started: UTC, unless +02:00 or the like follows',
  'aws-service': 'an AWS service, either side',
  ipv4: 'IPv4 flows',
  ipv6: 'IPv6 flows',
  source: 'flow logs or captures',
  tag: 'what carries a tag',
  field: 'a field of the log by its name',
  any: 'every flow',
}

/** Other spellings: read, but neither printed nor offered. */
export const ALIASES: Readonly<Record<string, string>> = {
  '&&': 'and',
  '||': 'or',
  '!': 'not',
  '==': '=',
  eq: '=',
  gt: '>',
  lt: '<',
  ge: '>=',
  le: '<=',
  host: 'ip',
  inet: 'ipv4',
  inet6: 'ipv6',
}
