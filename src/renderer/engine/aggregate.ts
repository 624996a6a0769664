import type { FlowQuery } from '../../shared/query/query'
import type { Dictionaries, EngineBlock } from './engine-block'
import { GroupReader } from './group-reader'
import { GroupedMeasures } from './grouped-measures'
import type { QueryGrouping } from './grouping'
import { OrderedGroups } from './ordered-groups'

/** A query while it is being answered, block by block. */
export class Aggregation {
  private readonly measures: GroupedMeasures

  constructor(
    private readonly query: FlowQuery,
    dictionaries: Dictionaries,
    private readonly grouping: QueryGrouping = new GroupReader(query, dictionaries),
  ) {
    this.measures = new GroupedMeasures(query, this.grouping, dictionaries)
  }

  add(block: EngineBlock, index: number): void {
    this.measures.add(block, index)
  }

  /** Throws an Error when the query names an order that is none of its measures. Nothing is added after this. */
  ordered(): OrderedGroups {
    this.measures.finish()
    // Of pages the last one may be asked for.
    const limit = this.query.offset === undefined ? this.query.limit : undefined
    const ordered = new OrderedGroups(this.query, this.grouping, this.measures, limit)
    this.grouping.close()
    return ordered
  }
}
