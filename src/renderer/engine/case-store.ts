import Dexie from 'dexie'
import type { AuditEntry, CaseRecord } from '../../shared/case/case'
import type { Casework, CaseworkEdit } from '../../shared/case/casework'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import type { StatedFormat, StatedZone } from '../../shared/ipc/channels'
import type { ScanRemark } from '../../shared/ipc/import-messages'
import { addressesIn } from './address-text'
import { CaseDatabase } from './case-database'
import { CaseIndexDatabase } from './case-index-database'
import { removeRemains, whileMaking } from './case-remains'
import type { CaseChange, CaseMatch } from './engine-api'
import { withoutIncomplete } from './incomplete-rows'
import type { Batch } from './store-queue'

/** What is read from a case when it is opened. */
export interface StoredCase {
  readonly evidence: readonly EvidenceFile[]
  readonly remarks: readonly ScanRemark[]
  readonly formats: readonly StatedFormat[]
  readonly zones: readonly StatedZone[]
}

/** All that lies in IndexedDB. Rejects with errors that can be shown. */
export class CaseStore {
  private readonly index = new CaseIndexDatabase()
  private open: CaseDatabase | null = null

  async listCases(): Promise<readonly CaseRecord[]> {
    return this.index.cases.orderBy('openedAt').reverse().toArray()
  }

  async addCase(record: CaseRecord): Promise<void> {
    await this.index.cases.add(record)
  }

  async changeCase(
    id: string,
    change: CaseChange & Partial<Pick<CaseRecord, 'openedAt' | 'flows'>>,
  ): Promise<CaseRecord> {
    return this.index.transaction('rw', this.index.cases, async () => {
      const record = await this.caseRecord(id)
      const changed = { ...record, ...change }
      await this.index.cases.put(changed)
      return changed
    })
  }

  async caseRecord(id: string): Promise<CaseRecord> {
    const record = await this.index.cases.get(id)
    if (!record) throw new Error('This case is no longer in the list of cases.')
    return record
  }

  /** Addresses of a case that begin with a text, and its tags that contain it. */
  async searchCase(id: string, text: string): Promise<CaseMatch> {
    return this.readCase(id, async ({ addresses, marks }) => {
      const stored = await addresses.get('all')
      const all = (await marks.toArray()).flatMap((mark) => mark.tags)
      const tags = [...new Set(all)].filter((tag) => tag.toLowerCase().includes(text))
      return { caseId: id, ...addressesIn(stored?.text ?? '', text), tags: tags.sort() }
    })
  }

  /** Copies all that lies in a case's database to that of another record; when it fails, nothing of it is left. */
  copyCase(id: string, record: CaseRecord): Promise<CaseRecord> {
    return this.readCase(id, (from) =>
      this.fillCase(record.id, async (to) => {
        for (const table of from.tables) {
          // Row by row: a block is large, and few fit into memory twice.
          for (const key of await table.toCollection().primaryKeys()) {
            await to.table(table.name).put(await table.get(key))
          }
        }
        return record
      }),
    )
  }

  /** Reads from a case's database, which need not be the open one. */
  async readCase<T>(id: string, read: (from: CaseDatabase) => Promise<T>): Promise<T> {
    const from = new CaseDatabase(id)
    try {
      await from.open()
      return await read(from)
    } finally {
      from.close()
    }
  }

  /** Makes a case of what `fill` puts into its database, and lists it; when it fails, nothing of it is left. */
  fillCase(id: string, fill: (to: CaseDatabase) => Promise<CaseRecord>): Promise<CaseRecord> {
    const to = new CaseDatabase(id)
    return whileMaking(to.name, async () => {
      try {
        await to.open()
        const record = await fill(to)
        await this.addCase(record)
        return record
      } catch (problem) {
        await to.delete()
        throw problem
      } finally {
        to.close()
      }
    })
  }

  /** Removes what is left of cases that were being made or deleted when the app was killed; how many there were. */
  async removeRemains(): Promise<number> {
    // Where the list itself was lost, the cases are all there is.
    if ((await this.index.cases.count()) === 0) return 0
    return removeRemains(async (id) => (await this.index.cases.get(id)) !== undefined)
  }

  async deleteCase(id: string): Promise<void> {
    if (this.open?.name === new CaseDatabase(id).name) this.close()
    // First from the list: of a case that is half deleted nothing may be shown, and removeRemains takes the rest.
    await this.index.cases.delete(id)
    await Dexie.delete(new CaseDatabase(id).name)
  }

