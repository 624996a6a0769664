import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { ANY } from '../../../src/shared/filter/ast'
import type { FlowRow } from '../../../src/shared/query/query'
import { folderOf, shell } from './flow-log-text'
import { type ReadCase, readCase } from './read-case'

const PACKED = join(import.meta.dirname, '../../fixtures/vpc/packed')

/** Of records.log, by awk and grep. */
export const RECORDS = {
  lines: Number(shell(PACKED, "grep -c '' records.log")),
  noData: Number(shell(PACKED, 'grep -cw NODATA records.log')),
  skipData: Number(shell(PACKED, 'grep -cw SKIPDATA records.log')),
  fields: shell(PACKED, 'head -1 records.log').split(' '),
}

export function packed(name: string): Buffer {
  return readFileSync(join(PACKED, name))
}

/** A folder with one of the packed samples, and the records as text behind it. */
export async function readPacked(name: string): Promise<ReadCase> {
  const folder = folderOf({})
  for (const file of [name, 'records.log']) {
    copyFileSync(join(PACKED, file), join(folder, file === name ? `a-${name}` : `z-${file}`))
  }
  return readCase(folder)
}

/** All flows of one evidence file, without their lines. */
export async function valuesOf(
  { engine }: ReadCase,
  evidence: number,
): Promise<readonly FlowRow['values'][]> {
  const sort = { field: 'evidence', descending: false }
  const page = await engine.page({ source: 'vpc', filter: ANY, sort, offset: 0, limit: 1_000_000 })
  expect(page.rows).toHaveLength(page.total)
  return page.rows.flatMap((row) => (row.evidence === evidence ? [row.values] : []))
}
