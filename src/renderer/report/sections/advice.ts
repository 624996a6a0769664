import type { CaseInvestigation, Finding } from '../../investigation/types'
import { type Block, heading, list, paragraph, type Text } from '../document'
import { enumerate } from '../wording'
import type { SectionInput } from './section'

const CONTROLS: Readonly<Record<Finding['rule'], readonly string[]>> = {
  'http-brute-force': [
    'Reach log-in pages only from known networks or through a VPN, by security group or by a web application firewall.',
    'Limit log-in attempts per source and per account, and ask for a second factor.',
    'Alert on many short connections from one source to one web port.',
  ],
  'ssh-access': [
    'Close port 22 to the internet: allow it from a bastion host or VPN alone, or use AWS Systems Manager Session Manager instead.',
    'Allow keys only, switch password log-in off, and replace every key and password that the host has held.',
    'Send the host’s authentication log to another system, so that it can’t be changed on the host.',
  ],
  'exfiltration-unlisted-port': [
    'Deny outbound traffic by default: let servers reach only the addresses and ports that they need.',
    'Send outbound traffic through a proxy or an inspecting firewall, which sees what leaves.',
    'Alert on volume that leaves to ports outside of the services list, and to addresses never seen before.',
  ],
  'brute-force': [
    'Reach services that ask for a password only from known networks or through a VPN, lock accounts after failed log-ins, and ask for a second factor.',
  ],
  'port-scan': [
    'Allow between hosts only the ports that they need of each other, so that a scan finds nothing.',
  ],
  'address-sweep': ['Alert on one source that is rejected by many hosts.'],
  'random-walk': ['Alert on sources that fail again and again, over days as well.'],
  exfiltration: [
    'Deny outbound traffic by default, and send what is allowed through a proxy that sees and limits what leaves.',
  ],
  beaconing: ['Block the destination, and look on the host for what connects there at regular intervals.'],
  'long-connection': [
    'Limit how long outbound connections may stay, and ask on the host what holds this one.',
  ],
  'lateral-movement': [
    'Allow remote access and databases only from the hosts that need them, and replace every key and password that the reached host has held.',
  ],
  'first-seen-service': ['Compare what hosts serve with what they are meant to serve, and close the rest.'],
  'rejected-then-accepted': [
    'Find out in CloudTrail who opened the rule, and alert on rules that admit the internet.',
  ],
  'unusual-protocol': ['Allow TCP, UDP and ICMP alone, except where a tunnel is wanted.'],
  'dns-volume': [
    'Allow DNS to the own resolver alone, log its queries, and use Route 53 Resolver DNS Firewall.',
  ],
  'logging-gap': [
    'Alert when flow logs stop, and deny the right to delete them to everybody but their owner.',
  ],
  'unexplained-residue': ['Find out what the remaining traffic is, and deny it until that is known.'],
}

const ALWAYS: readonly string[] = [
  'Block the suspect address at the network access control list, and look for the same behaviour from other addresses: an address is quickly changed.',
  'Keep flow logs of all traffic, accepted and rejected, at the aggregation interval of one minute, with tcp-flags, pkt-srcaddr, pkt-dstaddr and flow-direction, in a bucket that the account in question can’t delete from.',
]

/** What would have stopped this, or shown it earlier. */
export function controls({ investigation }: SectionInput): readonly Block[] {
  const rules = new Set(investigation.findings.map((finding) => finding.rule))
  return [
    heading(1, 'Recommended controls'),
    list([...Array.from(rules).flatMap((rule) => CONTROLS[rule]), ...ALWAYS]),
  ]
}

/** What to look into next, in other sources than these. */
export function followUps({ investigation }: SectionInput): readonly Block[] {
  const suspects = investigation.suspects.map((suspect) => suspect.address)
  if (suspects.length === 0) return []
  const peers = peersOf(investigation)
  const who = suspects.length === 1 ? 'the address' : 'the addresses'
  const hosts = peers.length === 0 ? 'the hosts it reached' : enumerate(peers)
  const items: Text[] = [
    [
      { strong: 'Threat intelligence. ' },
      `Look ${who} ${enumerate(suspects)} up: owner, hosting provider, reputation, earlier reports. Ask other teams and partners whether they have seen ${suspects.length === 1 ? 'it' : 'them'}.`,
    ],
    [
      { strong: 'Alerts. ' },
      'Collect the alerts of intrusion detection, GuardDuty and the web application firewall for the same time, and find out why there are none if there are none.',
    ],
    [
      { strong: 'What the host held. ' },
      `Find out which data and credentials ${hosts} held or could reach, who owns them, and which duties to notify follow. Preserve memory and disks before anything is changed.`,
    ],
    [
      { strong: 'Host logs. ' },
      `Read the web server’s access log and the authentication log of ${hosts}: which log-ins succeeded, with which accounts, what was run.`,
    ],
    [
      { strong: 'Lateral movement. ' },
      `Search all flow logs, and those of the days after, for connections from ${hosts} to other internal hosts from the first contact on.`,
    ],
    [
      { strong: 'Egress. ' },
      `Search for other destinations that received unusual volume from ${hosts}, and for the same destination port from any other host.`,
    ],
  ]
  return [
    heading(1, 'Follow-ups'),
    paragraph('These questions can’t be answered from the evidence of this case.'),
    list(items),
  ]
}

/** Addresses that the suspects share a service with, the most important first, at most five. */
function peersOf({ suspects }: CaseInvestigation): readonly string[] {
  const own = new Set(suspects.map((suspect) => suspect.address))
  const peers = suspects.flatMap(({ vpc, netflow }) =>
    (vpc.services.length > 0 ? vpc : (netflow ?? vpc)).services.flatMap((service) => [
      service.address,
      ...service.clients,
    ]),
  )
  return [...new Set(peers)].filter((address) => !own.has(address)).slice(0, 5)
}
