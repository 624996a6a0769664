import { address } from '../../shared/filter/ast'
import type { FigureQuestion } from '../../shared/findings/figure'
import { formatBytesExact } from '../../shared/format/bytes'
import { formatCount, formatCounted } from '../../shared/format/number'
import { formatUtc } from '../../shared/format/time'
import { protocolLabel } from '../../shared/network/protocols'
import { askTraffic, type Traffic, trafficFilter } from './connections'
import { serviceFigureId, serviceLabel } from './figures'
import { compare } from './quantity'
import { type Drawn, findingFigures, MAX_SERVICES, passedNoun, type Rule, type RuleInput } from './rule'
import { isInUse } from './services'
import type { Service } from './types'

/** Less than this is what beacons, log-ins and error reports send. */
export const MIN_BYTES = 1_000_000

/**
 * Bytes out for each byte in. Acknowledgements alone come to a thirtieth of what they
 * acknowledge; a download that the host asked for has it the other way round.
 */
export const MIN_RATIO = 3

/** Hosts that are looked at for each service, those with the most bytes. */
export const MAX_HOSTS = 20

/** What an internal host sent to the suspect's service, and got back. */
interface Sender extends Traffic {
  readonly address: string
}

/** Internal hosts that send much more than they get to a port of the suspect that no listed service uses. */
export const exfiltrationOverUnlistedPort: Rule = async (input) => {
  const drawn: Drawn[] = []
  const candidates = input.view.services.filter(
    (service) =>
      service.address === input.suspect &&
      service.name === null &&
      service.bytesToSuspect >= MIN_BYTES &&
      isInUse(service),
  )
  if (candidates.length === 0) return drawn
  const sides = await input.sides()
  if (sides.isInside(input.suspect)) return drawn
  const isInside = (host: string) => sides.isInside(host)
  for (const service of candidates.slice(0, MAX_SERVICES)) {
    const senders: Sender[] = []
    for (const host of service.clients.filter(isInside).slice(0, MAX_HOSTS)) {
      const sender = { address: host, ...(await askTraffic(input, service, address(host))) }
      if (sender.bytesTo >= MIN_BYTES && sentMore(sender)) senders.push(sender)
    }
    senders.sort((a, b) => compare(b.bytesTo, a.bytesTo))
    if (senders.length > 0) drawn.push(draw(input, service, senders))
  }
  return drawn
}

function sentMore({ bytesTo, bytesFrom }: Traffic): boolean {
  return Number(bytesTo) >= MIN_RATIO * Number(bytesFrom)
}

function draw(input: RuleInput, service: Service, senders: readonly Sender[]): Drawn {
  const place = serviceLabel(service)
  const noun = passedNoun(input.view)
  const told = senders.map(
    (sender) =>
      `${sender.address} sent ${formatBytesExact(sender.bytesTo)} to ${place} and received ` +
      `${formatBytesExact(sender.bytesFrom)}, in ${formatCounted(sender.records, noun)} from ` +
      `${formatUtc(sender.firstStart)} to ${formatUtc(sender.lastEnd)}.`,
  )
  return {
    at: Math.min(...senders.map((sender) => sender.firstStart)),
    finding: {
      rule: 'exfiltration-unlisted-port',
      title: `Exfiltration to ${place}, which is no listed service`,
      severity: 'high',
      attack: ['T1048', 'T1571'],
      summary:
        `${told.join(' ')} Port ${service.port}/${protocolLabel(service.protocol)} is not in the list of common ` +
        `services. That ${input.suspect} is the serving side was told by: ${service.reason}.`,
      basis:
        `An internal host (of a network that was named for this case, or by standards private) sent at least ` +
        `${formatCount(MIN_BYTES)} bytes, and at least ` +
        `${MIN_RATIO} times what came back, to a port that an external suspect serves and that the services list ` +
        `does not have. The ${MAX_SERVICES} such services with the most bytes are looked at, and the ${MAX_HOSTS} hosts ` +
        'with the most bytes of each.',
      caveat:
        'Flow data holds no content: what was sent is not known, and bytes are those on the wire, with headers and ' +
        'retransmissions. Backups and telemetry to an unusual port look alike. A packet capture or the host tells more.',
    },
    figures: senders.flatMap((sender) => senderFigures(input, service, sender)),
  }
}

function senderFigures(input: RuleInput, service: Service, sender: Sender): readonly FigureQuestion[] {
  const host = sender.address
  const id = `exfiltration-unlisted-port.${serviceFigureId(service)}.${host}`
  const figure = findingFigures(input, id, service)
  const to = trafficFilter(input, service, 'to-suspect', address(host))
  const from = trafficFilter(input, service, 'from-suspect', address(host))
  const both = trafficFilter(input, service, 'both', address(host))
  return [
    figure.count('records', `${passedNoun(input.view)}s of ${host}`, sender.records, both),
    figure.sum('bytesToSuspect', `bytes that ${host} sent`, sender.bytesTo, 'bytes', to),
    figure.sum('bytesFromSuspect', `bytes that ${host} received`, sender.bytesFrom, 'bytes', from),
    figure.time('firstStart', `first start of ${host}`, sender.firstStart, 'min', 'start', both),
    figure.time('lastEnd', `last end of ${host}`, sender.lastEnd, 'max', 'end', both),
  ]
}
