import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowBlock, FlowSource } from '../../shared/flow/block'
import { FIELDS } from '../../shared/flow/fields'
import type { FlowExportFormat } from '../../shared/ipc/channels'
import type { ExportMessage } from '../../shared/ipc/export-messages'
import type { BiflowPage, BiflowPageQuery } from '../../shared/query/biflow'
import type { FlowAnswer, FlowPage, FlowPageQuery, FlowQuery, FlowSelection } from '../../shared/query/query'
import { Aggregation } from './aggregate'
import { AnswerPages } from './answer-pages'
import { BiflowPages } from './biflow/biflow-pages'
import { BlockShelf, MemoryBudget } from './block-shelf'
import type { CaseContents } from './engine-api'
import { countFlowsByAddress, Dictionaries, prepareBlock, timeSpan } from './engine-block'
import { exportFlows } from './export/export-flows'
import { FlowPages } from './flow-pages'
import { GroupIndexes } from './group-indexes'
import type { OrderedGroups } from './ordered-groups'

class FlowStore {
  readonly dictionaries = new Dictionaries()
  readonly fields = new Set<string>()
  readonly shelf: BlockShelf
  readonly pages: FlowPages
  readonly biflows: BiflowPages
  readonly groups: GroupIndexes
  readonly answers = new AnswerPages((query) => this.find(query))
  firstStart = Number.POSITIVE_INFINITY
  lastEnd = Number.NEGATIVE_INFINITY

  constructor(budget: MemoryBudget, load: LoadBlock) {
    this.shelf = new BlockShelf(this.dictionaries, budget, load)
    this.pages = new FlowPages(this.shelf, this.dictionaries)
    this.biflows = new BiflowPages(this.shelf, this.dictionaries)
    this.groups = new GroupIndexes(this.shelf, this.dictionaries)
  }

  append(block: FlowBlock, key: number | null): number {
    const prepared = prepareBlock(block, this.dictionaries)
    countFlowsByAddress(prepared, this.dictionaries.addresses)
    const { firstStart, lastEnd } = timeSpan(prepared)
    this.firstStart = Math.min(this.firstStart, firstStart)
    this.lastEnd = Math.max(this.lastEnd, lastEnd)
    for (const column of block.columns) this.fields.add(column.field)
    this.pages.forget()
    this.biflows.forget()
    this.groups.forget()
    this.answers.forget()
    return this.shelf.add(prepared, key)
  }

  private async find(query: FlowQuery): Promise<OrderedGroups> {
    const indexed = await this.groups.for(query)
    const aggregation = new Aggregation(query, this.dictionaries, indexed ?? undefined)
    await this.shelf.visit((block, at) => aggregation.add(block, at))
    return aggregation.ordered()
  }
}

const catalogue: ReadonlyMap<string, number> = new Map(FIELDS.map(({ name }, position) => [name, position]))

/** Reads a block from the store by its key. */
export type LoadBlock = (key: number) => Promise<FlowBlock>

export interface EngineOptions {
  /** The first of the numbers by which callers tell the states of the flows apart. */
  readonly revision?: number
  /** Bytes of blocks that may be in memory; those beyond are read from the store when they are looked at. */
  readonly memoryBytes?: number
  readonly load?: LoadBlock
}

/** The flows of the open case, and the answers to all questions about them. */
export class FlowEngine {
  private readonly stores: Readonly<Record<FlowSource, FlowStore>>
  private revision: number

  constructor({
    revision = 0,
    memoryBytes = Number.POSITIVE_INFINITY,
    load = notStored,
  }: EngineOptions = {}) {
    this.revision = revision
    const budget = new MemoryBudget(memoryBytes)
    this.stores = { vpc: new FlowStore(budget, load), netflow: new FlowStore(budget, load) }
  }

  /**
   * Adds a block.
   * @param key of the block in the store, when it lies there already
   * @returns to be called with its key when it has been stored
   */
  append(block: FlowBlock, key: number | null = null): (key: number) => void {
    const { shelf } = this.stores[block.source]
    const index = this.stores[block.source].append(block, key)
    this.revision++
    return (stored) => shelf.stored(index, stored)
  }

  /** Rejects with an Error when the query names an order that is none of its measures. */
  async ask(query: FlowQuery): Promise<FlowAnswer> {
    return this.stores[query.source].answers.answer(query)
  }

  page(query: FlowPageQuery): Promise<FlowPage> {
    return this.stores[query.source].pages.page(query)
  }

  biflows(query: BiflowPageQuery): Promise<BiflowPage> {
    return this.stores[query.source].biflows.page(query)
  }

  /** The messages that the export of flows consists of; `evidence` are the files of the case. */
  export(
    selection: FlowSelection,
    format: FlowExportFormat,
    evidence: readonly EvidenceFile[],
  ): AsyncIterable<ExportMessage> {
    const { shelf, dictionaries } = this.stores[selection.source]
    const files = new Map(evidence.map((file) => [file.id, file]))
    const fields = this.fieldsOf(selection.source)
    return exportFlows({ shelf, dictionaries, fields, evidence: files }, selection, format)
  }

  get contents(): CaseContents {
    return {
      flows: { vpc: this.stores.vpc.shelf.rows, netflow: this.stores.netflow.shelf.rows },
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

  /** Every address of both sources once, in canonical text, a line feed before and after each. */
  addressText(): string {
    const texts = new Set<string>()
    for (const { dictionaries } of Object.values(this.stores)) {
      const { addresses } = dictionaries
      for (let id = 0; id < addresses.length; id++) texts.add(addresses.textOf(id))
    }
    return `\n${Array.from(texts).join('\n')}\n`
  }

  private fieldsOf(source: FlowSource): readonly string[] {
    const position = (field: string) => catalogue.get(field) ?? FIELDS.length
    return Array.from(this.stores[source].fields).sort(
      (a, b) => position(a) - position(b) || (a < b ? -1 : 1),
    )
  }
}

async function notStored(): Promise<FlowBlock> {
  throw new Error('This engine has no store behind it.')
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
