import { constants, createGunzip, type Gunzip } from 'node:zlib'
import type { Damage } from '../../shared/evidence/evidence'

/** Takes unpacked bytes; they are only valid during the call. */
export type ByteSink = (bytes: Uint8Array) => void

/** The gzip stream is not what RFC 1952 says; zlib's own words are the message. */
export class GzipError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }

  get damage(): Damage {
    return { kind: 'corrupt', atByte: 0, message: `gzip: ${this.message}` }
  }
}

/**
 * Unpacks one gzip file, all its members, chunk by chunk. push and end throw a GzipError when the
 * stream is damaged or, at the end, cut off; what was handed to the sink before stays valid, but
 * output of the damaged chunk itself may be missing (gzip-recovery.ts reads that).
 */
export interface Inflater {
  /** Bytes of input that were unpacked so far. */
  readonly consumed: number
  push(input: Uint8Array, sink: ByteSink): void | Promise<void>
  end(sink: ByteSink): void | Promise<void>
  close(): void
}

const OUTPUT_BYTES = 1 << 18

/** The part of zlib's stream that Node does not document: one synchronous step into a given buffer. */
interface ZlibHandle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputAt: number,
    inputLength: number,
    output: Uint8Array,
    outputAt: number,
    outputLength: number,
  ): void
  onerror: (message: string, errno: number, code: string) => void
  close(): void
}

interface StreamInside {
  readonly _handle?: ZlibHandle | null
  /** [output bytes left, input bytes left] after a write. */
  readonly _writeState?: Uint32Array
}

/**
 * The fast way where this runtime has it (fresh output buffers cost more than unpacking itself),
 * else Node's public stream.
 */
export function createInflater(output: Uint8Array = new Uint8Array(OUTPUT_BYTES)): Inflater {
  const stream = createGunzip()
  const inside = stream as unknown as StreamInside
  if (typeof inside._handle?.writeSync === 'function' && inside._writeState instanceof Uint32Array) {
    return new HandleInflater(inside._handle, inside._writeState, output)
  }
  return new StreamInflater(stream)
}

/**
 * Members may be followed by zeros up to the end of the file, which zlib skips; it would as quietly
 * skip whatever stands behind them.
 */
function checkPadding(bytes: Uint8Array): void {
  if (bytes.some((byte) => byte !== 0)) throw new GzipError('Z_DATA_ERROR', 'data behind zeros')
}

class HandleInflater implements Inflater {
  consumed = 0
  /** The last member has ended, and zeros follow. */
  private padded = false
  private error: GzipError | null = null

  constructor(
    private readonly handle: ZlibHandle,
    private readonly state: Uint32Array,
    private readonly output: Uint8Array,
  ) {
    handle.onerror = (message, _errno, code) => {
      this.error = new GzipError(code, message)
    }
  }

  push(input: Uint8Array, sink: ByteSink): void {
    if (this.padded) checkPadding(input)
    else this.run(constants.Z_NO_FLUSH, input, sink)
  }

  end(sink: ByteSink): void {
    if (!this.padded) this.run(constants.Z_FINISH, new Uint8Array(0), sink)
  }

  close(): void {
    this.handle.close()
  }

  private run(flush: number, input: Uint8Array, sink: ByteSink): void {
    const { handle, state, output } = this
    let at = 0
    for (;;) {
      handle.writeSync(flush, input, at, input.length - at, output, 0, output.length)
      if (this.error) throw this.error
      const [outputLeft = 0, inputLeft = 0] = state
      const produced = output.length - outputLeft
      this.consumed += input.length - inputLeft - at
      at = input.length - inputLeft
      if (produced > 0) sink(output.subarray(0, produced))
      // A full output buffer may have more behind it; otherwise zlib has taken all that it wants.
      if (outputLeft > 0) {
        this.padded = at < input.length
        if (this.padded) checkPadding(input.subarray(at))
        return
      }
    }
  }
}

/** Node's public API, for a runtime whose inside differs. */
export class StreamInflater implements Inflater {
  private error: unknown = null
  private sink: ByteSink | null = null
  private pushed = 0
  private ended = false
  private settle: () => void = () => {}

  constructor(private readonly stream: Gunzip = createGunzip()) {
    stream.on('data', (bytes: Buffer) => {
      try {
        if (this.error === null) this.sink?.(bytes)
      } catch (error) {
        // Thrown here it would reach nobody.
        this.error = error
      }
    })
    stream.on('end', () => {
      this.ended = true
      this.settle()
    })
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.error ??= new GzipError(error.code ?? 'Z_DATA_ERROR', error.message)
      this.settle()
    })
  }

  get consumed(): number {
    return this.stream.bytesWritten
  }

  async push(input: Uint8Array, sink: ByteSink): Promise<void> {
    this.sink = sink
    // The caller reuses its input buffer, and the stream may still hold it after the callback.
    const copy = Buffer.from(input)
    if (!this.ended) {
      this.pushed += copy.length
      await new Promise<void>((resolve) => {
        // A stream that meets padding ends without a word to who wrote it.
        this.settle = resolve
        this.stream.write(copy, () => resolve())
      })
      if (this.error) throw this.error
      if (this.ended) checkPadding(copy.subarray(copy.length - (this.pushed - this.consumed)))
    } else checkPadding(copy)
  }

  async end(sink: ByteSink): Promise<void> {
    this.sink = sink
    if (!this.ended && this.error === null) {
      await new Promise<void>((resolve) => {
        this.settle = resolve
        this.stream.end()
      })
    }
    if (this.error) throw this.error
  }

  close(): void {
    this.stream.destroy()
  }
}
