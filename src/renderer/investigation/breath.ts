/** Milliseconds of work after which the page's thread is let go: less than a frame. */
const SLICE = 8
/** Steps after which the clock is looked at. */
const STEPS = 256

/** Lets long work be done in slices, between which the page draws and answers. */
export class Breath {
  private until = performance.now() + SLICE
  private steps = 0

  /** To be called after each step of some microseconds: whether it is time to take a breath. */
  get isDue(): boolean {
    this.steps = (this.steps + 1) % STEPS
    return this.steps === 0 && this.isLate
  }

  /** The same after a step that takes a part of a slice. */
  get isLate(): boolean {
    return performance.now() >= this.until
  }

  async take(): Promise<void> {
    // A timer would rest for 4 ms after the first few.
    const { port1, port2 } = new MessageChannel()
    await new Promise((resolve) => {
      port1.onmessage = resolve
      port2.postMessage(null)
    })
    port1.close()
    this.until = performance.now() + SLICE
  }
}
