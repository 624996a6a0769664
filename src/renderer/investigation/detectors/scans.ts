import { and, port, protocol } from '../../../shared/filter/ast'
import { formatCount, formatCounted } from '../../../shared/format/number'
import type { Severity } from '../types'
import { askContacts, type Contact, groupContacts } from './contacts'
import type { Detection, Detector, DetectorInput } from './detection'
import { addressOn, reachedNothing, SCAN_CAVEAT, SCAN_LIMIT, scan, scannersOutside } from './scan-detection'
import { REQUESTS } from './scope'
import { portName, threshold } from './wording'

/** Scans that are told one by one. */
const MOST_TOLD = 25

const SEVERITY =
  'High from inside; medium from outside when a service answered. Sources outside that reached nothing are told together, for ' +
  'information: the internet scans everything.'

export const portScan: Detector = {
  id: 'port-scan',
  title: 'Port scan',
  rule: `One source fails at many ports of one host, most of what it tries there. ${SEVERITY}`,
  attack: ['T1046'],
  caveat: SCAN_CAVEAT,
  limits: [
    SCAN_LIMIT,
    `At most ${MOST_TOLD} scans are told one by one; scanners outside that reached nothing are one finding.`,
  ],
  thresholds: [
    threshold('ports', 'Distinct ports that failed', 'ports', 15, 'Zeek’s scan.zeek, port_scan_threshold'),
    threshold(
      'share',
      'Of all that it tried there, failed',
      '%',
      50,
      'Flowcase: clients of real services succeed mostly',
      [1, 100],
    ),
  ],
  async detect(input) {
    const perHost = (contact: Contact) => contact.server
    return findScans(input, 'port-scan', 'ports', perHost, (contacts, failed, severity) => {
      const [{ client, server }] = contacts as [Contact]
      return scan('port-scan', `${client}|${server}`, `Port scan of ${server} by ${client}`, contacts, {
        severity,
        told: `${client} tried ${formatCounted(contacts.length, 'port')} of ${server}, and failed at ${formatCount(failed)}`,
        evidence: and(addressOn('src', client), addressOn('dst', server), REQUESTS),
      })
    })
  },
}

export const addressSweep: Detector = {
  id: 'address-sweep',
  title: 'Address sweep',
  rule: `One source fails at one port of many hosts, most of those that it tries. ${SEVERITY}`,
  attack: ['T1046', 'T1018'],
  caveat: SCAN_CAVEAT,
  limits: [
    SCAN_LIMIT,
    `At most ${MOST_TOLD} scans are told one by one; scanners outside that reached nothing are one finding.`,
  ],
  thresholds: [
    threshold('hosts', 'Distinct hosts that failed', 'hosts', 25, 'Zeek’s scan.zeek, addr_scan_threshold'),
    threshold(
      'share',
      'Of all that it tried, failed',
      '%',
      50,
      'Flowcase: pollers reach the hosts that they watch',
      [1, 100],
    ),
  ],
  async detect(input) {
    const perPort = (contact: Contact) => `${contact.port}|${contact.protocol}`
    return findScans(input, 'address-sweep', 'hosts', perPort, (contacts, failed, severity) => {
      const [first] = contacts as [Contact]
      const { client } = first
      const name = portName(first.port, first.protocol)
      const subject = `${client}|${perPort(first)}`
      return scan('address-sweep', subject, `Address sweep for ${name} by ${client}`, contacts, {
        severity,
        told: `${client} tried port ${name} of ${formatCounted(contacts.length, 'host')}, and failed at ${formatCount(failed)}`,
        evidence: and(addressOn('src', client), port(first.port, 'dst'), protocol(first.protocol)),
      })
    })
  },
}

/**
 * @param least the threshold of how many contacts that share something have failed
 * @param shared what they share
 */
async function findScans(
  input: DetectorInput,
  detector: 'port-scan' | 'address-sweep',
  least: string,
  shared: (contact: Contact) => string,
  draw: (contacts: readonly Contact[], failed: number, severity: Severity) => Detection,
): Promise<readonly Detection[]> {
  const single: Detection[] = []
  const outside: (readonly Contact[])[] = []
  for (const [client, own] of await askContacts(input)) {
    const internal = input.scope.sides.isInside(client)
    for (const contacts of groupContacts(own, shared).values()) {
      const failed = contacts.filter((contact) => contact.failed).length
      if (failed < input.threshold(least) || 100 * failed < input.threshold('share') * contacts.length)
        continue
      if (!internal && reachedNothing(contacts)) outside.push(contacts)
      else single.push(draw(contacts, failed, internal ? 'high' : 'medium'))
    }
  }
  // Here it is high or medium.
  single.sort((a, b) => (a.severity === b.severity ? a.at - b.at : a.severity === 'high' ? -1 : 1))
  if (single.length > MOST_TOLD)
    input.remark(`${single.length} scans were found; the ${MOST_TOLD} most severe are told.`)
  return [
    ...single.slice(0, MOST_TOLD),
    ...(outside.length > 0 ? [scannersOutside(detector, outside, 'That is the noise of the internet.')] : []),
  ]
}
