/** Hears, line by line, what the parser makes of a flow log. */
export interface LineListener {
  /** The order of the fields of the records that follow. */
  format(fields: readonly string[]): void
  /**
   * A record of traffic: its line as FlowRuns counts them, and the bytes of that line without the LF,
   * valid during the call.
   */
  record(line: number, bytes: Uint8Array): void
}
