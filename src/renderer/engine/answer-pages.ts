import { answerOf } from '../../shared/query/answer-columns'
import type { FlowAnswer, FlowQuery } from '../../shared/query/query'
import type { OrderedGroups } from './ordered-groups'

/** Answers of which pages are still to come: as many as views ask for at once. */
const MOST_OPEN = 4
/** Milliseconds after which nobody asks for the next page any more. */
const REST = 10_000

/**
 * Hands over answers, those of questions with an offset in pages: what such a question adds up is kept until its
 * last page was asked for, so that the flows are looked at once.
 */
export class AnswerPages {
  /** By their questions. The one that was used last is the last. */
  private readonly open = new Map<string, OrderedGroups>()
  private rest: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly find: (query: FlowQuery) => Promise<OrderedGroups>) {}

  /** The flows have changed. */
  forget(): void {
    clearTimeout(this.rest)
    this.open.clear()
  }

  /** Rejects with an Error when the query names an order that is none of its measures. */
  async answer(query: FlowQuery): Promise<FlowAnswer> {
    const { offset, limit, ...question } = query
    if (offset === undefined) {
      const groups = await this.find(query)
      const columns = groups.columns(0, groups.size)
      groups.close()
      return answerOf(columns)
    }
    const name = JSON.stringify(question)
    const groups = this.open.get(name) ?? (await this.find(query))
    const to = Math.min(groups.size, offset + (limit ?? groups.size))
    this.open.delete(name)
    const columns = groups.columns(offset, to)
    if (to < groups.size) this.keep(name, groups)
    else groups.close()
    return answerOf(columns)
  }

  private keep(name: string, groups: OrderedGroups): void {
    this.open.set(name, groups)
    const [oldest] = this.open.keys()
    if (this.open.size > MOST_OPEN && oldest !== undefined) this.open.delete(oldest)
    clearTimeout(this.rest)
    this.rest = setTimeout(() => this.open.clear(), REST)
  }
}
