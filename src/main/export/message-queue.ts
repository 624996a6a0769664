/** Messages in the order in which they came, for one reader; ends with the signal's reason when it is aborted. */
export class MessageQueue<Message> implements AsyncIterable<Message> {
  private readonly waiting: Message[] = []
  private wake: () => void = () => {}

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.wake())
  }

  add(message: Message): void {
    this.waiting.push(message)
    this.wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message> {
    for (;;) {
      this.signal.throwIfAborted()
      const message = this.waiting.shift()
      if (message !== undefined) yield message
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve
        })
    }
  }
}
