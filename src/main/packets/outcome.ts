/** What became of a packet; numbers, since there is one for each packet. */
export const FLOW = 0
/** A part of an IPv4 datagram. */
export const FRAGMENT = 1
export const NOT_IP = 2
export const TOO_SHORT = 3
export const MALFORMED = 4
export const UNKNOWN_LINK = 5

export type Outcome =
  | typeof FLOW
  | typeof FRAGMENT
  | typeof NOT_IP
  | typeof TOO_SHORT
  | typeof MALFORMED
  | typeof UNKNOWN_LINK
