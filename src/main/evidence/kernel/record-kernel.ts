import type { BlockBuilder } from '../../../shared/flow/block-builder'
import { columnKernel } from './column-kernel'
import { KernelMemory, WINDOW_BYTES } from './kernel-memory'
import { wasm } from './record-kernel.as.ts?wasm'

interface Exports {
  read(at: number, end: number, row: number, rows: number): number
  learn(at: number, row: number): void
  forget(): void
}

/** Lines that it may leave before it is looked at whether it pays. */
const TRIAL = 4096

let compiled: WebAssembly.Module | null = null
const kernels = new WeakMap<BlockBuilder, RecordKernel>()

/**
 * Reads records of the plain shape with the compiled loop of record-kernel.as.ts, many at once. Offsets are
 * those of the window, which is filled by load.
 */
export class RecordKernel {
  private readonly place: KernelMemory
  private readonly exports: Exports
  private emptied: number
  private readRows = 0
  private leftRows = 0

  private constructor(private readonly builder: BlockBuilder) {
    compiled ??= new WebAssembly.Module(Buffer.from(wasm, 'base64'))
    this.place = new KernelMemory(builder)
    const { memory } = this.place
    this.exports = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Exports
    this.emptied = builder.emptied
    builder.work = columnKernel(memory, this.place.workAt, builder.capacity)
  }

  /** The one of a builder, if it has one. */
  static of(builder: BlockBuilder): RecordKernel | null {
    return kernels.get(builder) ?? null
  }

  /** Moves the builder's arrays to a memory that the kernel reaches. */
  static attach(builder: BlockBuilder): RecordKernel {
    const kernel = new RecordKernel(builder)
    kernels.set(builder, kernel)
    return kernel
  }

  /** Whether it takes so many lines that it is worth asking. */
  get pays(): boolean {
    return this.leftRows < TRIAL || this.leftRows < this.readRows
  }

  /**
   * Fills the window with whole lines of bytes[from, to), which ends with an LF.
   * @returns how many bytes it took: 0 when a line is longer than the window
   */
  load(bytes: Uint8Array, from: number, to: number): number {
    const end = to - from <= WINDOW_BYTES ? to : bytes.lastIndexOf(10, from + WINDOW_BYTES - 1) + 1
    if (end <= from) return 0
    this.place.window.set(bytes.subarray(from, end))
    return end - from
  }

  /**
   * Reads lines of the window from `at` on into the builder's next rows, up to the first that it leaves,
   * to `end`, or to the last row that the builder can take. The rows are not ended yet.
   * @returns how many; stoppedAt tells where the next line begins
   */
  read(at: number, end: number): number {
    const { builder, place } = this
    if (this.emptied !== builder.emptied) {
      this.emptied = builder.emptied
      this.exports.forget()
    }
    const { windowAt } = place
    const room = builder.capacity - builder.count
    const rows = this.exports.read(windowAt + at, windowAt + end, builder.count, room)
    this.readRows += rows
    return rows
  }

  get stoppedAt(): number {
    return this.place.stoppedAt
  }

  /** A line of the window was left, and read otherwise. */
  left(): void {
    this.leftRows++
  }

  /** Remembers the words of a line that was left, as they stand in a row of the builder, which is a record. */
  learn(at: number, row: number): void {
    this.exports.learn(this.place.windowAt + at, row)
  }
}
