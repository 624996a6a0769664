/** Why a five-tuple is not the same in both sources, as far as the data shows. */
export type Difference =
  | 'outside-captures'
  | 'rejected'
  | 'host-not-captured'
  | 'amazon-service'
  | 'dhcp'
  | 'mirrored'
  | 'not-routed'
  | 'outside-logs'
  | 'host-not-logged'
  | 'skipped'
  | 'no-data'
  | 'other-time'
  | 'interfaces'
  | 'repeated'
  | 'partly-outside-captures'
  | 'partly-outside-logs'
  | 'partly-rejected'
  | 'headers'
  | 'cut-packets'
  | 'offload'
  | 'split'
  | 'unexplained'

export interface DifferenceText {
  /** In a table. */
  readonly short: string
  /** The rule by which it is told, and what it rests on. */
  readonly rule: string
}

/** In the order in which they are told of: the first rule that fits gives the reason. */
export const DIFFERENCES: Readonly<Record<Difference, DifferenceText>> = {
  'outside-captures': {
    short: 'outside the captures’ time',
    rule: 'In the flow logs alone; all its records lie outside of the time that the captures cover, even if their times are 60 seconds late, as AWS says they may be.',
  },
  rejected: {
    short: 'rejected',
    rule: 'In the flow logs alone; every record is a REJECT. What a security group or network ACL rejects on its way in, the host never sees.',
  },
  'host-not-captured': {
    short: 'not a captured host',
    rule: 'In the flow logs alone; neither end is one of the hosts whose traffic the captures hold. A host is one of the fewest addresses of which every captured flow has one.',
  },
  'amazon-service': {
    short: 'Amazon’s own service, not logged',
    rule: 'In the captures alone; one end is Amazon’s DNS resolver (169.254.169.253, or port 53 of a private address that ends in .2), instance metadata (169.254.169.254), time (169.254.169.123), Windows licence activation (169.254.169.250 and .251), or their IPv6 addresses in fd00:ec2::/32. Flow logs leave these out.',
  },
  dhcp: {
    short: 'DHCP, not logged',
    rule: 'In the captures alone; UDP ports 67 and 68, or 546 and 547. Flow logs leave DHCP out.',
  },
  mirrored: {
    short: 'mirrored traffic, not logged',
    rule: 'In the captures alone; VXLAN to UDP port 4789, in which AWS delivers mirrored traffic. Flow logs leave it out.',
  },
  'not-routed': {
    short: 'never left the host or its link',
    rule: 'In the captures alone; an end is a loopback, link-local, multicast or broadcast address, or both ends are the same: no interface of the VPC passes it on.',
  },
  'outside-logs': {
    short: 'outside the flow logs’ time',
    rule: 'In the captures alone; it lies before the first start or after the last end of all flow log records.',
  },
  'host-not-logged': {
    short: 'its host is in no flow log',
    rule: 'In the captures alone; its captured host occurs in no flow log record at all: its interface has no flow log, or is logged under its private address, which you can say under “Addresses”.',
  },
  skipped: {
    short: 'AWS skipped records (SKIPDATA)',
    rule: 'The flow logs have less; a SKIPDATA line says that AWS left out records of an interface of one of its ends in that time.',
  },
  'no-data': {
    short: 'logged as no traffic (NODATA)',
    rule: 'In the captures alone; a NODATA line says that an interface of one of its ends had no traffic in that time, which the capture contradicts.',
  },
  'other-time': {
    short: 'in both, at other times',
    rule: 'In both, but the flow logs have it at no time at which the captures have it, with 60 seconds to spare: a port that was used again, or clocks that differ.',
  },
  interfaces: {
    short: 'logged at several interfaces',
    rule: 'In both; several interfaces logged it, as when both ends are in the VPC or a gateway is between. The records of the one with most bytes agree with the captures; the sum counts bytes more than once.',
  },
  repeated: {
    short: 'logged twice',
    rule: 'In both; records of one interface begin in the same second, and without the repeated ones the bytes agree: two flow logs cover that interface.',
  },
  'partly-outside-captures': {
    short: 'went on outside the captures’ time',
    rule: 'In both; the captures have less, and the flow logs have the five-tuple outside of the captures’ time too. Also where what the flow logs have within that time agrees.',
  },
  'partly-outside-logs': {
    short: 'went on outside the flow logs’ time',
    rule: 'In both; the flow logs have less, and the captures have it before their first start or after their last end too.',
  },
  'partly-rejected': {
    short: 'partly rejected',
    rule: 'In both; without the bytes of its REJECT records the flow logs agree with the captures.',
  },
  headers: {
    short: 'headers counted otherwise',
    rule: 'In both, with equal packets; the bytes differ by the same whole number for each packet, at most 60: one side counts link or IP headers that the other leaves out. Flow logs count the IP packet with its header.',
  },
  'cut-packets': {
    short: 'packets cut by the snaplen',
    rule: 'In both, with equal packets; the captures have less, as much as the snaplen of the captures keeps of them.',
  },
  offload: {
    short: 'segments joined on the host',
    rule: 'In both; the captures have fewer packets, and fewer bytes by 40 to 60 for each missing one: TSO, GSO or GRO gives a capture on the host large segments with one header.',
  },
  split: {
    short: 'cut in other places',
    rule: 'In both, with equal bytes and packets, in a different number of rows: flow logs cut time into windows of 1 or 10 minutes, NetFlow ends a flow by its own time-outs. No difference in what passed.',
  },
  unexplained: {
    short: 'unexplained',
    rule: 'None of the other rules fits.',
  },
}

/** Reasons that are no difference in what passed. */
export function isHarmless(difference: Difference): boolean {
  return difference === 'split'
}
