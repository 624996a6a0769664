/**
 * What main and the reader threads of one import share, without messages: which file is next,
 * how many batches may still be sent, whether to stop or to rest, and how far each reader is.
 */
export interface ReaderShare {
  /** NEXT, CREDITS, STOP and PAUSE, as 32-bit integers for Atomics. */
  readonly control: SharedArrayBuffer
  /** For each reader: bytes, records, files (doubles; only that reader writes them). */
  readonly progress: SharedArrayBuffer
}

export const NEXT = 0
export const CREDITS = 1
export const STOP = 2
export const PAUSE = 3

export const PROGRESS_FIELDS = 3

/** So many credits that no reader waits for one any more. */
const NO_WAIT = 1 << 20

export function createShare(readers: number, credits: number): ReaderShare {
  const control = new SharedArrayBuffer(4 * 4)
  new Int32Array(control)[CREDITS] = credits
  return { control, progress: new SharedArrayBuffer(readers * PROGRESS_FIELDS * 8) }
}

export function stopReaders(share: ReaderShare): void {
  const control = new Int32Array(share.control)
  Atomics.store(control, STOP, 1)
  // A reader that is about to wait must find something changed, or it would miss the notice.
  Atomics.add(control, CREDITS, NO_WAIT)
  Atomics.notify(control, CREDITS)
  pauseReaders(share, false)
}

/** Readers rest at their next piece of a file, or batch, until they are told otherwise. */
export function pauseReaders(share: ReaderShare, paused: boolean): void {
  const control = new Int32Array(share.control)
  Atomics.store(control, PAUSE, paused ? 1 : 0)
  Atomics.notify(control, PAUSE)
}

export function addCredits(share: ReaderShare, credits: number): void {
  const control = new Int32Array(share.control)
  Atomics.add(control, CREDITS, credits)
  Atomics.notify(control, CREDITS)
}

/** Waits, blocking the thread, while the import rests; whether it was stopped. */
export function stopped(share: ReaderShare): boolean {
  const control = new Int32Array(share.control)
  for (;;) {
    if (Atomics.load(control, STOP) === 1) return true
    if (Atomics.load(control, PAUSE) === 0) return false
    Atomics.wait(control, PAUSE, 1)
  }
}

/** Waits, blocking the thread, until a batch may be sent; false when the import was stopped. */
export function takeCredit(share: ReaderShare): boolean {
  const control = new Int32Array(share.control)
  for (;;) {
    if (stopped(share)) return false
    const credits = Atomics.load(control, CREDITS)
    if (credits === 0) Atomics.wait(control, CREDITS, 0)
    else if (Atomics.compareExchange(control, CREDITS, credits, credits - 1) === credits) return true
  }
}

/** Sums over all readers. */
export function readProgress(share: ReaderShare): { bytes: number; records: number; files: number } {
  const fields = new Float64Array(share.progress)
  const sum = { bytes: 0, records: 0, files: 0 }
  for (let at = 0; at < fields.length; at += PROGRESS_FIELDS) {
    sum.bytes += fields[at] as number
    sum.records += fields[at + 1] as number
    sum.files += fields[at + 2] as number
  }
  return sum
}
