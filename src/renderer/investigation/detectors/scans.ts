import { and, type Filter, port, protocol } from '../../../shared/filter/ast'
import { formatCount, formatCounted, formatShare } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { isInternal } from '../rule'
import type { Severity } from '../types'
import { askContacts, type Contact, groupContacts } from './contacts'
import type { Detection, Detector, DetectorId, DetectorInput } from './detection'
import { REQUESTS } from './scope'
import { portName, threshold } from './wording'

/** Scans that are told one by one: the internet is full of them. */
const MOST_TOLD = 25

const CAVEAT =
  'A rejected record tells no content, and retries within one interval are one record. Without tcp-flags, and for UDP, only ' +
  'rejects are counted as failures. The source address of a single packet can be forged.'

const SEVERITY =
  'High from inside; medium from outside when a service answered; otherwise low: the internet scans everything.'

export const portScan: Detector = {
  id: 'port-scan',
  title: 'Port scan',
  rule: `One source fails at many ports of one host, most of what it tries there. ${SEVERITY}`,
  attack: ['T1046'],
  caveat: CAVEAT,
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
    return collect(
      input,
      await askContacts(input),
      (contact) => contact.server,
      (contacts) => {
        const [first] = contacts as [Contact]
        const failed = contacts.filter((contact) => contact.failed)
        if (failed.length < input.threshold('ports')) return null
        if (100 * failed.length < input.threshold('share') * contacts.length) return null
        const { client, server } = first
        return scan('port-scan', `${client}|${server}`, `Port scan of ${server} by ${client}`, contacts, {
          told: `${client} tried ${formatCounted(contacts.length, 'port')} of ${server}, and failed at ${formatCount(failed.length)}`,
          evidence: and(addressOn('src', client), addressOn('dst', server), REQUESTS),
        })
      },
    )
  },
}

export const addressSweep: Detector = {
  id: 'address-sweep',
  title: 'Address sweep',
  rule: `One source fails at one port of many hosts, most of those that it tries. ${SEVERITY}`,
  attack: ['T1046', 'T1018'],
  caveat: CAVEAT,
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
    return collect(
      input,
      await askContacts(input),
      (contact) => `${contact.port}|${contact.protocol}`,
      (contacts) => {
        const [first] = contacts as [Contact]
        const failed = contacts.filter((contact) => contact.failed)
        if (failed.length < input.threshold('hosts')) return null
        if (100 * failed.length < input.threshold('share') * contacts.length) return null
        const { client } = first
        const name = portName(first.port, first.protocol)
        return scan(
          'address-sweep',
          `${client}|${first.port}|${first.protocol}`,
          `Address sweep for ${name} by ${client}`,
          contacts,
          {
            told: `${client} tried port ${name} of ${formatCounted(contacts.length, 'host')}, and failed at ${formatCount(failed.length)}`,
            evidence: and(addressOn('src', client), port(first.port, 'dst'), protocol(first.protocol)),
          },
        )
      },
    )
  },
}

export const randomWalk: Detector = {
  id: 'random-walk',
  title: 'Slow scan (threshold random walk)',
  rule:
    'A sequential hypothesis test over the first contacts of a source with each service, in the order of time, as in SiLK’s ' +
    'rwscan: each failure makes a scanner likelier, each success less likely, until one of both is sure. Sources that a ' +
    'port scan or an address sweep already tells are left out; those outside that reached nothing are told together. ' +
    'Medium from inside, low from outside.',
  attack: ['T1046'],
  caveat: `${CAVEAT} A client of services that have gone away fails like a scanner.`,
  thresholds: [
    threshold(
      'benign',
      'A benign contact succeeds',
      '%',
      80,
      'rwscan, --trw-theta0 0.8; Jung et al. 2004',
      [51, 99],
    ),
    threshold(
      'scanner',
      'A scanner’s contact succeeds',
      '%',
      20,
      'rwscan, --trw-theta1 0.2; Jung et al. 2004',
      [1, 49],
    ),
    threshold(
      'false',
      'False alarms allowed',
      '%',
      1,
      'Jung et al. 2004: 0.01, with 99 % of scanners found',
      [0.001, 20],
    ),
    threshold(
      'contacts',
      'Failed contacts, at least',
      'contacts',
      8,
      'Flowcase: four would do for the test, and are a mistyped address or two',
    ),
  ],
  async detect(input) {
    const told = new Set(
      input.earlier
        .filter(({ detector }) => detector === 'port-scan' || detector === 'address-sweep')
        .map(({ key }) => key.split('|')[1]),
    )
    const found: (readonly Contact[])[] = []
    for (const [client, contacts] of await askContacts(input)) {
      if (told.has(client) || contacts.filter(({ failed }) => failed).length < input.threshold('contacts'))
        continue
      if (walk(input, contacts)) found.push(contacts)
    }
    const unreached = found.filter(
      (contacts) => !isInternal(clientOf(contacts)) && contacts.every(({ failed }) => failed),
    )
    const single = found.filter((contacts) => !unreached.includes(contacts))
    return [
      ...single.slice(0, MOST_TOLD).map(drawWalk),
      ...(unreached.length > 0 ? [drawBackground(unreached)] : []),
    ]
  },
}

