/** Every behaviour that a detector looks for, planted once. */

import { bruteForce, lateralMovement } from './planted/break-in.mjs'
import { beacon, longConnection } from './planted/control.mjs'
import { dnsTunnel, exfiltration, tunnel } from './planted/leaks.mjs'
import { newService, rejectedThenAccepted } from './planted/openings.mjs'
import { addressSweep, portScan, slowScan } from './planted/probes.mjs'
import { GAP } from './vpc.mjs'

/** @typedef {import('../sample-case/record.mjs').Line} Line */

/**
 * @typedef {object} Planted
 * @property {string} behaviour in words
 * @property {string} detector that is to find it
 * @property {string} key how a finding about it begins
 * @property {'high' | 'medium' | 'low'} severity at least
 * @property {Line[]} lines
 */

/** What is missing can't be planted: no line of the case begins in this stretch. @returns {Planted} */
function loggingGap() {
  return {
    behaviour: 'no line of any interface from 06:20 to 06:50',
    detector: 'logging-gap',
    key: `logging-gap|all|${GAP.from}`,
    severity: 'medium',
    lines: [],
  }
}

/** @returns {Planted[]} */
export const planted = () => [
  bruteForce(),
  lateralMovement(),
  portScan(),
  addressSweep(),
  slowScan(),
  exfiltration(),
  beacon(),
  longConnection(),
  newService(),
  rejectedThenAccepted(),
  tunnel(),
  dnsTunnel(),
  loggingGap(),
]
