/** Tuples that are numbered at a time: their table stays in the processor's cache. */
const PART_BITS = 14

/** Tuples of the same length: those of chunk c are (columns[0][i], columns[1][i], …). */
export type TupleChunk = readonly Uint32Array[]

export interface NumberedTuples {
  /** Number of each tuple, by chunk. */
  readonly numbers: readonly Uint32Array[]
  /** The different tuples by number, in columns. */
  readonly distinct: readonly Uint32Array[]
  readonly count: number
}

/**
 * Numbers the different ones of many tuples of whole numbers below 2^32 from 0. They are taken apart by their
 * hash first: a table of all of them is larger than the processor's cache, and looking each up in it costs
 * several times what this does.
 */
export function numberTuples(chunks: readonly TupleChunk[], width: number): NumberedTuples {
  const total = chunks.reduce((sum, chunk) => sum + (chunk[0] as Uint32Array).length, 0)
  const partBits = Math.max(0, Math.ceil(Math.log2(Math.max(1, total))) - PART_BITS)
  const { columns, hashes, places, ends } = takeApart(chunks, width, total, partBits)
  const numberOf = new Uint32Array(total)
  let distinct: readonly Uint32Array[] = Array.from({ length: width }, () => new Uint32Array(1024))
  let count = 0
  let slots = new Int32Array(1024)
  for (let part = 0, from = 0; part < ends.length; part++) {
    const to = ends[part] as number
    while (slots.length < (to - from) * 2) slots = new Int32Array(slots.length * 2)
    if (count + to - from > (distinct[0] as Uint32Array).length) {
      const length = Math.max(count + to - from, (distinct[0] as Uint32Array).length * 2)
      distinct = distinct.map((column) => enlarged(column, length))
    }
    count = numberPart({ columns, hashes, places, from, to }, slots, distinct, count, numberOf)
    from = to
  }
  let before = 0
  const numbers = chunks.map(([first]) => {
    const from = before
    before += (first as Uint32Array).length
    return numberOf.subarray(from, before)
  })
  return { numbers, distinct: distinct.map((column) => column.slice(0, count)), count }
}

interface Parts {
  /** The tuples, those of a part one after the other. */
  readonly columns: readonly Uint32Array[]
  readonly hashes: Int32Array
  /** Where each was among all. */
  readonly places: Uint32Array
  /** End of each part. */
  readonly ends: Uint32Array
}

function takeApart(chunks: readonly TupleChunk[], width: number, total: number, partBits: number): Parts {
  const columns = Array.from({ length: width }, () => new Uint32Array(total))
  const hashes = new Int32Array(total)
  const places = new Uint32Array(total)
  const next = new Uint32Array(2 ** partBits)
  const own = chunks.map(hashesOf)
  // A shift by 32 is none.
  const partOf = (hash: number) => (partBits === 0 ? 0 : hash >>> (32 - partBits))
  for (const chunk of own) {
    for (let i = 0; i < chunk.length; i++) {
      const part = partOf(chunk[i] as number)
      next[part] = (next[part] as number) + 1
    }
  }
  for (let part = 0, sum = 0; part < next.length; part++) {
    const length = next[part] as number
    next[part] = sum
    sum += length
  }
  let place = 0
  for (const [c, chunk] of chunks.entries()) {
    const chunkHashes = own[c] as Int32Array
    const ats = placesIn(chunkHashes, next, partOf)
    for (const [key, column] of columns.entries()) {
      const values = chunk[key] as Uint32Array
      for (let i = 0; i < values.length; i++) column[ats[i] as number] = values[i] as number
    }
    for (let i = 0; i < chunkHashes.length; i++) {
      const at = ats[i] as number
      hashes[at] = chunkHashes[i] as number
      places[at] = place++
    }
  }
  return { columns, hashes, places, ends: next }
}

/** Where the tuples of a chunk go: each takes the next place of its part. */
function placesIn(hashes: Int32Array, next: Uint32Array, partOf: (hash: number) => number): Uint32Array {
  const places = new Uint32Array(hashes.length)
  for (let i = 0; i < hashes.length; i++) {
    const part = partOf(hashes[i] as number)
    const at = next[part] as number
    next[part] = at + 1
    places[i] = at
  }
  return places
}

function hashesOf(chunk: TupleChunk): Int32Array {
  const hashes = new Int32Array((chunk[0] as Uint32Array).length)
  for (const column of chunk) {
    for (let i = 0; i < hashes.length; i++) {
      hashes[i] = Math.imul((hashes[i] as number) ^ (column[i] as number), 0x9e37_79b1)
      hashes[i] = (hashes[i] as number) ^ ((hashes[i] as number) >>> 15)
    }
  }
  for (let i = 0; i < hashes.length; i++) hashes[i] = Math.imul(hashes[i] as number, 0x85eb_ca6b)
  return hashes
}

/** Numbers the tuples of one part, all of whose numbers are new; returns how many there are then. */
function numberPart(
  { columns, hashes, places, from, to }: Omit<Parts, 'ends'> & { readonly from: number; readonly to: number },
  slots: Int32Array,
  distinct: readonly Uint32Array[],
  first: number,
  numberOf: Uint32Array,
): number {
  let count = first
  slots.fill(0)
  const mask = slots.length - 1
  const a = columns[0] as Uint32Array
  const b = (columns[1] ?? a) as Uint32Array
  const knownA = distinct[0] as Uint32Array
  const knownB = (distinct[1] ?? knownA) as Uint32Array
  for (let i = from; i < to; i++) {
    const valueA = a[i] as number
    const valueB = b[i] as number
    let at = (hashes[i] as number) & mask
    let slot = slots[at] as number
    while (slot !== 0) {
      const known = first + slot - 1
      if (knownA[known] === valueA && knownB[known] === valueB && sameRest(columns, i, distinct, known)) break
      at = (at + 1) & mask
      slot = slots[at] as number
    }
    if (slot === 0) {
      for (let key = 0; key < columns.length; key++) {
        ;(distinct[key] as Uint32Array)[count] = (columns[key] as Uint32Array)[i] as number
      }
      count++
      slot = slots[at] = count - first
    }
    numberOf[places[i] as number] = first + slot - 1
  }
  return count
}

/** Whether two tuples agree from their third number on. */
function sameRest(
  columns: readonly Uint32Array[],
  i: number,
  distinct: readonly Uint32Array[],
  known: number,
): boolean {
  for (let key = 2; key < columns.length; key++) {
    if ((columns[key] as Uint32Array)[i] !== (distinct[key] as Uint32Array)[known]) return false
  }
  return true
}

function enlarged(values: Uint32Array, length: number): Uint32Array {
  const larger = new Uint32Array(length)
  larger.set(values)
  return larger
}
