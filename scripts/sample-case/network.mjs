/**
 * The VPC of the sample case: its interfaces, and the address ranges that its peers come from. Peers that are
 * not part of the reference investigation live in documentation and benchmark ranges (RFC 5737, 2544, 3849).
 */
import { Random } from './random.mjs'

export const ACCOUNT = '111122223333'
export const REGION = 'us-east-1'

/**
 * @typedef {object} Interface
 * @property {string} address
 * @property {string} recordHead4 the fields of a record up to `type`, IPv4
 * @property {string} recordHead6 the same for IPv6
 * @property {string} noDataHead  the same where there was no traffic
 */

const ids = new Random('interface ids')

/**
 * @param {string} address
 * @param {'instance' | 'managed'} owner managed by AWS (NAT gateway, load balancer): no instance id
 * @returns {Interface}
 */
function networkInterface(address, owner) {
  const instance = owner === 'instance' ? `i-0${ids.hex(16)}` : '-'
  const head = `5 ${REGION} ${ACCOUNT} ${instance} eni-0${ids.hex(16)}`
  return {
    address,
    recordHead4: `${head} IPv4 `,
    recordHead6: `${head} IPv6 `,
    noDataHead: `${head} - `,
  }
}

/** The attacked web server. */
export const victim = networkInterface('10.130.8.94', 'instance')
export const web2 = networkInterface('10.130.8.95', 'instance')
export const bastion = networkInterface('10.130.8.10', 'instance')
export const natGateway = networkInterface('10.130.8.5', 'managed')
export const loadBalancer = networkInterface('10.130.8.200', 'managed')
export const apps = [networkInterface('10.130.9.11', 'instance'), networkInterface('10.130.9.12', 'instance')]
export const database = networkInterface('10.130.9.20', 'instance')
export const monitor = networkInterface('10.130.9.30', 'instance')
export const resolver = networkInterface('10.130.9.53', 'instance')
/** Stands by without traffic: its records are NODATA. */
export const standby = networkInterface('10.130.9.77', 'instance')

/** Those that the internet can reach. */
export const publicInterfaces = [victim, web2, bastion, natGateway, loadBalancer]

export const WEB2_IPV6 = '2001:db8:8::95'
/** A reporting database in a peered VPC, whose own interface is not logged. */
export const PEERED_DATABASE = '10.130.16.40'
export const UPSTREAM_RESOLVER = '198.51.100.53'
export const TIME_SERVER = '198.51.100.123'
export const ADMINISTRATOR = '192.0.2.10'
/** Receives the telemetry of the application servers on 8889, openly. */
export const TELEMETRY_VENDOR = '203.0.113.88'
/** The web client that the capture shows. */
export const CAPTURED_CLIENT = '198.51.100.77'
/** A scanner of the reference investigation. */
export const KNOWN_SCANNER = '35.203.211.65'

/**
 * Addresses n = 0, 1, 2 … of 198.18.0.0/16: who scans.
 * @param {number} n below 65,536
 */
export const scannerAddress = (n) => `198.18.${n >> 8}.${n & 255}`

/**
 * Addresses n = 0, 1, 2 … of 198.19.0.0/16: who visits the web sites.
 * @param {number} n below 65,536
 */
export const visitorAddress = (n) => `198.19.${n >> 8}.${n & 255}`

/**
 * Visitors over IPv6, written as RFC 5952 has it.
 * @param {number} n
 */
export const visitorAddress6 = (n) => `2001:db8:${(0x100 + (n >> 8)).toString(16)}::${(n + 1).toString(16)}`