/** Whether the walk ends on the side of the scanner before it ends on the other. */
function walk(input: DetectorInput, contacts: readonly Contact[]): boolean {
  const benign = input.threshold('benign') / 100
  const scanner = input.threshold('scanner') / 100
  const falseAlarms = input.threshold('false') / 100
  const detected = 1 - falseAlarms
  const upper = Math.log(detected / falseAlarms)
  const lower = Math.log((1 - detected) / (1 - falseAlarms))
  let likelihood = 0
  for (const { failed } of contacts) {
    likelihood += failed ? Math.log((1 - scanner) / (1 - benign)) : Math.log(scanner / benign)
    if (likelihood >= upper) return true
    if (likelihood <= lower) return false
  }
  return false
}

function clientOf(contacts: readonly Contact[]): string {
  return (contacts[0] as Contact).client
}

function drawWalk(contacts: readonly Contact[]): Detection {
  const client = clientOf(contacts)
  const failed = contacts.filter((contact) => contact.failed).length
  return {
    ...scan('random-walk', client, `${client} scans slowly`, contacts, {
      told: `${client} tried ${formatCounted(contacts.length, 'service')}, and failed at ${formatCount(failed)}: a scanner by the sequential test`,
      evidence: and(addressOn('src', client), REQUESTS),
    }),
    severity: isInternal(client) ? 'medium' : 'low',
  }
}

function drawBackground(sources: readonly (readonly Contact[])[]): Detection {
  const clients = sources.map(clientOf)
  const contacts = sources.flat()
  const at = Math.min(...contacts.map((contact) => contact.at))
  return {
    key: 'random-walk|outside',
    detector: 'random-walk',
    title: `${formatCounted(clients.length, 'source')} outside scanned and reached nothing`,
    severity: 'info',
    summary:
      `${formatCounted(clients.length, 'source')} outside tried ${formatCounted(contacts.length, 'service')} in all, and ` +
      `none of them answered; the first at ${formatUtc(at)}. Each is a scanner by the sequential test.`,
    at,
    evidence: and({ type: 'address', side: 'src', networks: clients }, REQUESTS),
    measures: [
      ['Sources', formatCount(clients.length)],
      ['Most services tried by one', formatCount(Math.max(...sources.map(({ length }) => length)))],
    ],
  }
}

function collect(
  input: DetectorInput,
  contacts: ReadonlyMap<string, readonly Contact[]>,
  shared: (contact: Contact) => string,
  drawGroup: (contacts: readonly Contact[]) => Detection | null,
): readonly Detection[] {
  const found: Detection[] = []
  for (const own of contacts.values()) {
    for (const group of groupContacts(own, shared).values()) {
      const detection = drawGroup(group)
      if (detection) found.push(detection)
    }
  }
  const rank = (severity: Severity) => ['high', 'medium', 'low', 'info'].indexOf(severity)
  found.sort((a, b) => rank(a.severity) - rank(b.severity) || a.at - b.at)
  if (found.length > MOST_TOLD)
    input.remark(`${found.length} were found; the ${MOST_TOLD} most severe are told.`)
  return found.slice(0, MOST_TOLD)
}

function scan(
  detector: DetectorId,
  subject: string,
  title: string,
  contacts: readonly Contact[],
  { told, evidence }: { readonly told: string; readonly evidence: Filter },
): Detection {
  const failed = contacts.filter((contact) => contact.failed).length
  const reached = contacts.length - failed
  const times = contacts.map(({ at }) => at)
  const first = Math.min(...times)
  const internal = isInternal(clientOf(contacts))
  return {
    key: `${detector}|${subject}`,
    detector,
    title,
    severity: internal ? 'high' : reached > 0 ? 'medium' : 'low',
    summary:
      `${told}, from ${formatUtc(first)} to ${formatUtc(Math.max(...times))}. ` +
      (reached === 0
        ? 'Nothing answered.'
        : `${formatCounted(reached, 'service')} answered: ${reachedText(contacts)}.`),
    at: first,
    evidence,
    measures: [
      ['Tried', formatCount(contacts.length)],
      ['Failed', `${formatCount(failed)} (${formatShare(failed, contacts.length)})`],
    ],
  }
}

function reachedText(contacts: readonly Contact[]): string {
  const reached = contacts.filter(({ failed }) => !failed)
  const told = reached
    .slice(0, 5)
    .map((contact) => `${contact.server} port ${portName(contact.port, contact.protocol)}`)
  return reached.length > told.length
    ? `${told.join(', ')} and ${reached.length - told.length} more`
    : told.join(', ')
}

function addressOn(side: 'src' | 'dst', address: string): Filter {
  return { type: 'address', side, networks: [address] }
}
