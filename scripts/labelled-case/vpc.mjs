/**
 * The VPC of the labelled case, and its clock: twelve hours of 5 March 2024, UTC. Peers live in documentation ranges
 * (RFC 5737): 203.0.113.0/24 does harm, 198.51.100.0/24 and 192.0.2.0/24 do none.
 */
import { Random } from '../sample-case/random.mjs'

/** @typedef {import('../sample-case/network.mjs').Interface} Interface */

export const MINUTE = 60
const MIDNIGHT = Date.UTC(2024, 2, 5) / 1000
export const HOURS = 12
export const END = MIDNIGHT + HOURS * 3600

/** No interface logs anything from 06:20 to 06:50. */
export const GAP = { from: at('06:20:00'), to: at('06:50:00') }

/**
 * Epoch seconds of "hh:mm:ss" on that day.
 * @param {string} time
 */
export function at(time) {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return MIDNIGHT + hours * 3600 + minutes * 60 + seconds
}

const ids = new Random('interfaces of the labelled case')

/**
 * @param {string} address
 * @returns {Interface}
 */
function host(address) {
  const head = `5 eu-west-1 444455556666 i-0${ids.hex(16)} eni-0${ids.hex(16)}`
  return { address, recordHead4: `${head} IPv4 `, recordHead6: `${head} IPv6 `, noDataHead: `${head} - ` }
}

export const loadBalancer = host('10.20.1.5')
export const bastion = host('10.20.1.10')
export const webServers = [host('10.20.1.21'), host('10.20.1.22')]
export const apps = [31, 32, 33, 34, 35, 36, 37].map((n) => host(`10.20.2.${n}`))
/** @param {number} n below the number of apps */
export const app = (n) => /** @type {Interface} */ (apps[n])
export const database = host('10.20.3.20')
export const monitor = host('10.20.4.30')
/** Clients of the VPN; their own interfaces are not logged, those of the hosts that they reach are. */
export const vpnClient = (/** @type {number} */ n) => `10.20.9.${n}`

export const everyHost = [loadBalancer, bastion, ...webServers, ...apps, database, monitor]
