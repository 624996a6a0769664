import type { UintArray } from '../../../shared/flow/block'
import type { ColumnPlan } from '../../../shared/flow/column-plan'
import type { ColumnWork, IndexScan, NumberScan } from '../../../shared/flow/column-work'
import { type JointCodes, MOST_JOINED } from '../../../shared/flow/joint-codes'
import { wasm } from './column-kernel.as.ts?wasm'

interface Exports {
  scanNumbers(at: number, count: number, result: number): void
  scanIndexes(at: number, count: number, result: number): void
  writeNumbers(at: number, count: number, base: number, absent: number, width: number, out: number): void
  writeIndexes(at: number, count: number, v4Count: number, absent: number, width: number, out: number): void
  placeJoin(ids: number, firsts: number, seconds: number): void
  joinNumbers(codes: number, at: number, count: number, base: number, absent: number, out: number): number
  joinIndexes(codes: number, at: number, count: number, out: number): number
}

let compiled: WebAssembly.Module | null = null

const RESULT_BYTES = 64
const IDS_BYTES = MOST_JOINED * MOST_JOINED * 2

/** Bytes of memory that the work on blocks of so many rows takes beside the columns themselves. */
export function columnWorkBytes(capacity: number): number {
  return RESULT_BYTES + IDS_BYTES + 2 * MOST_JOINED + 6 * capacity
}

/**
 * The compiled loops of column-kernel.as.ts over columns that lie in a memory.
 * @param at of columnWorkBytes in it, on a boundary of 64 bytes
 */
export function columnKernel(memory: WebAssembly.Memory, at: number, capacity: number): ColumnWork {
  compiled ??= new WebAssembly.Module(Buffer.from(wasm, 'base64'))
  const loops = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Exports
  const { buffer } = memory
  const result = new DataView(buffer, at, RESULT_BYTES)
  const outAt = at + RESULT_BYTES + IDS_BYTES + 2 * MOST_JOINED
  const out = [
    new Uint8Array(buffer, outAt, capacity),
    new Uint16Array(buffer, outAt, capacity),
    new Uint32Array(buffer, outAt, capacity),
  ] as const
  const take = (data: UintArray) => {
    // By the constructor, not the width: each of the three calls meets one type.
    if (data instanceof Uint8Array) data.set(out[0].subarray(0, data.length))
    else if (data instanceof Uint16Array) data.set(out[1].subarray(0, data.length))
    else data.set(out[2].subarray(0, data.length))
  }
  return {
    numbers(values, count): NumberScan {
      loops.scanNumbers(values.byteOffset, count, at)
      return {
        min: result.getFloat64(0, true),
        max: result.getFloat64(8, true),
        absent: result.getUint32(16, true),
      }
    },
    indexes(indexes, count): IndexScan {
      loops.scanIndexes(indexes.byteOffset, count, at)
      return { absent: result.getUint32(0, true), same: result.getUint32(4, true) === 1 }
    },
    writeNumbers(values, { base, absent }, data: UintArray): void {
      loops.writeNumbers(values.byteOffset, data.length, base, absent, data.BYTES_PER_ELEMENT, outAt)
      take(data)
    },
    writeIndexes(indexes, v4Count, absent, data): void {
      loops.writeIndexes(indexes.byteOffset, data.length, v4Count, absent, data.BYTES_PER_ELEMENT, outAt)
      take(data)
    },
    joint: new KernelCodes(loops, buffer, at + RESULT_BYTES, outAt + 4 * capacity, capacity),
  }
}

class KernelCodes implements JointCodes {
  readonly firsts: Uint8Array
  readonly seconds: Uint8Array
  private now: Uint8Array
  private next: Uint8Array

  constructor(
    private readonly loops: Exports,
    buffer: ArrayBuffer,
    idsAt: number,
    codesAt: number,
    capacity: number,
  ) {
    const firstsAt = idsAt + IDS_BYTES
    this.firsts = new Uint8Array(buffer, firstsAt, MOST_JOINED)
    this.seconds = new Uint8Array(buffer, firstsAt + MOST_JOINED, MOST_JOINED)
    this.now = new Uint8Array(buffer, codesAt, capacity)
    this.next = new Uint8Array(buffer, codesAt + capacity, capacity)
    loops.placeJoin(idsAt, firstsAt, firstsAt + MOST_JOINED)
  }

  begin(count: number): void {
    this.now.fill(0, 0, count)
  }

  joinNumbers(values: Float64Array, { base, absent }: ColumnPlan, count: number): number {
    const { now, next } = this
    return this.loops.joinNumbers(now.byteOffset, values.byteOffset, count, base, absent, next.byteOffset)
  }

  joinIndexes(indexes: Uint32Array, count: number): number {
    const { now, next } = this
    return this.loops.joinIndexes(now.byteOffset, indexes.byteOffset, count, next.byteOffset)
  }

  accept(): void {
    const { now } = this
    this.now = this.next
    this.next = now
  }

  codes(count: number): Uint8Array {
    return this.now.subarray(0, count)
  }
}
