import type { FlowColumn } from '../../shared/flow/block'
import type { FlowValue } from '../../shared/query/query'
import { indexAt, numberAt } from './column-values'
import type { Dictionaries, EngineBlock } from './engine-block'

/** The value that a row of a block has in a field; null where it is absent. start and end are epoch seconds. */
export type ReadValue = (row: number) => FlowValue | null

export function valueReader(block: EngineBlock, column: FlowColumn, dictionaries: Dictionaries): ReadValue {
  switch (column.kind) {
    case 'number': {
      const ticks = column.field === 'start' || column.field === 'end' ? block.block.ticksPerSecond : 1
      if (ticks === 1) return (row) => numberAt(column, row)
      return (row) => {
        const value = numberAt(column, row)
        return value === null ? null : Number(value) / ticks
      }
    }
    case 'address':
      return (row) => {
        const index = indexAt(column, row)
        return index === null ? null : dictionaries.addresses.textOf(block.addressIds[index] as number)
      }
    case 'text':
      return (row) => {
        const index = indexAt(column, row)
        return index === null ? null : (column.values[index] as string)
      }
  }
}
