/** IP protocol numbers and the names that people know them by (IANA registry "Protocol Numbers"). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'HOPOPT'],
  [1, 'ICMP'],
  [2, 'IGMP'],
  [4, 'IPIP'],
  [6, 'TCP'],
  [8, 'EGP'],
  [17, 'UDP'],
  [27, 'RDP'],
  [33, 'DCCP'],
  [41, 'IPv6'],
  [43, 'IPv6-Route'],
  [44, 'IPv6-Frag'],
  [46, 'RSVP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [51, 'AH'],
  [58, 'ICMPv6'],
  [59, 'IPv6-NoNxt'],
  [60, 'IPv6-Opts'],
  [88, 'EIGRP'],
  [89, 'OSPF'],
  [97, 'EtherIP'],
  [103, 'PIM'],
  [108, 'IPComp'],
  [112, 'VRRP'],
  [115, 'L2TP'],
  [132, 'SCTP'],
  [135, 'Mobility-Header'],
  [136, 'UDPLite'],
  [137, 'MPLS-in-IP'],
])

/** Other spellings, of nfdump and of IANA, that are read but never printed. */
const ALIASES: ReadonlyMap<string, number> = new Map([
  ['icmp6', 58],
  ['ipv6-icmp', 58],
  ['ipencap', 4],
  ['ip-encap', 4],
])

const numbers: ReadonlyMap<string, number> = new Map([
  ...Array.from(NAMES, ([number, name]): [string, number] => [name.toLowerCase(), number]),
  ...ALIASES,
])

/** "TCP" for 6; null when the number has no name that people know. */
export function protocolName(protocol: number): string | null {
  return NAMES.get(protocol) ?? null
}

/** 6 for "tcp", in any case; null when the name is unknown. */
export function protocolNumber(name: string): number | null {
  return numbers.get(name.toLowerCase()) ?? null
}

/** For people: "TCP", or "protocol 253" where there is no name. */
export function protocolLabel(protocol: number): string {
  return protocolName(protocol) ?? `protocol ${protocol}`
}

/** Whether packets of the protocol carry ports: TCP, UDP, DCCP, SCTP, UDP-Lite. */
export function hasPorts(protocol: number): boolean {
  return [6, 17, 33, 132, 136].includes(protocol)
}
