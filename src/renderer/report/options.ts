/** What the report tells of its making beside the investigation. */
export interface ReportOptions {
  /** Of Flowcase. */
  readonly version: string
  /** Of nfdump, null when it is not installed. */
  readonly nfdump: string | null
  /** Epoch seconds; the present when not given. */
  readonly generatedAt?: number
  /**
   * Where charts are drawn; the page's own document when not given. Without any (null, or outside
   * of a page) the charts are left out of the HTML, and their tables remain.
   */
  readonly document?: Document | null
}
