import { randomUUID } from 'node:crypto'

/** Reports that wait to be printed, in memory, each under an address that nobody can guess. */
export class PrintPages {
  private readonly pages = new Map<string, string>()

  /** Returns the token that the page is read by. */
  add(html: string): string {
    const token = randomUUID()
    this.pages.set(token, html)
    return token
  }

  read(token: string): string | null {
    return this.pages.get(token) ?? null
  }

  remove(token: string): void {
    this.pages.delete(token)
  }
}
