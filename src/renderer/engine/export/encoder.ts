import type { FlowValue } from '../../../shared/query/query'

/** A flow as it is written: its values in the order of the fields, null where absent, and where it was read. */
export interface ExportedFlow {
  readonly values: readonly (FlowValue | null)[]
  /** Path of the evidence file. */
  readonly file: string
  readonly line: number
}

/** Makes a file of flows, piece by piece. */
export interface Encoder {
  /** What stands before the first flow. */
  begin(): void
  /** Whether the flow has a place in the file. What is given is valid during the call. */
  add(flow: ExportedFlow): boolean
  end(): void
  /** Bytes that take() would give, about. */
  readonly pending: number
  /** What was made since the last call. */
  take(): Uint8Array
}

/** An encoder of text, by what becomes of a flow: null when it has no place. */
export function textEncoder(head: string, lineOf: (flow: ExportedFlow) => string | null): Encoder {
  const utf8 = new TextEncoder()
  let text = ''
  return {
    begin() {
      text += head
    },
    add(flow) {
      const line = lineOf(flow)
      if (line !== null) text += line
      return line !== null
    },
    end() {},
    get pending() {
      return text.length
    },
    take() {
      const bytes = utf8.encode(text)
      text = ''
      return bytes
    },
  }
}
