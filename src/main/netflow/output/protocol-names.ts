/**
 * What nfdump prints for the IP protocol numbers from 0 on, without -N, in at most five characters;
 * for a number without an entry it prints the number. Read off nfdump 1.7.1, which was given packets
 * of every protocol. "IDPR" is missing: it stands for both 35 and 38.
 */
const PRINTED =
  '- ICMP IGMP GGP IPIP ST TCP CBT EGP IGP BBN NVPII PUP ARGUS ENCOM XNET CHAOS UDP MUX DCN HMP PRM XNS ' +
  'Trnk1 Trnk2 Leaf1 Leaf2 RDP IRTP ISO-4 NETBK MFESP MEINP DCCP 3PC - XTP DDP - TP++ IL IPv6 SDRP Rte6 ' +
  'Frag6 IDRP RSVP GRE MHRP BNA ESP AH INLSP SWIPE NARP MOBIL TLSP SKIP ICMP6 NOHE6 OPTS6 HOST CFTP NET ' +
  'SATNT KLAN RVD IPPC FS SATM VISA IPCV CPNX CPHB WSN PVP BSATM SUNND WBMON WBEXP ISOIP VMTP SVMTP VINES ' +
  'TTP NSIGP DGP TCF EIGRP OSPF S-RPC LARP MTP AX.25 OS MICP SCCSP ETHIP ENCAP - GMTP IFMP PNNI PIM ARIS ' +
  'SCPS QNX A/N IPcmp SNP CpqPP IPXIP VRRP PGM 0hop L2TP DDX IATP STP SRP UTI SMP SM PTP ISIS4 FIRE CRTP ' +
  'CRUDP - IPLT SPS PIPE SCTP FC - MHEAD UDP-L MPLS'

const NUMBERS: ReadonlyMap<string, number> = new Map(
  PRINTED.split(' ').flatMap((name, number) => (name === '-' ? [] : [[name, number]])),
)

/** The number of a protocol as nfdump prints it, by name or (with -N) by number; null when it is neither. */
export function printedProtocol(text: string): number | null {
  const number = NUMBERS.get(text)
  if (number !== undefined) return number
  return /^\d{1,3}$/.test(text) && Number(text) < 256 ? Number(text) : null
}
