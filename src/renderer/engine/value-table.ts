/** The distinct values of one text field over all blocks, numbered in the order of their first appearance. */
export class ValueTable {
  private readonly ids = new Map<string, number>()
  private readonly values: string[] = []

  addAll(values: readonly string[]): Uint32Array {
    return Uint32Array.from(values, (value) => this.add(value))
  }

  idOf(value: string): number | null {
    return this.ids.get(value) ?? null
  }

  textOf(id: number): string {
    return this.values[id] as string
  }

  get length(): number {
    return this.values.length
  }

  /** The rank of each id in the order of the values (by code unit). */
  ranks(): Uint32Array {
    const order = this.values.map((_, id) => id)
    order.sort((a, b) => ((this.values[a] as string) < (this.values[b] as string) ? -1 : 1))
    const ranks = new Uint32Array(order.length)
    order.forEach((id, rank) => {
      ranks[id] = rank
    })
    return ranks
  }

  private add(value: string): number {
    const known = this.ids.get(value)
    if (known !== undefined) return known
    const id = this.values.length
    this.values.push(value)
    this.ids.set(value, id)
    return id
  }
}
