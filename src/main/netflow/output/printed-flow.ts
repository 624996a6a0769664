/** A flow as nfdump has printed it for somebody else. */
export interface PrintedFlow {
  /** Milliseconds since the epoch; NaN when outside of 1970 to 2105. */
  readonly first: number
  readonly last: number
  readonly protocol: number
  /** IPv4 as an unsigned 32-bit number, IPv6 as it is written; null when nfdump shortened it. */
  readonly source: number | string | null
  readonly destination: number | string | null
  readonly sourcePort: number
  readonly destinationPort: number
  /** NaN for anything but ICMP. */
  readonly icmpType: number
  readonly icmpCode: number
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128; NaN where the format has none. */
  readonly tcpFlags: number
  readonly forward: Volume
  /** From the destination to the source, where both directions were put in one row (nfdump -b). */
  readonly backward: Volume | null
  /** Flows that the row stands for (nfdump -a); 0 for the outer half of a tunnel. */
  readonly flows: number
}

export interface Volume {
  readonly packets: number
  /** On the IP layer; NaN when nfdump printed something else in its place. */
  readonly bytes: number
  /** "1.2 M": nfdump rounds large numbers unless it is called with -N. */
  readonly rounded: boolean
}

/**
 * A line (or record) that is no flow; the message says what does not fit. It is thrown for each such
 * line, of which a file may have millions, and never leaves the reader: so it is no Error, whose stack
 * trace costs more than reading the line.
 */
export class PrintedFlowError {
  constructor(readonly message: string) {}
}