  /**
   * Opens a case and hands its blocks to onBlock, in order, with their keys. Rows of files that were not read whole
   * (the app ended in the middle) are dropped for good, so that reading those files again counts
   * nothing twice.
   */
  async openCase(id: string, onBlock: (block: FlowBlock, key: number) => void): Promise<StoredCase> {
    this.close()
    const database = new CaseDatabase(id)
    await database.open()
    this.open = database
    const evidence = await database.evidence.orderBy('id').toArray()
    const complete = new Set(evidence.map((file) => file.id))
    const keys = await database.blocks.orderBy('id').primaryKeys()
    for (const key of keys) {
      const stored = await database.blocks.get(key)
      if (!stored) continue
      const block = withoutIncomplete(stored.block, (file) => complete.has(file))
      if (block === null) await database.blocks.delete(key)
      else {
        if (block !== stored.block) await database.blocks.put({ id: key, block })
        onBlock(block, key)
      }
    }
    const remarks = await database.remarks.toArray()
    return {
      evidence,
      remarks: remarks.map(({ path, message }) => ({ path, message })),
      formats: await this.formats(),
      zones: await this.zones(),
    }
  }

  close(): void {
    this.open?.close()
    this.open = null
  }

  /**
   * Stores one batch of an import in one transaction, all of it or nothing; the key of the block, if
   * any. A file that was read anew takes the place of its record without flows.
   */
  async addBatch({ block, complete }: Batch): Promise<number | null> {
    const { evidence, blocks } = this.opened
    return this.opened.transaction('rw', evidence, blocks, async () => {
      const key = block ? await blocks.add({ block }) : null
      if (complete.length === 0) return key
      const before = evidence.where('path').anyOf(complete.map(({ path }) => path))
      await before.filter(({ counts, capture }) => counts.records === 0 && !capture?.flows).delete()
      await evidence.bulkPut([...complete])
      return key
    })
  }

  /** A block of the open case. */
  async block(key: number): Promise<FlowBlock> {
    const stored = await this.opened.blocks.get(key)
    if (!stored)
      throw new Error('A part of the case is missing in its database. Read the folder as a new case.')
    return stored.block
  }

  async stateFormats(formats: readonly StatedFormat[]): Promise<void> {
    await this.opened.formats.bulkPut([...formats])
  }

  async formats(): Promise<readonly StatedFormat[]> {
    return this.opened.formats.orderBy('path').toArray()
  }

  /**
   * Keeps the time zones of files, and takes the records of these files, and of those that repeat them,
   * away: their flows are dropped when the case is opened the next time, as those of files that were
   * not read whole.
   */
  async stateZones(zones: readonly StatedZone[]): Promise<void> {
    const { opened } = this
    const paths = new Set(zones.map(({ path }) => path))
    await opened.transaction('rw', opened.zones, opened.evidence, async () => {
      await opened.zones.bulkPut([...zones])
      await opened.evidence
        .filter(
          ({ path, duplicateOf }) => paths.has(path) || (duplicateOf !== null && paths.has(duplicateOf)),
        )
        .delete()
    })
  }

  async zones(): Promise<readonly StatedZone[]> {
    return this.opened.zones.orderBy('path').toArray()
  }

  async evidence(): Promise<readonly EvidenceFile[]> {
    return this.opened.evidence.orderBy('id').toArray()
  }

  async setRemarks(remarks: readonly ScanRemark[]): Promise<void> {
    const table = this.opened.remarks
    await this.opened.transaction('rw', table, async () => {
      await table.clear()
      await table.bulkAdd(remarks.map(({ path, message }) => ({ path, message })))
    })
  }

  async casework(): Promise<Casework> {
    const { marks, lists } = this.opened
    return { marks: await marks.toArray(), lists: await lists.toArray() }
  }

  /** Stores an edit whole, with a line of the audit log, or nothing of it. */
  async editCasework({ what, marks, lists }: CaseworkEdit): Promise<void> {
    const opened = this.opened
    await opened.transaction('rw', opened.marks, opened.lists, opened.audit, async () => {
      for (const { before, after } of marks) {
        if (after) await opened.marks.put(after)
        else if (before) await opened.marks.delete(before.id)
      }
      for (const { before, after } of lists) {
        if (after) await opened.lists.put(after)
        else if (before) await opened.lists.delete(before.id)
      }
      await opened.audit.add({ at: Date.now(), what })
    })
  }

  /** Keeps all addresses of the open case for the search across cases. */
  async keepAddresses(text: string): Promise<void> {
    await this.opened.addresses.put({ id: 'all', text })
  }

  async hasAddresses(): Promise<boolean> {
    return (await this.opened.addresses.count()) > 0
  }

  async audit(what: string): Promise<void> {
    await this.opened.audit.add({ at: Date.now(), what })
  }

  async auditLog(): Promise<readonly AuditEntry[]> {
    return this.opened.audit.orderBy('id').toArray()
  }

  private get opened(): CaseDatabase {
    if (!this.open) throw new Error('No case is open.')
    return this.open
  }
}
