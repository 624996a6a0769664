import { AddressStage } from './address-stage'
import { BLOCK_ROWS, type FlowBlock, type FlowColumn, type FlowSource, type UintArray } from './block'
import type { ColumnPlan, NumberArrayType } from './column-plan'
import { AddressColumnStage, NumberStage, planIndexes } from './column-stage'
import { type ColumnWork, PLAIN_WORK } from './column-work'
import { fieldSpec } from './fields'
import { type JointCandidate, joinColumns } from './joint-columns'
import { TextStage } from './text-stage'

export type ColumnStage = NumberStage | AddressColumnStage | TextStage

/**
 * Collects flows row by row and turns them into a FlowBlock. The stages are written in place at
 * row `count`, every column for every row; endRow then keeps the row. Its buffers are reused from
 * block to block, since fresh memory is dear.
 */
export class BlockBuilder {
  /** One stage for each field, in the order given. */
  readonly columns: readonly ColumnStage[]
  readonly addresses: AddressStage
  count = 0
  work: ColumnWork = PLAIN_WORK
  /** Grows when the builder is emptied: indexes into its dictionaries mean nothing after that. */
  emptied = 0
  private runCount = 0
  private runEvidence: Uint32Array = new Uint32Array(1024)
  private runRow: Uint32Array = new Uint32Array(1024)
  private runLine: Uint32Array = new Uint32Array(1024)
  private nextLine = -1
  private lastEvidence = -1

  constructor(
    readonly source: FlowSource,
    readonly ticksPerSecond: 1 | 1000,
    fields: readonly string[],
    readonly capacity = BLOCK_ROWS,
  ) {
    this.columns = fields.map((field) => {
      const { kind } = fieldSpec(field)
      if (kind === 'number') return new NumberStage(field, capacity)
      return kind === 'address' ? new AddressColumnStage(field, capacity) : new TextStage(field, capacity)
    })
    const addressColumns = this.columns.filter((column) => column.kind === 'address').length
    this.addresses = new AddressStage(Math.max(1, addressColumns) * capacity)
  }

  get full(): boolean {
    return this.count >= this.capacity
  }

  /** Keeps the row that was written at `count`, as line `line` (from 1) of an evidence file. */
  endRow(evidence: number, line: number): void {
    this.endRows(evidence, line, 1)
  }

  /** Keeps the rows that were written from `count` on, as so many lines that follow one another. */
  endRows(evidence: number, firstLine: number, rows: number): void {
    if (evidence !== this.lastEvidence || firstLine !== this.nextLine) this.startRun(evidence, firstLine)
    this.nextLine = firstLine + rows
    this.count += rows
  }

  /** The block of all rows so far, and an empty builder again; null when there is no row. */
  take(): FlowBlock | null {
    const block = this.count > 0 ? this.finish() : null
    this.reset()
    return block
  }

  /** Plans all columns first, so that they are written straight into the one buffer that they share. */
  private finish(): FlowBlock {
    const { count, addresses, runCount } = this
    const v4Count = addresses.v4Size
    const plans = this.columns.map((stage) => this.plan(stage))
    const joint = joinColumns(this.candidates(plans), count, this.work.joint)
    const isMember = (stage: ColumnStage) => stage.kind !== 'address' && joint?.members.has(stage) === true
    const buffer = new PackedBuffer([
      [Uint32Array, v4Count],
      [Uint8Array, addresses.v6Bytes],
      ...[0, 1, 2].map((): ArrayShape => [Uint32Array, runCount]),
      ...(joint ? [[Uint8Array, count] as const] : []),
      ...this.columns.flatMap((stage, i): ArrayShape[] => {
        const plan = plans[i]
        if (!plan || (isMember(stage) && stage.kind === 'text')) return []
        return [isMember(stage) ? [Float64Array, joint?.size ?? 0] : [plan.Type, plan.length]]
      }),
    ])
    const v4 = buffer.next(Uint32Array, v4Count)
    const v6 = buffer.next(Uint8Array, addresses.v6Bytes)
    addresses.write(v4, v6)
    const run = (values: Uint32Array) => {
      const array = buffer.next(Uint32Array, runCount)
      array.set(values.subarray(0, runCount))
      return array
    }
    const runs = { evidence: run(this.runEvidence), row: run(this.runRow), line: run(this.runLine) }
    const codes = buffer.next(Uint8Array, joint ? count : 0)
    if (joint) codes.set(joint.codes)
    const columns = this.columns.flatMap((stage, i): FlowColumn[] => {
      const plan = plans[i]
      if (!plan) return []
      const values = stage.kind === 'address' ? undefined : joint?.members.get(stage)
      return [
        values && stage.kind !== 'address'
          ? writeMember(stage, values, codes, buffer)
          : writeColumn(stage, plan, buffer, v4Count, this.work),
      ]
    })
    return {
      source: this.source,
      count,
      ticksPerSecond: this.ticksPerSecond,
      addresses: { v4, v6 },
      columns,
      runs,
    }
  }

