/** Somebody looks for what answers: many ports, many hosts, or slowly. */

import { flows, SYN_ONLY } from '../../sample-case/exchange.mjs'
import { egress, ingress, PATH, TCP } from '../../sample-case/record.mjs'
import { at, database, everyHost, MINUTE, vpnClient } from '../vpc.mjs'

/** @typedef {import('../planted.mjs').Planted} Planted */

/** @returns {Planted} */
export function portScan() {
  const client = vpnClient(14)
  const lines = Array.from({ length: 80 }, (_, n) => {
    const start = at('05:00:00') + n * 2
    const serverPort = n === 40 ? 5_432 : 1_000 + n * 13
    const open = serverPort === 5_432
    const [question, answer] = flows(
      {
        client,
        clientPort: 51_000 + n,
        server: database.address,
        serverPort,
        protocol: TCP,
        asked: [open ? 104 : 44, open ? 2 : 1],
        answered: [44, 1],
        flags: open ? { client: 6, server: 18 } : SYN_ONLY,
      },
      { start, end: start + 1 },
    )
    // Half of the ports are let through and closed: their host resets the connection.
    if (n % 2 === 1) return [ingress(database, question, 'REJECT')]
    return [ingress(database, question), egress(database, answer, PATH.sameVpc)]
  }).flat()
  return {
    behaviour: '80 ports of the database tried from the VPN',
    detector: 'port-scan',
    key: `port-scan|${client}|${database.address}`,
    severity: 'high',
    lines,
  }
}

/** @returns {Planted} */
export function addressSweep() {
  const client = vpnClient(15)
  const targets = everyHost.flatMap((at_) => [at_, at_, at_])
  const lines = targets.map((target, n) => {
    const start = at('05:30:00') + n
    // Secondary addresses of the same interfaces.
    const server = target.address.replace(/\d+$/, String(100 + n))
    const [question] = flows(
      {
        client,
        clientPort: 52_000 + n,
        server,
        serverPort: 445,
        protocol: TCP,
        asked: [48, 1],
        answered: [0, 0],
        flags: SYN_ONLY,
      },
      { start, end: start },
    )
    return ingress(target, question, 'REJECT')
  })
  return {
    behaviour: `port 445 of ${lines.length} hosts tried from the VPN`,
    detector: 'address-sweep',
    key: `address-sweep|${client}|445|6`,
    severity: 'high',
    lines,
  }
}

/** @returns {Planted} */
export function slowScan() {
  const client = vpnClient(16)
  const lines = everyHost.slice(0, 12).map((target, n) => {
    const start = at('00:20:00') + n * 53 * MINUTE
    const [question] = flows(
      {
        client,
        clientPort: 53_000 + n,
        server: target.address,
        serverPort: [23, 2_375, 5_900][n % 3] ?? 23,
        protocol: TCP,
        asked: [44, 1],
        answered: [0, 0],
        flags: SYN_ONLY,
      },
      { start, end: start },
    )
    return ingress(target, question, 'REJECT')
  })
  return {
    behaviour: 'one service tried every 53 minutes from the VPN, 12 in all',
    detector: 'random-walk',
    key: `random-walk|${client}`,
    severity: 'medium',
    lines,
  }
}
