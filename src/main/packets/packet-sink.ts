/** An interface as the capture describes it. */
export interface DescribedInterface {
  /** LINKTYPE_ value of the tcpdump.org registry. */
  readonly linkType: number
  /** Bytes kept of each packet; 0 when the file sets no limit. */
  readonly snapLength: number
  readonly name: string | null
  /** Steps of its time stamps: "microseconds". */
  readonly timeUnit: string
  /** Time stamps in a second. */
  readonly ticksPerSecond: number
}

/** Takes what a capture holds, in the order of the file. Bytes are only valid during the call. */
export interface PacketSink {
  /** Interfaces are numbered from 0 over the whole file. */
  interfaceFound(found: DescribedInterface): void
  /**
   * @param from where the packet begins in `bytes`, its link-layer header first
   * @param to where what was captured of it ends
   * @param wireLength bytes that it had on the wire
   * @param micros whole microseconds since the epoch; NaN when outside of 1970 to 2106
   */
  packet(
    bytes: Uint8Array,
    from: number,
    to: number,
    wireLength: number,
    micros: number,
    interfaceNumber: number,
  ): void
  /** What the system says of itself and of packets that it lost, where the file has it. */
  writtenBy(text: string): void
  dropped(interfaceNumber: number, packets: number): void
}
