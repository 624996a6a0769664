import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { formatCounted } from '../../../shared/format/number'
import { type Block, heading, list, type Text } from '../document'
import type { SectionInput } from './section'

/** Files are named up to so many; the remarks on files tell of each. */
const ZONE_FILES_NAMED = 5

/** What is stated, or assumed, of local times that nfdump printed. */
function zoneItems(evidence: readonly EvidenceFile[]): readonly Text[] {
  const assumed = evidence.filter(({ capture }) => capture?.output?.zoneAssumed)
  const stated = evidence.filter(({ capture }) => capture?.output?.zone)
  if (assumed.length + stated.length === 0) return []
  const named = (files: readonly EvidenceFile[], zone: (file: EvidenceFile) => string) => {
    const more = files.length - ZONE_FILES_NAMED
    const names = files.slice(0, ZONE_FILES_NAMED).map((file) => `${file.path}${zone(file)}`)
    return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  }
  return [
    [
      { strong: 'Time zones of printed flows. ' },
      'nfdump prints the local time of its machine and does not tell which. ',
      stated.length > 0
        ? `The examiner stated the time zone of ${formatCounted(stated.length, 'file')}: ${named(stated, ({ capture }) => ` (${capture?.output?.zone})`)}. `
        : '',
      assumed.length > 0
        ? `UTC is assumed for ${formatCounted(assumed.length, 'file')}, and their times may be off by the distance of that machine’s clock from UTC: ${named(assumed, () => '')}.`
        : '',
    ],
  ]
}

/** What neither the evidence nor the method can tell; sources are the Amazon VPC user guide and nfdump's own behaviour. */
export function limits({ investigation }: SectionInput): readonly Block[] {
  const { totals, evidence } = investigation
  const hasCapture = evidence.some((file) => file.capture !== null)
  const items: Text[] = [
    [
      { strong: 'Aggregation. ' },
      'A flow log record sums up one direction of a five-tuple over an interval of one or ten minutes. It is no session and no ' +
        'packet. Its start and end lie in that interval, and may be up to 60 seconds later than the packets were on the wire.',
    ],
    [
      { strong: 'One-sided counts. ' },
      'A conversation makes a record for each direction at each interface that logs it. Totals over all records may count the same ' +
        'bytes more than once; figures of one direction, such as bytes to a port, do so only where both ends are logged.',
    ],
    [
      { strong: 'Missing records. ' },
      totals.skipData === 0
        ? 'No SKIPDATA line occurs in this evidence: AWS reports none that it left out. Whether a whole file is missing from the folder can’t be told from the files.'
        : `AWS left records out, as ${formatCounted(totals.skipData, 'SKIPDATA line')} in this evidence ${totals.skipData === 1 ? 'tells' : 'tell'}: figures are lower bounds.`,
    ],
    [
      { strong: 'What is never logged. ' },
      'Flow logs leave out queries to Amazon’s own DNS, instance metadata (169.254.169.254), time synchronisation, DHCP, ARP, ' +
        'Windows licence activation and mirrored traffic. That something is not in a log is no proof that it did not happen.',
    ],
    [
      { strong: 'Content. ' },
      'Flow data has no content. Bytes are counted at the IP layer with headers and retransmissions, so they are no file sizes. What ' +
        'a port is used for is a convention: a service’s name says what is usual there, not what was.',
    ],
    [
      { strong: 'Roles. ' },
      'Who serves and who opened a connection is inferred from TCP flags where they are logged, else from ports. AWS reports FIN, ' +
        'SYN, RST and SYN-ACK alone, joined over the interval.',
    ],
    [
      { strong: 'Addresses. ' },
      'AWS logs the private address of an interface, never its public one. Behind NAT gateways, load balancers and transit gateways ' +
        'the logged address may be that of the device; pkt-srcaddr and pkt-dstaddr tell the original where a log has them. An ' +
        'address is a machine at best, and no person.',
    ],
    [
      { strong: 'REJECT. ' },
      'A rejected record was refused by a security group or network access control list, or arrived after its connection was closed.',
    ],
    [
      { strong: 'Clocks. ' },
      'Times are those of AWS and, for captures, of the host that captured. They are told as they were recorded, and were not checked against another clock; how far the two are apart is estimated where both have the same five-tuples.',
    ],
    ...zoneItems(evidence),
    ...(hasCapture
      ? [
          [
            { strong: 'Captures. ' },
            'Packets were joined into flows by the rules of nfpcapd, with time-outs of 60 and 15 seconds: IPv4 fragments are ' +
              'reassembled, of GRE and IP-in-IP tunnels the inner packets count, and what is not IP is left out. A capture shows ' +
              'what passed its interface while it ran: what a security group refused is not in it.',
          ] as const,
        ]
      : []),
    [
      { strong: 'Figures without a command. ' },
      'Figures with a number in appendix B have a shell command that derives them again. Medians, intervals, regularity, counts of ' +
        'sessions, estimates of clocks and other numbers in the text that appendix B does not list are described: Flowcase computed ' +
        'them from the same flows, and no command here derives them again.',
    ],
    [
      { strong: 'Services list. ' },
      'A port is “not in the services list” when Debian’s list of common services (netbase) does not have it. IANA’s registry has a ' +
        'name for nearly every port; it is told beside as a hint.',
    ],
    [{ strong: 'Byte units. ' }, 'kB, MB, GB are powers of 1000. The exact number always stands beside.'],
  ]
  return [heading(1, 'Limits of the method'), list(items)]
}
