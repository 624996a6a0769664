import type { ByteRange, Damage } from '../../shared/evidence/evidence'

/** More than so many faults, or lost ranges, are counted, not told one by one. */
const TOLD = 6

interface Fault {
  readonly kind: Damage['kind']
  readonly atByte: number
  readonly message: string
}

/** Collects what is wrong with one gzip file, in the order in which it is met. */
export class GzipDamage {
  private readonly faults: Fault[] = []
  private readonly lost: ByteRange[] = []

  add(kind: Damage['kind'], atByte: number, message: string): void {
    this.faults.push({ kind, atByte, message })
  }

  /** Bytes of the file that gave nothing; an empty range is none. */
  lose(from: number, to: number): void {
    if (from < to) this.lost.push({ from, to })
  }

  /** Null when nothing was wrong. */
  told(): Damage | null {
    const [first] = this.faults
    if (!first) return null
    const { faults, lost } = this
    return {
      kind: faults.every(({ kind }) => kind === first.kind) ? first.kind : 'corrupt',
      atByte: first.atByte,
      message: listed(
        faults.map(({ message }) => message),
        '; ',
      ).concat(
        lost.length === 0
          ? ''
          : `. Lost: ${listed(
              lost.map(({ from, to }) => (to - from === 1 ? `byte ${from}` : `bytes ${from} to ${to - 1}`)),
              ', ',
            )} of the file`,
      ),
      lost,
    }
  }
}

function listed(texts: readonly string[], between: string): string {
  const rest = texts.length - TOLD
  return texts.slice(0, TOLD).join(between) + (rest > 0 ? `${between}and ${rest} more` : '')
}
