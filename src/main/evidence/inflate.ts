import { constants, createGunzip, type Gunzip } from 'node:zlib'

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
}

/**
 * Unpacks one gzip file, all its members, chunk by chunk. push and end throw a GzipError when the
 * stream is damaged or, at the end, cut off; what was handed to the sink before stays valid, but
 * output of the damaged chunk itself may be missing (gzip-recovery.ts reads that).
 */
export interface Inflater {
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

class HandleInflater implements Inflater {
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
    this.run(constants.Z_NO_FLUSH, input, sink)
  }

  end(sink: ByteSink): void {
    this.run(constants.Z_FINISH, new Uint8Array(0), sink)
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
      at = input.length - inputLeft
      if (produced > 0) sink(output.subarray(0, produced))
      // A full output buffer may have more behind it; otherwise zlib has taken all that it wants
      // (what is left after the last member is zero padding, which gzip allows).
      if (outputLeft > 0) return
    }
  }
}

/** Node's public API, for a runtime whose inside differs. */
export class StreamInflater implements Inflater {
  private error: GzipError | null = null
  private sink: ByteSink | null = null

  constructor(private readonly stream: Gunzip = createGunzip()) {
    stream.on('data', (bytes: Buffer) => this.sink?.(bytes))
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.error = new GzipError(error.code ?? 'Z_DATA_ERROR', error.message)
    })
  }

  async push(input: Uint8Array, sink: ByteSink): Promise<void> {
    this.sink = sink
    // The caller reuses its input buffer, and the stream may still hold it after the callback.
    await new Promise<void>((resolve) => this.stream.write(Buffer.from(input), () => resolve()))
    if (this.error) throw this.error
  }

  async end(sink: ByteSink): Promise<void> {
    this.sink = sink
    await new Promise<void>((resolve) => {
      this.stream.once('end', resolve)
      this.stream.once('error', () => resolve())
      this.stream.end()
    })
    if (this.error) throw this.error
  }

  close(): void {
    this.stream.destroy()
  }
}
