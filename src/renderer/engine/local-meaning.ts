import type { FlowColumn } from '../../shared/flow/block'
import type { EngineBlock } from './engine-block'

/** The code of a value that is absent. */
export const ABSENT = -1

/** What local codes of a block stand for: codes that mean the same in all blocks. */
export interface LocalMeaning {
  /** The stored value that each local code numbers; null where it is the stored value itself. */
  readonly keys: Uint32Array | null
  /** The stored value that stands for '-'; -1 for none. */
  readonly absent: number
  /** Codes by stored value; null: a stored value means (base + stored value) * factor. */
  readonly table: Uint32Array | Float64Array | null
  readonly base: number
  readonly factor: number
}

/** Whether local codes stand for the same, as far as that is told without a look at what they number. */
export function meansTheSame(a: LocalMeaning, b: LocalMeaning): boolean {
  if (a.keys || b.keys || a.table || b.table) return false
  return a.absent === b.absent && a.base === b.base && a.factor === b.factor
}

/** One local code, 0, that stands for a code. */
export function constantMeaning(code: number): LocalMeaning {
  return { keys: null, absent: -1, table: null, base: code, factor: 1 }
}

/** What the stored values of a column of whole numbers or indexes stand for. */
export function storedMeaning(
  block: EngineBlock,
  column: FlowColumn,
  keys: Uint32Array | null = null,
): LocalMeaning {
  const { absent } = column
  if (column.kind === 'address') return { keys, absent, table: block.addressIds, base: 0, factor: 1 }
  if (column.kind === 'text') {
    return { keys, absent, table: block.valueIds.get(column.field) as Uint32Array, base: 0, factor: 1 }
  }
  const { base, values } = column
  const factor = millisecondsOf(column, block)
  const table = values?.map((value) => (Number.isNaN(value) ? ABSENT : value * factor)) ?? null
  return { keys, absent, table, base, factor }
}

/** Times are told in milliseconds whatever the ticks of a block are; other numbers as they are. */
export function millisecondsOf({ field }: FlowColumn, { block }: EngineBlock): number {
  return field === 'start' || field === 'end' ? 1000 / block.ticksPerSecond : 1
}

/** Writes what each of some local codes stands for to codes[0 .. count). */
export function writeCodes(
  { keys, absent, table, base, factor }: LocalMeaning,
  locals: Uint32Array,
  count: number,
  codes: Float64Array,
): void {
  if (table instanceof Uint32Array && !keys && absent < 0) {
    for (let i = 0; i < count; i++) codes[i] = table[locals[i] as number] as number
    return
  }
  for (let i = 0; i < count; i++) {
    const local = locals[i] as number
    const stored = keys ? (keys[local] as number) : local
    if (stored === absent) codes[i] = ABSENT
    else codes[i] = table ? (table[stored] as number) : (base + stored) * factor
  }
}

/** Writes one more than what each of some local codes stands for to next[0 .. count): codes from 0, or ABSENT. */
export function writeNext(
  { keys, absent, table, base }: LocalMeaning,
  locals: Uint32Array,
  count: number,
  next: Uint32Array,
): void {
  const codes = table as Uint32Array | null
  if (!codes) {
    next.fill(base + 1, 0, count)
    return
  }
  if (!keys && absent < 0) {
    for (let i = 0; i < count; i++) next[i] = (codes[locals[i] as number] as number) + 1
    return
  }
  for (let i = 0; i < count; i++) {
    const local = locals[i] as number
    const stored = keys ? (keys[local] as number) : local
    next[i] = stored === absent ? 0 : (codes[stored] as number) + 1
  }
}
