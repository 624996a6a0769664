import { BLOCK_ROWS, type FlowBlock, type FlowColumn, type FlowSource, type NumberArray } from './block'
import { AddressColumnStage, AddressStage, NumberStage, narrowIndexes, TextStage } from './column-stage'
import { fieldSpec } from './fields'

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
    if (evidence !== this.lastEvidence || line !== this.nextLine) this.startRun(evidence, line)
    this.nextLine = line + 1
    this.count++
  }

  /** The block of all rows so far, and an empty builder again; null when there is no row. */
  take(): FlowBlock | null {
    const { count } = this
    if (count === 0) {
      this.reset()
      return null
    }
    const columns: FlowColumn[] = []
    for (const stage of this.columns) {
      const column = this.finishColumn(stage)
      if (column) columns.push(column)
    }
    const block = packed({
      source: this.source,
      count,
      ticksPerSecond: this.ticksPerSecond,
      addresses: this.addresses.finish(),
      columns,
      runs: {
        evidence: this.runEvidence.slice(0, this.runCount),
        row: this.runRow.slice(0, this.runCount),
        line: this.runLine.slice(0, this.runCount),
      },
    })
    this.reset()
    return block
  }

  private finishColumn(stage: ColumnStage): FlowColumn | null {
    const { field } = stage
    if (stage.kind === 'number') {
      const narrow = stage.narrow(this.count)
      return narrow && { field, kind: 'number', ...narrow }
    }
    if (stage.kind === 'address') {
      const v4Count = this.addresses.v4Size
      const { data, constant, allAbsent } = narrowIndexes(
        stage.indexes,
        this.count,
        this.addresses.size,
        v4Count,
      )
      return allAbsent ? null : { field, kind: 'address', base: constant ?? 0, data }
    }
    const { data, constant, allAbsent } = narrowIndexes(stage.indexes, this.count, stage.size, 0)
    if (allAbsent) return null
    const values = stage.values()
    return constant === null
      ? { field, kind: 'text', values, data }
      : { field, kind: 'text', values: [values[constant] as string], data }
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

/** The same block with all its arrays in one buffer. */
function packed(block: FlowBlock): FlowBlock {
  const arrays = [
    block.addresses.v4,
    block.addresses.v6,
    block.runs.evidence,
    block.runs.row,
    block.runs.line,
    ...block.columns.map((column) => column.data),
  ]
  let size = 0
  for (const array of arrays) size += aligned(array.byteLength)
  const buffer = new ArrayBuffer(size)
  let offset = 0
  const place = <A extends NumberArray>(array: A): A => {
    const Type = array.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => A
    const view = new Type(buffer, offset, array.length)
    new Uint8Array(buffer, offset, array.byteLength).set(
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    )
    offset += aligned(array.byteLength)
    return view
  }
  return {
    ...block,
    addresses: { v4: place(block.addresses.v4), v6: place(block.addresses.v6) },
    runs: {
      evidence: place(block.runs.evidence),
      row: place(block.runs.row),
      line: place(block.runs.line),
    },
    columns: block.columns.map((column) => ({ ...column, data: place(column.data) }) as FlowColumn),
  }
}

function aligned(bytes: number): number {
  return (bytes + 7) & ~7
}
