import { LF, latin1 } from '../line-bytes'
import { ByteText } from './byte-text'

const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const COLON = 58
const OPEN_ARRAY = 91
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** Deeper than any carrier of flow logs nests. */
const DEEPEST = 32
/** A message longer than this is no flow log record. */
const LONGEST_STRING = 1 << 20
const SHOWN_BYTES = 500

/** The values of these names are read: Firehose and CloudWatch Logs, and Logs Insights. */
const MESSAGE_NAMES: ReadonlySet<string> = new Set(['message', '@message'])
/** Arrays of these names hold events: subscriptions, and get-log-events and filter-log-events. */
const EVENT_ARRAYS: ReadonlySet<string> = new Set(['logEvents', 'events'])
/** What CloudWatch Logs sends to see whether a subscription's destination is there. */
const CONTROL = 'CONTROL_MESSAGE'
const CONTROL_TEXT = 'CWL CONTROL MESSAGE'

export interface MessageSink {
  /** The text of one message, UTF-8; valid during the call. */
  message(bytes: Uint8Array): void
  /** Something that is no message stands where one should be. */
  malformed(reason: string, bytes: Uint8Array): void
}

interface Frame {
  readonly array: boolean
  /** Whether its objects, or the object itself, may be events. */
  readonly events: boolean
  /** Name of the value that comes next in an object; null before a name. */
  name: string | null
  message: Uint8Array | null
  /** Its message is no text. */
  odd: boolean
  control: boolean
  /** It has an array of events, and so is none itself. */
  carries: boolean
}

/**
 * Reads JSON values that follow one another, with or without anything between them, for the messages
 * of log events: `message` of a top-level object or array element, and of the elements of `logEvents`
 * and `events`. Works in one pass over pieces of any size. What is no JSON is reported, and reading
 * goes on with the next line or the next object that follows one directly.
 */
export class JsonMessages {
  controlMessages = 0
  private readonly stack: Frame[] = []
  /** Inside of a string: its bytes so far; wanted ones only are kept. */
  private inString = false
  private escaped = false
  private readonly text = new ByteText()
  private kept = false
  /** The bytes of the value that is no JSON, until reading can go on; null while all is well. */
  private fault: string | null = null
  private readonly shown = new ByteText()
  private lastByte = 0

  constructor(private readonly sink: MessageSink) {}

