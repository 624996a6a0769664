/** Somebody guesses a password, gets in, and goes on from there. */

import { fromInternet, inside, WHOLE } from '../../sample-case/exchange.mjs'
import { Random } from '../../sample-case/random.mjs'
import { TCP } from '../../sample-case/record.mjs'
import { at, bastion, database, MINUTE } from '../vpc.mjs'

/** @typedef {import('../planted.mjs').Planted} Planted */

export const ATTACKER = '203.0.113.66'

/** @returns {Planted} */
export function bruteForce() {
  const random = new Random('brute force')
  const lines = Array.from({ length: 240 }, (_, n) => {
    const start = at('03:10:00') + n * 3 + random.below(3)
    return fromInternet(
      bastion,
      {
        client: ATTACKER,
        clientPort: 40_000 + n,
        server: bastion.address,
        serverPort: 22,
        protocol: TCP,
        asked: [random.between(2_300, 2_900), 14],
        answered: [random.between(2_700, 3_300), 15],
        flags: WHOLE,
      },
      { start, end: start + 4 },
    )
  }).flat()
  return {
    behaviour: 'SSH passwords guessed at the bastion, 240 connections in 12 minutes',
    detector: 'brute-force',
    key: `brute-force|${ATTACKER}|${bastion.address}|22|6`,
    severity: 'high',
    lines,
  }
}

/** The log-in that follows, and where it leads: from the bastion to the database, for the first time. @returns {Planted} */
export function lateralMovement() {
  const session = (/** @type {number} */ start, /** @type {number} */ n) =>
    fromInternet(
      bastion,
      {
        client: ATTACKER,
        clientPort: 50_122,
        server: bastion.address,
        serverPort: 22,
        protocol: TCP,
        asked: [18_000 + n * 7, 90],
        answered: [61_000 + n * 11, 110],
        flags: n === 0 ? { client: 2, server: 18 } : { client: 0, server: 0 },
      },
      { start, end: start + 55 },
    )
  const onward = (/** @type {number} */ start, /** @type {number} */ n) =>
    inside(
      bastion,
      database,
      {
        clientPort: 45_810,
        serverPort: 22,
        protocol: TCP,
        asked: [9_000 + n * 5, 60],
        answered: [24_000 + n * 3, 70],
        flags: n === 0 ? { client: 2, server: 18 } : { client: 0, server: 0 },
      },
      { start, end: start + 55 },
    )
  const lines = Array.from({ length: 25 }, (_, n) => [
    ...session(at('03:30:00') + n * MINUTE, n),
    ...(n >= 10 ? onward(at('03:30:00') + n * MINUTE, n) : []),
  ]).flat()
  return {
    behaviour: 'after the guessing, SSH from the bastion to the database, for the first time',
    detector: 'lateral-movement',
    key: `lateral-movement|${bastion.address}|${database.address}|22|6`,
    severity: 'high',
    lines,
  }
}
