/**
 * What main and the reader threads of one import share, without messages: which file is next,
 * how many batches may still be sent, whether to stop, and how far each reader is.
 */
export interface ReaderShare {
  /** NEXT, CREDITS and STOP, as 32-bit integers for Atomics. */
  readonly control: SharedArrayBuffer
  /** For each reader: bytes, records, files (doubles; only that reader writes them). */
  readonly progress: SharedArrayBuffer
}

export const NEXT = 0
export const CREDITS = 1
export const STOP = 2

export const PROGRESS_FIELDS = 3

export function createShare(readers: number, credits: number): ReaderShare {
  const control = new SharedArrayBuffer(3 * 4)
  new Int32Array(control)[CREDITS] = credits
  return { control, progress: new SharedArrayBuffer(readers * PROGRESS_FIELDS * 8) }
}

export function stopReaders(share: ReaderShare): void {
  const control = new Int32Array(share.control)
  Atomics.store(control, STOP, 1)
  Atomics.notify(control, CREDITS)
}

export function addCredits(share: ReaderShare, credits: number): void {
  const control = new Int32Array(share.control)
  Atomics.add(control, CREDITS, credits)
  Atomics.notify(control, CREDITS)
}

export function stopped(share: ReaderShare): boolean {
  return Atomics.load(new Int32Array(share.control), STOP) === 1
}

/** Waits, blocking the thread, until a batch may be sent; false when the import was stopped. */
export function takeCredit(share: ReaderShare): boolean {
  const control = new Int32Array(share.control)
  for (;;) {
    if (Atomics.load(control, STOP) === 1) return false
    const credits = Atomics.load(control, CREDITS)
    if (credits === 0) Atomics.wait(control, CREDITS, 0)
    else if (Atomics.compareExchange(control, CREDITS, credits, credits - 1) === credits) return true
  }
}