  push(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      if (this.fault !== null) at = this.skip(bytes, at)
      else if (this.inString) at = this.string(bytes, at)
      else at = this.structure(bytes, at)
    }
  }

  end(): void {
    if (this.fault !== null) this.endFault()
    else if (this.inString || this.stack.length > 0) {
      const reason = 'JSON ends in the middle of a value'
      if (this.inString) this.failText(reason, 0)
      else this.fail(reason, 0)
      this.endFault()
    }
  }

  private get top(): Frame | undefined {
    return this.stack[this.stack.length - 1]
  }

  /** One step outside of strings; returns where to go on. */
  private structure(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] as number
    if (byte <= 32 || byte === COMMA) {
      if (byte === COMMA && this.top && !this.top.array) this.top.name = null
      return at + 1
    }
    switch (byte) {
      case QUOTE:
        this.inString = true
        this.escaped = false
        this.text.clear()
        this.kept = this.wantsString()
        return at + 1
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        return this.open(byte === OPEN_ARRAY, at)
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        return this.close(byte === CLOSE_ARRAY, at)
      case COLON:
        return at + 1
      default:
        return this.literal(bytes, at)
    }
  }

  private wantsString(): boolean {
    const { top } = this
    if (!top) return true
    if (top.array) return false
    return top.name === null || (top.events && (MESSAGE_NAMES.has(top.name) || top.name === 'messageType'))
  }

  private open(array: boolean, at: number): number {
    const { top } = this
    if (this.stack.length >= DEEPEST) return this.fail('JSON is nested too deep', at)
    let events = true
    if (top && !top.array) {
      events = top.events && array && top.name !== null && EVENT_ARRAYS.has(top.name)
      if (events) top.carries = true
      if (top.events && top.name !== null && MESSAGE_NAMES.has(top.name)) top.odd = true
    } else if (top) events = top.events
    const control = top?.control ?? false
    this.stack.push({ array, events, name: null, message: null, odd: false, control, carries: false })
    return at + 1
  }

  private close(array: boolean, at: number): number {
    const frame = this.stack.pop()
    // Ends of what an earlier fault cut through mean nothing.
    if (!frame) return at + 1
    if (frame.array !== array) return this.fail('JSON has a bracket that closes nothing', at)
    if (!array) this.endObject(frame)
    const { top } = this
    if (top && !top.array) top.name = null
    return at + 1
  }

  private endObject(frame: Frame): void {
    if (!frame.events) return
    if (frame.control) {
      // Once for the message itself, not for the events in it.
      if (!this.top?.control) this.controlMessages++
      return
    }
    if (frame.message) {
      if (latin1(frame.message, 0, CONTROL_TEXT.length) === CONTROL_TEXT) this.controlMessages++
      else this.sink.message(frame.message)
    } else if (frame.odd) this.sink.malformed('message is no text', NOTHING)
    else if (!frame.carries) this.sink.malformed('no message', NOTHING)
  }

  /** A number, true, false or null, or what is none of them. */
  private literal(bytes: Uint8Array, at: number): number {
    const { top } = this
    if (!top) return this.fail('no JSON', at)
    let end = at
    while (end < bytes.length && isLiteral(bytes[end] as number)) end++
    if (end === at) return this.fail('JSON has a character that has no place there', at)
    if (!top.array && top.events && top.name !== null && MESSAGE_NAMES.has(top.name)) top.odd = true
    return end
  }

  private string(bytes: Uint8Array, from: number): number {
    let at = from
    for (; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (this.escaped) this.escaped = false
      else if (byte === BACKSLASH) this.escaped = true
      else if (byte === QUOTE) break
      if (byte < 32) {
        this.keep(bytes, from, at)
        return this.failText('a text in JSON does not end in its line', at)
      }
    }
    this.keep(bytes, from, at)
    if (this.text.length > LONGEST_STRING) return this.failText('a text in JSON is too long', at)
    if (at === bytes.length) return at
    this.inString = false
    return this.endString(at)
  }

  private keep(bytes: Uint8Array, from: number, to: number): void {
    if (this.kept) this.text.add(bytes, from, to)
  }

  private endString(at: number): number {
    const { top } = this
    if (!top) return this.failText('no JSON', at)
    if (top.array) return at + 1
    if (top.name === null) {
      const name = unescaped(this.text.bytes())
      if (name === null) return this.failText('a name in JSON is no text', at)
      top.name = new TextDecoder().decode(name)
    } else if (this.kept) {
      const value = unescaped(this.text.bytes())
      if (value === null) return this.failText('a message in JSON is no text', at)
      if (top.name === 'messageType') {
        if (latin1(value, 0, value.length) === CONTROL) top.control = true
      } else top.message = value
    }
    return at + 1
  }

  private fail(reason: string, at: number): number {
    this.shown.clear()
    this.begin(reason)
    return at
  }

  /** What is wrong began with the text that was read last. */
  private failText(reason: string, at: number): number {
    this.shown.clear()
    this.shown.add(this.text.bytes(), 0, Math.min(this.text.length, SHOWN_BYTES))
    this.begin(reason)
    return at
  }

  private begin(reason: string): void {
    this.fault = reason
    this.stack.length = 0
    this.inString = false
    this.lastByte = 0
  }

  /** Looks for the next line, or the next object that follows one directly. */
  private skip(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] as number
      const joint = byte === OPEN_OBJECT && isClose(this.lastByte)
      if (byte === LF || joint) {
        this.show(bytes, from, at)
        this.endFault()
        return at
      }
      this.lastByte = byte
    }
    this.show(bytes, from, bytes.length)
    return bytes.length
  }

  private show(bytes: Uint8Array, from: number, to: number): void {
    const room = SHOWN_BYTES - this.shown.length
    if (room > 0) this.shown.add(bytes, from, Math.min(to, from + room))
  }

  private endFault(): void {
    const reason = this.fault as string
    this.fault = null
    this.sink.malformed(reason, this.shown.bytes())
  }
}

const NOTHING = new Uint8Array(0)

function isClose(byte: number): boolean {
  return byte === CLOSE_OBJECT || byte === CLOSE_ARRAY
}

function isLiteral(byte: number): boolean {
  return (
    (byte >= 48 && byte <= 57) ||
    (byte >= 97 && byte <= 122) ||
    byte === 43 ||
    byte === 45 ||
    byte === 46 ||
    byte === 69
  )
}

/** The text that a JSON string stands for, or null when its escapes are none. */
function unescaped(bytes: Uint8Array): Uint8Array | null {
  if (!bytes.includes(BACKSLASH)) return bytes.slice()
  try {
    const text: unknown = JSON.parse(`"${new TextDecoder().decode(bytes)}"`)
    return new TextEncoder().encode(String(text))
  } catch {
    return null
  }
}
