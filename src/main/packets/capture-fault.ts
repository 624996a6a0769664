/** Where and why the packets of a capture can't be read on. */
export interface CaptureFault {
  readonly kind: 'truncated' | 'corrupt'
  /** Offset in the unpacked capture at which the packet or block begins. */
  readonly atByte: number
  /** What is cut off ("packet 4"), or what is wrong ("packet 4 claims 70000000 bytes, …"). */
  readonly what: string
}

/**
 * A fault in words.
 * @param place "of 228" or " of the unpacked capture": what the offset counts in
 */
export function faultMessage({ kind, atByte, what }: CaptureFault, place: string): string {
  return kind === 'truncated'
    ? `The capture is cut off in ${what}, which begins at byte ${atByte}${place}.`
    : `The capture is damaged at byte ${atByte}${place}: ${what}.`
}
