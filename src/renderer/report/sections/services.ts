import { formatCount, formatCounted } from '../../../shared/format/number'
import { serviceFigureId } from '../../investigation/figures'
import type { RoleReason, Service, SourceView, SuspectInvestigation } from '../../investigation/types'
import { type Block, heading, paragraph, table } from '../document'
import { bytesCell, endpointText, enumerate, serviceText } from '../wording'
import type { SectionInput } from './section'

/** Services that are listed; those of a port scan can be thousands. */
const SERVICES_SHOWN = 40
const CLIENTS_SHOWN = 3

const REASONS: Readonly<Record<RoleReason, string>> = {
  'tcp handshake': 'the TCP handshake, in which SYN and SYN-ACK tell who opened a connection',
  'known service port': 'the port of a listed service, against one that is not listed',
  'one port, many peer ports': 'one port here meets many on the other side',
  'lower port': 'the lower of the two ports, for want of a better sign',
}

/** Who serves what to whom, and which way the bytes went. */
export function services(
  { numbers, clock }: SectionInput,
  { address }: SuspectInvestigation,
  view: SourceView,
  number: number,
): readonly Block[] {
  const title = heading(2, 'Services')
  if (view.services.length === 0) {
    return [title, paragraph('In no conversation could a serving side be told.')]
  }
  const prefix = view.source === 'vpc' ? `suspect.${number}` : `suspect.${number}.netflow`
  const shown = view.services.slice(0, SERVICES_SHOWN)
  const hidden = view.services.length - shown.length
  return [
    title,
    paragraph(
      `A service is a port that answers. Which side serves is inferred; the table says from what. ` +
        `Connections are distinct pairs of client address and client port. Bytes are told as seen from ${address}.`,
    ),
    table(
      hidden === 0
        ? `Services that ${address} used or offered`
        : `Services that ${address} used or offered, the ${shown.length} with the most bytes of ${formatCount(view.services.length)}`,
      [
        ['Serving side', 'code'],
        ['Service', 'text'],
        ['Clients', 'text'],
        ['Connections', 'number'],
        [view.source === 'vpc' ? 'Records' : 'Flows', 'amount'],
        ['Bytes to suspect', 'amount'],
        ['Bytes from suspect', 'amount'],
        ['First start to last end', 'text'],
        ['Figure', 'label'],
      ],
      shown.map((service) => {
        const id = `${prefix}.${serviceFigureId(service)}`
        return [
          endpointText(service.address, service.port, service.protocol),
          serviceText(service.name, service.port, service.protocol),
          clientsText(service.clients),
          formatCount(service.connections),
          service.rejected === 0
            ? formatCount(service.records)
            : `${formatCount(service.records)} (${formatCount(service.rejected)} rejected)`,
          bytesCell(service.bytesToSuspect),
          bytesCell(service.bytesFromSuspect),
          Number.isNaN(service.firstStart)
            ? '–'
            : `${clock.tell(service.firstStart)} to ${clock.tell(service.lastEnd)}`,
          numbers.cite(`${id}.records`, `${id}.bytesToSuspect`, `${id}.bytesFromSuspect`),
        ]
      }),
    ),
    paragraph(`How the serving side was told: ${reasons(shown)}.`),
  ]
}

function reasons(services: readonly Service[]): string {
  const byReason = new Map<RoleReason, string[]>()
  for (const { address, port, protocol, reason } of services) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), endpointText(address, port, protocol)])
  }
  return Array.from(byReason, ([reason, endpoints]) =>
    endpoints.length === services.length
      ? REASONS[reason]
      : `of ${enumerate(endpoints)} by ${REASONS[reason]}`,
  ).join('; ')
}

function clientsText(clients: readonly string[]): string {
  const shown = clients.slice(0, CLIENTS_SHOWN)
  const more = clients.length - shown.length
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${formatCounted(more, 'other')}`
}
