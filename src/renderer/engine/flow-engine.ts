import { ANY } from '../../shared/filter/ast'
import type { FlowBlock, FlowSource } from '../../shared/flow/block'
import { FIELDS } from '../../shared/flow/fields'
import type { FlowAnswer, FlowPage, FlowPageQuery, FlowQuery } from '../../shared/query/query'
import { aggregate } from './aggregate'
import type { CaseContents } from './engine-api'
import { Dictionaries, type EngineBlock, prepareBlock } from './engine-block'
import { FlowPages } from './flow-pages'

const SPAN: FlowQuery = {
  source: 'vpc',
  filter: ANY,
  groupBy: [],
  measures: [
    { as: 'firstStart', op: 'min', field: 'start' },
    { as: 'lastEnd', op: 'max', field: 'end' },
  ],
}

class FlowStore {
  readonly blocks: EngineBlock[] = []
  readonly dictionaries = new Dictionaries()
  readonly fields = new Set<string>()
  readonly pages = new FlowPages(this.blocks, this.dictionaries)
  flows = 0
  firstStart = Number.POSITIVE_INFINITY
  lastEnd = Number.NEGATIVE_INFINITY

  append(block: FlowBlock): void {
    const prepared = prepareBlock(block, this.flows, this.dictionaries)
    this.blocks.push(prepared)
    const span = aggregate(SPAN, [prepared], this.dictionaries).rows[0]?.values
    this.firstStart = Math.min(this.firstStart, Number(span?.firstStart ?? Number.POSITIVE_INFINITY))
    this.lastEnd = Math.max(this.lastEnd, Number(span?.lastEnd ?? Number.NEGATIVE_INFINITY))
    this.flows += block.count
    for (const column of block.columns) this.fields.add(column.field)
    this.pages.forget()
  }
}

const catalogue: ReadonlyMap<string, number> = new Map(FIELDS.map(({ name }, position) => [name, position]))

/** The flows of the open case in memory, and the answers to all questions about them. */
export class FlowEngine {
  private readonly stores: Readonly<Record<FlowSource, FlowStore>> = {
    vpc: new FlowStore(),
    netflow: new FlowStore(),
  }

  /** @param revision the first of the numbers by which callers tell the states of the flows apart */
  constructor(private revision = 0) {}

  append(block: FlowBlock): void {
    this.stores[block.source].append(block)
    this.revision++
  }

  /** Throws an Error when the query names an order that is none of its measures. */
  ask(query: FlowQuery): FlowAnswer {
    const { blocks, dictionaries } = this.stores[query.source]
    return aggregate(query, blocks, dictionaries)
  }

  page(query: FlowPageQuery): FlowPage {
    return this.stores[query.source].pages.page(query)
  }

  get contents(): CaseContents {
    return {
      flows: { vpc: this.stores.vpc.flows, netflow: this.stores.netflow.flows },
      fields: { vpc: this.fieldsOf('vpc'), netflow: this.fieldsOf('netflow') },
      firstStart: finite(this.stores.vpc.firstStart),
      lastEnd: finite(this.stores.vpc.lastEnd),
      revision: this.revision,
    }
  }

  /** Addresses of both sources whose text begins so, most flows first, then by text. */
  suggestAddresses(text: string, limit: number): readonly string[] {
    const flows = new Map<string, number>()
    for (const { dictionaries } of Object.values(this.stores)) {
      const { addresses } = dictionaries
      for (let id = 0; id < addresses.length; id++) {
        const address = addresses.textOf(id)
        if (address.startsWith(text)) flows.set(address, (flows.get(address) ?? 0) + addresses.flowsOf(id))
      }
    }
    return Array.from(flows)
      .sort(([a, aFlows], [b, bFlows]) => bFlows - aFlows || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([address]) => address)
  }

  private fieldsOf(source: FlowSource): readonly string[] {
    const position = (field: string) => catalogue.get(field) ?? FIELDS.length
    return Array.from(this.stores[source].fields).sort(
      (a, b) => position(a) - position(b) || (a < b ? -1 : 1),
    )
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
