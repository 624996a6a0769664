/** LINKTYPE_ values (tcpdump.org registry) whose packets are decoded here. */
export const BSD_LOOPBACK = 0
export const ETHERNET = 1
export const PPP = 9
/** DLT_RAW, as systems number it that write it without mapping it to LINKTYPE_RAW. */
export const RAW_IP_BSD = 12
export const RAW_IP_OPENBSD = 14
export const RAW_IP = 101
export const OPENBSD_LOOPBACK = 108
export const LINUX_SLL = 113
export const RAW_IPV4 = 228
export const RAW_IPV6 = 229
export const LINUX_SLL2 = 276

/** Names as `editcap -T` and capinfos give them, for the types that turn up in practice. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [BSD_LOOPBACK, 'BSD loopback'],
  [ETHERNET, 'Ethernet'],
  [PPP, 'PPP'],
  [RAW_IP_BSD, 'raw IP'],
  [RAW_IP_OPENBSD, 'raw IP'],
  [RAW_IP, 'raw IP'],
  [104, 'Cisco HDLC'],
  [105, 'IEEE 802.11'],
  [OPENBSD_LOOPBACK, 'OpenBSD loopback'],
  [LINUX_SLL, 'Linux cooked (SLL)'],
  [117, 'OpenBSD PF log'],
  [127, 'IEEE 802.11 with radiotap'],
  [RAW_IPV4, 'raw IPv4'],
  [RAW_IPV6, 'raw IPv6'],
  [239, 'Linux NFLOG'],
  [258, 'Apple PKTAP'],
  [LINUX_SLL2, 'Linux cooked, version 2 (SLL2)'],
])

/** Null for a type that has no name here. */
export function linkTypeLabel(linkType: number): string | null {
  return NAMES.get(linkType) ?? null
}

/** A link type for people: "Ethernet (1)". */
export function linkTypeName(linkType: number): string {
  const name = NAMES.get(linkType)
  return name ? `${name} (${linkType})` : `link type ${linkType}`
}
