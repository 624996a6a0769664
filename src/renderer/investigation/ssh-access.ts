import { and, or, port } from '../../shared/filter/ast'
import type { FigureQuestion } from '../../shared/findings/figure'
import { formatBytesExact } from '../../shared/format/bytes'
import { formatDuration } from '../../shared/format/duration'
import { formatCount, formatCounted } from '../../shared/format/number'
import { formatUtc } from '../../shared/format/time'
import { askConnections, type Connection, totalTraffic, trafficFigures, trafficFilter } from './connections'
import { serviceFigureId, serviceLabel } from './figures'
import { add, compare } from './quantity'
import { type Drawn, findingFigures, MAX_SERVICES, passedNoun, type Rule, type RuleInput } from './rule'
import type { Service } from './types'

export const SSH_PORT = 22

/**
 * In each direction. Key exchange and authentication take 2 to 5 kB each way, IP headers
 * included, and a log-in that fails thrice adds some hundred bytes: a connection with more than
 * this both ways went on after the log-in.
 */
export const MIN_SESSION_BYTES = 10_000

/** SSH connections of the suspect to a host that carried more than a log-in attempt does. */
export const sshAccess: Rule = async (input) => {
  const drawn: Drawn[] = []
  const candidates = input.view.services.filter(
    ({ address, port, protocol, bytesFromSuspect, bytesToSuspect }) =>
      protocol === 6 &&
      port === SSH_PORT &&
      address !== input.suspect &&
      bytesFromSuspect >= MIN_SESSION_BYTES &&
      bytesToSuspect >= MIN_SESSION_BYTES,
  )
  for (const service of candidates.slice(0, MAX_SERVICES)) {
    const connections = await askConnections(input, service)
    const sessions = connections
      .filter(({ bytesFrom, bytesTo }) => bytesFrom >= MIN_SESSION_BYTES && bytesTo >= MIN_SESSION_BYTES)
      .sort((a, b) => compare(add(b.bytesFrom, b.bytesTo), add(a.bytesFrom, a.bytesTo)))
    const [largest] = sessions
    if (largest) drawn.push(draw(input, service, connections, sessions, largest))
  }
  return drawn
}

function draw(
  input: RuleInput,
  service: Service,
  connections: readonly Connection[],
  sessions: readonly Connection[],
  largest: Connection,
): Drawn {
  const traffic = totalTraffic(connections)
  const { firstStart } = totalTraffic(sessions)
  const place = serviceLabel(service)
  return {
    at: firstStart,
    finding: {
      rule: 'ssh-access',
      title: `SSH access to ${place}`,
      severity: 'high',
      attack: ['T1021.004', 'T1078'],
      summary:
        `${formatCount(sessions.length)} of ${formatCounted(connections.length, 'SSH connection')} that ` +
        `${input.suspect} made to ${place} went on after the log-in; the first of them began at ` +
        `${formatUtc(firstStart)}. The largest, from port ${largest.clientPort}, went on for ` +
        `${formatDuration(largest.lastEnd - largest.firstStart)} from ${formatUtc(largest.firstStart)} to ` +
        `${formatUtc(largest.lastEnd)}; ${formatBytesExact(largest.bytesFrom)} were sent to the host and ` +
        `${formatBytesExact(largest.bytesTo)} came back. Altogether ` +
        `${formatCounted(traffic.records, passedNoun(input.view))} carried ${formatBytesExact(traffic.bytesFrom)} ` +
        `to the host and ${formatBytesExact(traffic.bytesTo)} back.`,
      basis:
        `A connection that was let through to TCP port ${SSH_PORT}, with at least ` +
        `${formatCount(MIN_SESSION_BYTES)} bytes in each direction: more than key exchange and a failed log-in need. The ${MAX_SERVICES} ` +
        'hosts with the most bytes are looked at.',
      caveat:
        'Flow data shows neither the account nor whether the log-in succeeded; long after a log-in, a session is ' +
        'the likely reading. The host’s own log (auth.log, journald) has the answer. SSH on other ports is not looked for.',
    },
    figures: [
      ...trafficFigures(input, 'ssh-access', service, traffic),
      ...largestFigures(input, service, largest),
    ],
  }
}

function largestFigures(
  input: RuleInput,
  service: Service,
  { clientPort, bytesFrom, bytesTo, firstStart, lastEnd }: Connection,
): readonly FigureQuestion[] {
  const figure = findingFigures(input, `ssh-access.${serviceFigureId(service)}.largest`, service)
  const from = and(trafficFilter(input, service, 'from-suspect'), port(clientPort, 'src'))
  const to = and(trafficFilter(input, service, 'to-suspect'), port(clientPort, 'dst'))
  const both = or(from, to)
  const label = `largest session (port ${clientPort})`
  return [
    figure.sum('bytesFromSuspect', `${label}, bytes from the suspect`, bytesFrom, 'bytes', from),
    figure.sum('bytesToSuspect', `${label}, bytes to the suspect`, bytesTo, 'bytes', to),
    figure.time('firstStart', `${label}, first start`, firstStart, 'min', 'start', both),
    figure.time('lastEnd', `${label}, last end`, lastEnd, 'max', 'end', both),
  ]
}
