import { beaconing } from './beaconing'
import { bruteForce } from './brute-force'
import type { Detector } from './detection'
import { dnsVolume } from './dns-volume'
import { exfiltration } from './exfiltration'
import { firstSeenService } from './first-seen-service'
import { lateralMovement } from './lateral-movement'
import { loggingGap } from './logging-gap'
import { longConnection } from './long-connection'
import { randomWalk } from './random-walk'
import { rejectedThenAccepted } from './rejected-then-accepted'
import { addressSweep, portScan } from './scans'
import { unusualProtocol } from './unusual-protocol'

/** In the order in which they run: some look at what those before them have found. */
export const DETECTORS: readonly Detector[] = [
  bruteForce,
  portScan,
  addressSweep,
  randomWalk,
  exfiltration,
  beaconing,
  longConnection,
  lateralMovement,
  firstSeenService,
  rejectedThenAccepted,
  unusualProtocol,
  dnsVolume,
  loggingGap,
]
