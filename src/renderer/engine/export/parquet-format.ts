import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { fieldSpec } from '../../../shared/flow/fields'
import type { FlowValue } from '../../../shared/query/query'
import type { Encoder } from './encoder'

/** Flows of a row group: they are in memory until it is whole. */
const GROUP_ROWS = 1 << 16

const LARGEST = 2n ** 63n - 1n

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema']
type Kind = keyof typeof TYPES

/**
 * Apache Parquet with the columns that AWS's own flow logs in Parquet have: the fields with underscores in
 * their names, numbers as INT64, everything else as text, times in epoch seconds; then the evidence file and
 * the line in it.
 * @param fractions times have fractions of a second, and are DOUBLE
 */
export function parquetEncoder(fields: readonly string[], fractions: boolean): Encoder {
  const kinds = [...fields.map((field) => kindOf(field, fractions)), 'text', 'whole'] as readonly Kind[]
  const names = [...fields, 'evidence-file', 'evidence-line'].map((field) => field.replaceAll('-', '_'))
  const pieces = new Pieces()
  const writer = new ParquetWriter({ writer: pieces, schema: schemaOf(names, kinds), createdBy: 'Flowcase' })
  let columns: (FlowValue | null)[][] = names.map(() => [])
  let rows = 0
  const writeGroup = () => {
    if (rows === 0) return
    const columnData = names.map((name, i) => ({ name, data: columns[i] as (FlowValue | null)[] }))
    writer.write({ columnData, rowGroupSize: GROUP_ROWS })
    columns = names.map(() => [])
    rows = 0
  }
  return {
    begin() {},
    add({ values, file, line }) {
      for (const [i, value] of values.entries()) {
        columns[i]?.push(stored(value, kinds[i] as Kind, names[i] as string, file, line))
      }
      columns[fields.length]?.push(file)
      columns[fields.length + 1]?.push(BigInt(line))
      if (++rows === GROUP_ROWS) writeGroup()
      return true
    },
    end() {
      writeGroup()
      writer.finish()
    },
    get pending() {
      return pieces.index
    },
    take: () => pieces.take(),
  }
}

function kindOf(field: string, fractions: boolean): Kind {
  if (fieldSpec(field).kind !== 'number') return 'text'
  return fractions && (field === 'start' || field === 'end') ? 'fraction' : 'whole'
}

const TYPES = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  whole: { type: 'INT64' },
  fraction: { type: 'DOUBLE' },
} as const

function schemaOf(names: readonly string[], kinds: readonly Kind[]): Schema {
  const columns = names.map((name, i) => {
    return { name, repetition_type: 'OPTIONAL' as const, ...TYPES[kinds[i] as Kind] }
  })
  return [{ name: 'flows', num_children: columns.length }, ...columns]
}

function stored(value: FlowValue | null, kind: Kind, name: string, file: string, line: number) {
  if (value === null || kind !== 'whole') return value
  const whole = BigInt(value)
  if (whole <= LARGEST) return whole
  throw new Error(
    `${file}, line ${line}: ${name} is ${whole}, which Parquet's INT64 does not hold. Export as CSV or JSON lines.`,
  )
}

/** What the writer has written is taken away while it goes on. */
class Pieces extends ByteWriter {
  take(): Uint8Array {
    const bytes = this.getBytes().slice()
    this.index = 0
    return bytes
  }
}
