/** Names of the EtherTypes (IEEE registry) that turn up beside IP. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'IEEE 802.3'],
  [0x0806, 'ARP'],
  [0x0842, 'Wake-on-LAN'],
  [0x2000, 'Cisco CDP'],
  [0x22f3, 'TRILL'],
  [0x6002, 'DEC MOP'],
  [0x8035, 'RARP'],
  [0x809b, 'AppleTalk'],
  [0x8137, 'IPX'],
  [0x8808, 'Ethernet flow control'],
  [0x8809, 'LACP'],
  [0x8847, 'MPLS'],
  [0x8848, 'MPLS'],
  [0x8863, 'PPPoE discovery'],
  [0x8864, 'PPPoE'],
  [0x888e, '802.1X'],
  [0x8899, 'Realtek'],
  [0x88cc, 'LLDP'],
  [0x88e5, 'MACsec'],
  [0x88e7, 'provider backbone bridging'],
  [0x88f7, 'PTP'],
  [0x8902, 'connectivity fault management'],
  [0x8903, 'FabricPath'],
  [0x8926, 'VN-Tag'],
  [0x9000, 'Ethernet loopback'],
])

/** An EtherType for people: "ARP", "EtherType 0x8240". */
export function etherTypeName(etherType: number): string {
  return NAMES.get(etherType) ?? `EtherType 0x${etherType.toString(16).padStart(4, '0')}`
}
