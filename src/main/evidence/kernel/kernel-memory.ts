import type { BlockBuilder, ColumnStage } from '../../../shared/flow/block-builder'
import { FIRST_MILLISECONDS } from '../careful-record'
import { LONGEST_LINE } from '../line-carry'
import { columnWorkBytes } from './column-kernel'

/** Bytes of text that the kernel is given at once. */
export const WINDOW_BYTES = 1 << 18

/** The kernel looks at words of up to 16 bytes, before and behind what it reads. */
const MARGIN = 64
const PAGE = 1 << 16

/** Combinations of neighbouring words that are remembered for a block. */
const MOST_ENTRIES = 8192
const MOST_TEXT = 1 << 20
/** As many as words.as.ts has. */
const GUESSES = 1 << 15

/** Numbers of so few values that they belong with the words beside them. */
const FEW_VALUES: ReadonlySet<string> = new Set(['version', 'traffic-path'])

const NUMBER = 0
const TIME = 1
const ADDRESS = 2
const WORDS = 3

/** The head begins where the compiler has put the kernel's own constants before. */
const HEAD = 2048
const HEAD_BYTES = 128
const STOPPED_AT = HEAD + 48
const STEP_BYTES = 16
const WORDS_BYTES = 64

/**
 * The memory that record-kernel.as.ts works in, laid out for the columns of one builder:
 *
 *   head      where everything else is
 *   steps     what to read of a line, one after the other: a number, a time, an address or words
 *   words     of steps: neighbouring columns of few combinations, such as region, account, instance and
 *             interface, with the combinations that were met and what each writes to its columns
 *   columns   the arrays of the builder's stages, which are moved here
 *   window    the text at hand
 */
export class KernelMemory {
  readonly memory: WebAssembly.Memory
  /** WINDOW_BYTES of text. */
  readonly window: Uint8Array
  private readonly words: DataView
  private readonly stopped: Uint32Array

  constructor(builder: BlockBuilder) {
    const { columns, addresses, capacity } = builder
    const steps = stepsOf(columns)
    const { capacity: most, mostSlots } = addresses
    const layout = new Layout(HEAD + HEAD_BYTES)
    const stepsAt = layout.take(steps.length * STEP_BYTES)
    const wordsAt = steps.map(({ kind }) => (kind >= ADDRESS ? layout.take(WORDS_BYTES) : 0))
    const placesOf = steps.map(({ kind, stages }) =>
      kind < ADDRESS
        ? null
        : {
            targets: layout.take(stages.length * 8),
            guesses: layout.take(GUESSES * 4),
            places: layout.take(MOST_ENTRIES * 8),
            values: layout.take(MOST_ENTRIES * stages.length * 8),
            text: layout.take(MOST_TEXT + MARGIN) + MARGIN / 2,
          },
    )
    const columnAt = new Map(
      columns.map((stage) => [stage, layout.take(capacity * (stage.kind === 'number' ? 8 : 4))]),
    )
    const v4At = layout.take(most * 4)
    const v4Slots = layout.take(mostSlots * 4)
    const v6At = layout.take(most * 16)
    const v6Slots = layout.take(mostSlots * 4)
    this.windowAt = layout.take(WINDOW_BYTES + 2 * MARGIN) + MARGIN
    this.workAt = layout.take(columnWorkBytes(capacity))
    const pages = Math.ceil(layout.end / PAGE)
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    const { buffer } = this.memory
    this.window = new Uint8Array(buffer, this.windowAt, WINDOW_BYTES)
    this.words = new DataView(buffer)
    this.stopped = new Uint32Array(buffer, STOPPED_AT, 1)

    const at = (stage: ColumnStage) => columnAt.get(stage) as number
    for (const stage of columns) {
      if (stage.kind === 'number') stage.moveTo(new Float64Array(buffer, at(stage), capacity))
      else stage.moveTo(new Uint32Array(buffer, at(stage), capacity))
    }
    addresses.moveTo(
      {
        values: new Uint32Array(buffer, v4At, most),
        slots: new Uint32Array(buffer, v4Slots, mostSlots),
        count: new Uint32Array(buffer, HEAD + 8, 1),
      },
      {
        values: new Uint16Array(buffer, v6At, most * 8),
        slots: new Uint32Array(buffer, v6Slots, mostSlots),
        count: new Uint32Array(buffer, HEAD + 56, 1),
      },
    )
    const addressColumns = Math.max(1, columns.filter(({ kind }) => kind === 'address').length)
    this.put(HEAD, stepsAt, steps.length)
    // One line may bring an address in each of its columns.
    const limit = most - addressColumns
    this.put(HEAD + 12, limit, v4At, v4Slots, mostSlots - 1, LONGEST_LINE)
    this.put(HEAD + 60, limit, v6At, v6Slots, mostSlots - 1)
    const milliseconds = builder.ticksPerSecond === 1000
    this.words.setFloat64(HEAD + 32, milliseconds ? Number.POSITIVE_INFINITY : FIRST_MILLISECONDS, true)
    this.words.setFloat64(HEAD + 40, milliseconds ? FIRST_MILLISECONDS : 0, true)
    for (const [i, { kind, stages }] of steps.entries()) {
      this.put(stepsAt + i * STEP_BYTES, kind, at(stages[0] as ColumnStage), wordsAt[i] as number)
      const places = placesOf[i]
      if (!places) continue
      const { targets, guesses, places: entries, values, text } = places
      const learnt = [0, 0, 0, MOST_ENTRIES, 0, MOST_TEXT]
      this.put(wordsAt[i] as number, stages.length, ...learnt, guesses, entries, text, values, targets)
      for (const [k, stage] of stages.entries()) {
        this.put(targets + k * 8, at(stage), stage.kind === 'number' ? 1 : 0)
      }
    }
  }

  /** Where the window begins. */
  readonly windowAt: number
  /** Room for the work on finished columns. */
  readonly workAt: number

  /** Where the kernel stopped reading, as an offset in the window. */
  get stoppedAt(): number {
    return (this.stopped[0] as number) - this.windowAt
  }

  private put(at: number, ...values: readonly number[]): void {
    for (const [i, value] of values.entries()) this.words.setUint32(at + i * 4, value, true)
  }
}

interface Step {
  readonly kind: number
  /** One, but of words as many as there are. */
  readonly stages: readonly ColumnStage[]
}

/** What to read of a line: neighbours that are text, or numbers of few values beside text, are one step. */
function stepsOf(columns: readonly ColumnStage[]): readonly Step[] {
  const steps: Step[] = []
  for (let from = 0; from < columns.length; ) {
    let to = from
    while (to < columns.length && isOfFewValues(columns[to] as ColumnStage)) to++
    const words = columns.slice(from, to)
    if (words.some(({ kind }) => kind === 'text')) {
      steps.push({ kind: WORDS, stages: words })
      from = to
    } else {
      const stage = columns[from] as ColumnStage
      steps.push({ kind: kindOf(stage), stages: [stage] })
      from++
    }
  }
  return steps
}

function isOfFewValues(stage: ColumnStage): boolean {
  return stage.kind === 'text' || (stage.kind === 'number' && FEW_VALUES.has(stage.field))
}

function kindOf({ kind, field }: ColumnStage): number {
  if (kind === 'address') return ADDRESS
  return field === 'start' || field === 'end' ? TIME : NUMBER
}

/** Gives out places of a memory, one behind the other, each on a boundary of 64 bytes. */
class Layout {
  constructor(public end: number) {}

  take(bytes: number): number {
    const at = Math.ceil(this.end / 64) * 64
    this.end = at + bytes
    return at
  }
}