  /** Columns that may share an array: text first, which takes the most combinations apart. */
  private candidates(plans: readonly (ColumnPlan | null)[]): readonly JointCandidate[] {
    const all = this.columns.flatMap((stage, i): JointCandidate[] => {
      const plan = plans[i]
      return plan && stage.kind !== 'address' ? [{ stage, plan }] : []
    })
    return [
      ...all.filter(({ stage }) => stage.kind === 'text'),
      ...all.filter(({ stage }) => stage.kind === 'number'),
    ]
  }

  private plan(stage: ColumnStage): ColumnPlan | null {
    const { addresses, count, work } = this
    if (stage.kind === 'number') return stage.plan(count, work)
    return stage.kind === 'address'
      ? planIndexes(stage.indexes, count, addresses.size, addresses.v4Size, work)
      : planIndexes(stage.indexes, count, stage.size, 0, work)
  }

  private startRun(evidence: number, line: number): void {
    if (this.runCount === this.runRow.length) {
      this.runEvidence = doubled(this.runEvidence)
      this.runRow = doubled(this.runRow)
      this.runLine = doubled(this.runLine)
    }
    this.runEvidence[this.runCount] = evidence
    this.runRow[this.runCount] = this.count
    this.runLine[this.runCount] = line
    this.runCount++
    this.lastEvidence = evidence
  }

  private reset(): void {
    this.emptied++
    this.count = 0
    this.runCount = 0
    this.lastEvidence = -1
    this.nextLine = -1
    this.addresses.reset()
    for (const stage of this.columns) if (stage.kind !== 'address') stage.reset()
  }
}

function doubled(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}

function writeColumn(
  stage: ColumnStage,
  plan: ColumnPlan,
  buffer: PackedBuffer,
  v4Count: number,
  work: ColumnWork,
): FlowColumn {
  const { field } = stage
  const { absent } = plan
  const data = buffer.next(plan.Type, plan.length)
  if (stage.kind === 'number') {
    stage.write(plan, data, work)
    return { field, kind: 'number', base: plan.base, absent, data, values: null }
  }
  const indexes = data as UintArray
  work.writeIndexes(stage.indexes, v4Count, absent, indexes)
  if (stage.kind === 'address') return { field, kind: 'address', base: plan.base, absent, data: indexes }
  const values = stage.values()
  return plan.length === 0
    ? { field, kind: 'text', values: [values[plan.base] as string], absent, data: indexes }
    : { field, kind: 'text', values, absent, data: indexes }
}

/** A column whose values are told by the array that it shares with others. */
function writeMember(
  stage: NumberStage | TextStage,
  values: Float64Array,
  data: Uint8Array,
  buffer: PackedBuffer,
): FlowColumn {
  const { field } = stage
  if (stage.kind === 'text') {
    const texts = stage.values()
    return {
      field,
      kind: 'text',
      values: Array.from(values, (index) => texts[index] as string),
      absent: -1,
      data,
    }
  }
  const own = buffer.next(Float64Array, values.length)
  own.set(values)
  return { field, kind: 'number', base: 0, absent: -1, data, values: own }
}

type ArrayShape = readonly [NumberArrayType, number]

/** One buffer that typed arrays are cut from, in the order in which their shapes were announced. */
class PackedBuffer {
  private readonly buffer: ArrayBuffer
  private offset = 0

  constructor(shapes: readonly ArrayShape[]) {
    this.buffer = new ArrayBuffer(
      shapes.reduce((size, [Type, length]) => size + aligned(Type.BYTES_PER_ELEMENT * length), 0),
    )
  }

  next<T extends NumberArrayType>(Type: T, length: number): InstanceType<T> {
    const array = new Type(this.buffer, this.offset, length) as InstanceType<T>
    this.offset += aligned(Type.BYTES_PER_ELEMENT * length)
    return array
  }
}

function aligned(bytes: number): number {
  return (bytes + 7) & ~7
}
