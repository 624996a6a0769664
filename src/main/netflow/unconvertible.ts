import type { Damage } from '../../shared/evidence/evidence'

/** A file that gives no flows; the message says why, and what to do. */
export class Unconvertible extends Error {
  constructor(
    message: string,
    readonly damage: Damage | null = null,
  ) {
    super(message)
  }
}
