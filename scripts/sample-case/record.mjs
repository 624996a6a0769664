/** Records as lines of text. */

/** @typedef {import('./network.mjs').Interface} Interface */

export const HEADER =
  'version region account-id instance-id interface-id type srcaddr dstaddr srcport dstport protocol bytes packets tcp-flags start end action log-status flow-direction traffic-path'

export const TCP = 6
export const UDP = 17
export const ICMP = 1

/** tcp-flags as VPC Flow Logs reports them: FIN, SYN, RST and SYN-ACK only, or-ed over the interval. */
export const FLAG = Object.freeze({ fin: 1, syn: 2, rst: 4, synAck: 18 })

/** traffic-path of egress records on Nitro instances. */
export const PATH = Object.freeze({ sameVpc: 1, peering: 4, internetGateway: 8 })

/**
 * A line, and the second that decides which file it is delivered in.
 * @typedef {object} Line
 * @property {number} end
 * @property {string} text without newline
 */

/**
 * @typedef {object} Flow
 * @property {string} srcaddr
 * @property {string} dstaddr
 * @property {number} srcport
 * @property {number} dstport
 * @property {number} protocol
 * @property {number} bytes
 * @property {number} packets
 * @property {number} flags
 * @property {number} start
 * @property {number} end
 */

/**
 * A flow as the interface of its receiver records it.
 * @param {Interface} at
 * @param {Flow} flow
 * @param {'ACCEPT' | 'REJECT'} [action]
 */
export const ingress = (at, flow, action = 'ACCEPT') => record(at, flow, action, 'ingress -')

/**
 * A flow as the interface of its sender records it.
 * @param {Interface} at
 * @param {Flow} flow
 * @param {number} path one of PATH
 */
export const egress = (at, flow, path) => record(at, flow, 'ACCEPT', `egress ${path}`)

/**
 * @param {Interface} at
 * @param {Flow} flow
 * @param {string} action
 * @param {string} direction flow-direction and traffic-path
 * @returns {Line}
 */
function record(at, flow, action, direction) {
  const head = flow.srcaddr.includes(':') ? at.recordHead6 : at.recordHead4
  return {
    end: flow.end,
    text: `${head}${flow.srcaddr} ${flow.dstaddr} ${flow.srcport} ${flow.dstport} ${flow.protocol} ${flow.bytes} ${flow.packets} ${flow.flags} ${flow.start} ${flow.end} ${action} OK ${direction}`,
  }
}

/**
 * @param {Interface} at
 * @param {number} start
 * @param {number} end
 * @returns {Line}
 */
export const noData = (at, start, end) => ({
  end,
  text: `${at.noDataHead}- - - - - - - - ${start} ${end} - NODATA - -`,
})
