import { and, type Filter } from '../../../shared/filter/ast'
import { formatCount, formatCounted, formatShare } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { type Contact, MOST_CONTACTS, MOST_SOURCES } from './contacts'
import type { Detection } from './detection'
import type { DetectorId } from './detector-id'
import { REQUESTS } from './scope'
import { portName } from './wording'

export const SCAN_CAVEAT =
  'A rejected record tells no content, and retries within one interval are one record. Without tcp-flags, and for UDP, only ' +
  'rejects are counted as failures. The source address of a single packet can be forged.'

export const SCAN_LIMIT = `Of all sources, those with the most attempts are looked at: ${MOST_SOURCES} at most, with the first ${formatCount(MOST_CONTACTS)} contacts of them all.`

/** Of the contacts of one source. */
export function clientOf(contacts: readonly Contact[]): string {
  return (contacts[0] as Contact).client
}

export function reachedNothing(contacts: readonly Contact[]): boolean {
  return contacts.every(({ failed }) => failed)
}

export function scan(
  detector: DetectorId,
  subject: string,
  title: string,
  contacts: readonly Contact[],
  { severity, told, evidence }: Pick<Detection, 'severity' | 'evidence'> & { readonly told: string },
): Detection {
  const failed = contacts.filter((contact) => contact.failed).length
  const reached = contacts.length - failed
  const times = contacts.map(({ at }) => at)
  const first = Math.min(...times)
  return {
    key: `${detector}|${subject}`,
    detector,
    title,
    severity,
    summary:
      `${told}, from ${formatUtc(first)} to ${formatUtc(Math.max(...times))}. ` +
      (reached === 0
        ? 'Nothing answered.'
        : `${formatCounted(reached, 'service')} answered: ${reachedText(contacts)}.`),
    at: first,
    sources: [clientOf(contacts)],
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

export function addressOn(side: 'src' | 'dst', address: string): Filter {
  return { type: 'address', side, networks: [address] }
}

/** Sources outside that reached nothing, told together: the internet is full of them. */
export function scannersOutside(
  detector: DetectorId,
  sources: readonly (readonly Contact[])[],
  how: string,
): Detection {
  const clients = [...new Set(sources.map(clientOf))]
  const contacts = sources.flat()
  const at = Math.min(...contacts.map((contact) => contact.at))
  return {
    key: `${detector}|outside`,
    detector,
    title: `${formatCounted(clients.length, 'source')} outside scanned and reached nothing`,
    severity: 'info',
    summary:
      `${formatCounted(clients.length, 'source')} outside tried ${formatCounted(contacts.length, 'service')} in all, and ` +
      `none of them answered; the first at ${formatUtc(at)}. ${how}`,
    at,
    sources: clients,
    evidence: and({ type: 'address', side: 'src', networks: clients }, REQUESTS),
    measures: [
      ['Sources', formatCount(clients.length)],
      ['Most services tried by one', formatCount(Math.max(...sources.map(({ length }) => length)))],
    ],
  }
}
