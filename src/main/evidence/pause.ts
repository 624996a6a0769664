/** Whether an import rests, as the examiner said it. */
export class PauseSwitch {
  private on = false
  private readonly listeners = new Set<(paused: boolean) => void>()

  get paused(): boolean {
    return this.on
  }

  set(paused: boolean): void {
    if (paused === this.on) return
    this.on = paused
    for (const listener of [...this.listeners]) listener(paused)
  }

  /** Calls the listener with what is, and with every change; returns the function that ends that. */
  watch(listener: (paused: boolean) => void): () => void {
    this.listeners.add(listener)
    listener(this.on)
    return () => this.listeners.delete(listener)
  }

  /** Resolves when the import may go on; rejects with the signal's reason when it is aborted before. */
  async passed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.on) return
    await new Promise<void>((resolve, reject) => {
      const abort = () => settle(() => reject(signal.reason as Error))
      const settle = (end: () => void) => {
        this.listeners.delete(resume)
        signal.removeEventListener('abort', abort)
        end()
      }
      const resume = (paused: boolean) => {
        if (!paused) settle(resolve)
      }
      this.listeners.add(resume)
      signal.addEventListener('abort', abort)
    })
  }
}
