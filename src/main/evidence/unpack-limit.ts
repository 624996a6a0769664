import type { Damage } from '../../shared/evidence/evidence'

/**
 * A compressed file is unpacked no further when it has given more than `bytes` and, by then, more
 * than `ratio` times what it takes on disk.
 */
export interface UnpackLimit {
  readonly bytes: number
  readonly ratio: number
}

/**
 * Flow logs shrink to a fifth or a tenth; even lines that differ in their times alone do not reach
 * 1 : 50, while files made to fill memory and disks come near to the 1 : 1032 that deflate can do.
 * A gibibyte is what a minute reads, of the worst kind (blank lines).
 */
export const UNPACK_LIMIT: UnpackLimit = { bytes: 2 ** 30, ratio: 200 }

/** The file gives more than it may: a "bomb". */
export class UnpackLimitError extends Error {
  constructor(
    readonly packed: number,
    readonly unpacked: number,
    limit: UnpackLimit,
  ) {
    super(
      `unpacking was stopped after ${unpacked} bytes out of ${packed}, more than ${limit.bytes} bytes and ${limit.ratio} times its size: made to exhaust who reads it (a "bomb")`,
    )
  }

  /** @param sizeBytes of the file on disk */
  damage(sizeBytes: number): Damage {
    return {
      kind: 'corrupt',
      atByte: this.packed,
      message: this.message,
      lost: [{ from: this.packed, to: sizeBytes }],
    }
  }
}

/**
 * @param packed bytes of the file that were unpacked
 * @param unpacked what they gave
 * @throws UnpackLimitError
 */
export function checkUnpacked(packed: number, unpacked: number, limit: UnpackLimit): void {
  if (unpacked > limit.bytes && unpacked > packed * limit.ratio) {
    throw new UnpackLimitError(packed, unpacked, limit)
  }
}
