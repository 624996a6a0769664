import { and } from '../../../shared/filter/ast'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { askContacts, type Contact } from './contacts'
import type { Detection, Detector, DetectorInput } from './detection'
import {
  addressOn,
  clientOf,
  reachedNothing,
  SCAN_CAVEAT,
  SCAN_LIMIT,
  scan,
  scannersOutside,
} from './scan-detection'
import { REQUESTS } from './scope'
import { threshold } from './wording'

const MOST_TOLD = 25

export const randomWalk: Detector = {
  id: 'random-walk',
  title: 'Slow scan',
  rule:
    'A sequential hypothesis test over the first contacts of a source with each service, in the order of time, as in SiLK’s ' +
    'rwscan: each failure makes a scanner likelier, each success less likely, until one of both is sure. Sources that a ' +
    'port scan or an address sweep already tells are left out; those outside that reached nothing are told together. ' +
    'Medium from inside, low from outside.',
  attack: ['T1046'],
  caveat: `${SCAN_CAVEAT} A client of services that have gone away fails like a scanner.`,
  limits: [
    SCAN_LIMIT,
    'The order within one window is that of the records’ starts, which is not always that of the packets.',
    `At most ${MOST_TOLD} slow scans are told one by one; those outside that reached nothing are one finding.`,
  ],
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
    const { sides } = input.scope
    const told = new Set(
      input.earlier
        .filter(({ detector }) => detector === 'port-scan' || detector === 'address-sweep')
        .flatMap(({ sources }) => sources),
    )
    const found: (readonly Contact[])[] = []
    for (const [client, contacts] of await askContacts(input)) {
      if (told.has(client) || contacts.filter(({ failed }) => failed).length < input.threshold('contacts'))
        continue
      if (walk(input, contacts)) found.push(contacts)
    }
    const outside = found.filter(
      (contacts) => !sides.isInside(clientOf(contacts)) && reachedNothing(contacts),
    )
    const single = found.filter((contacts) => !outside.includes(contacts))
    if (single.length > MOST_TOLD) {
      input.remark(
        `${single.length} slow scans were found; the ${MOST_TOLD} with the most attempts are told.`,
      )
    }
    return [
      ...single.slice(0, MOST_TOLD).map((contacts) => drawWalk(contacts, sides.isInside(clientOf(contacts)))),
      ...(outside.length > 0
        ? [scannersOutside('random-walk', outside, 'Each is a scanner by the sequential test.')]
        : []),
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

/** @param internal whether its source is inside */
function drawWalk(contacts: readonly Contact[], internal: boolean): Detection {
  const client = clientOf(contacts)
  const failed = contacts.filter((contact) => contact.failed).length
  return scan('random-walk', client, `${client} scans slowly`, contacts, {
    severity: internal ? 'medium' : 'low',
    told: `${client} tried ${formatCounted(contacts.length, 'service')}, and failed at ${formatCount(failed)}: a scanner by the sequential test`,
    evidence: and(addressOn('src', client), REQUESTS),
  })
}
