/** Figures that are kept at most: 10 MiB. */
const MOST_SPARE = 1.25 * 2 ** 20
/** Fresh memory costs more than most of what is done with it: figures go from one question to the next. */
let spare: Float64Array = new Float64Array(0)

/**
 * The figures of groups, those of one group side by side: a group that is not in the processor's cache is waited for
 * once, not once for each figure.
 */
export class GroupFigures {
  /** That of slot s of group g is at g * stride + s. */
  values: Float64Array = new Float64Array(0)
  /** Groups that there is room for. */
  private room = 0
  /** By slot: what a group has before anything is added. */
  private readonly initial: number[] = []

  get stride(): number {
    return this.initial.length
  }

  /** To be called before there is a group. */
  addSlot(initial: number): number {
    return this.initial.push(initial) - 1
  }

  /** Makes room for as many groups. */
  grow(groups: number): void {
    if (groups <= this.room) return
    const { initial, stride, room } = this
    this.room = Math.max(groups, 64, room * 2)
    const larger = borrow(this.room * stride)
    larger.set(this.values)
    for (let slot = 0; slot < stride; slot++) {
      const value = initial[slot] as number
      if (value === 0) continue
      for (let group = room; group < this.room; group++) larger[group * stride + slot] = value
    }
    this.values = larger
  }

  /** Nothing is asked for after this. */
  close(): void {
    const all = new Float64Array(this.values.buffer)
    if (all.length > spare.length && all.length <= MOST_SPARE) spare = all
  }

  at(group: number, slot: number): number {
    return (group < this.room ? this.values[group * this.stride + slot] : this.initial[slot]) as number
  }
}

/** At least so many zeros. */
function borrow(length: number): Float64Array {
  if (spare.length < length) return new Float64Array(length)
  const borrowed = spare.fill(0, 0, length)
  spare = new Float64Array(0)
  return borrowed.subarray(0, length)
}
