import type { CaseRecord } from '../../shared/case/case'
import type { CaseworkEdit, ListContent, ListEntry } from '../../shared/case/casework'
import { countEntries, type ListHits, listQuery } from '../../shared/case/match-list'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowSource } from '../../shared/flow/block'
import type { FlowExportFormat, StatedFormat, StatedZone } from '../../shared/ipc/channels'
import type { ImportMessage, ImportOutcome, ImportReply, ScanRemark } from '../../shared/ipc/import-messages'
import type { BiflowPageQuery } from '../../shared/query/biflow'
import type { FlowPageQuery, FlowQuery, FlowSelection } from '../../shared/query/query'
import { archivedCase } from './archive/archived-case'
import { restoreCase } from './archive/restore-case'
import { writeArchive } from './archive/write-archive'
import { CaseStore } from './case-store'
import type { CaseChange, CaseContents, CaseMatch, Engine, EngineEvent, OpenCase } from './engine-api'
import { type ExportOutcome, sendExport } from './export/send-export'
import { FlowEngine } from './flow-engine'
import { readListBytes } from './read-list-bytes'
import { statedEntries, statedZoneEntries } from './stated-formats'
import { StoreQueue } from './store-queue'
import { storingProblem } from './storing-problem'

/** Bytes of flows in memory, unless the examiner has set another limit. */
const DEFAULT_MEMORY = 2 * 2 ** 30

/** Bytes of batches that may wait before they are stored while evidence is still being read. */
const STORE_BEGIN = 160 * 2 ** 20

/** "Changed" is told no more often than this, in milliseconds: each makes the views ask again. */
const CHANGE_INTERVAL_MS = 400

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

/** Lists that a file has one or a few of, or thousands: the page takes them when the reading is over. */
function withoutLongLists(file: EvidenceFile): EvidenceFile {
  return { ...file, malformedLines: [], members: [] }
}

type ImportEnd = Pick<Extract<ImportMessage, { type: 'end' }>, 'outcome' | 'remarks'>

function notStored(problem: unknown): ImportEnd {
  return { outcome: { state: 'failed', message: storingProblem(problem) }, remarks: [] }
}

/** The engine behind the worker's door: one open case in memory, everything stored as it arrives. */
export class EngineSession implements Omit<Engine, 'subscribe'> {
  private readonly store = new CaseStore()
  private memoryBytes = DEFAULT_MEMORY
  private engine = this.engineFrom(0)
  private openId: string | null = null
  private importPort: MessagePort | null = null
  /** Of the open case; aborted when it is closed. */
  private exports = new AbortController()

  constructor(private readonly tell: (event: EngineEvent) => void) {}

  listCases(): Promise<readonly CaseRecord[]> {
    return this.store.listCases()
  }

  async createCase(
    fields: Pick<CaseRecord, 'title' | 'examiner' | 'timeZone' | 'folderId' | 'folderPath'>,
  ): Promise<CaseRecord> {
    const now = nowInSeconds()
    const record: CaseRecord = {
      ...fields,
      id: crypto.randomUUID(),
      createdAt: now,
      openedAt: now,
      state: 'empty',
      flows: 0,
      suspects: [],
      notes: '',
    }
    await this.store.addCase(record)
    return record
  }

  async limitMemory(bytes: number): Promise<void> {
    this.memoryBytes = bytes
    if (this.openId === null) this.engine = this.nextEngine()
  }

  updateCase(id: string, change: CaseChange): Promise<CaseRecord> {
    return this.store.changeCase(id, change)
  }

  async deleteCase(id: string): Promise<void> {
    if (this.openId === id) await this.closeCase()
    await this.store.deleteCase(id)
  }

  removeRemains(): Promise<number> {
    return this.store.removeRemains()
  }

  async searchCases(text: string): Promise<readonly CaseMatch[]> {
    const wanted = text.trim().toLowerCase()
    if (wanted === '') return []
    const matches: CaseMatch[] = []
    for (const { id } of await this.store.listCases()) matches.push(await this.store.searchCase(id, wanted))
    return matches.filter(({ addressCount, tags }) => addressCount > 0 || tags.length > 0)
  }

  async duplicateCase(id: string): Promise<CaseRecord> {
    this.refuseReading(id, 'Duplicate it')
    const now = nowInSeconds()
    const before = await this.store.caseRecord(id)
    const record = {
      ...before,
      id: crypto.randomUUID(),
      title: `${before.title} (copy)`,
      createdAt: now,
      openedAt: now,
    }
    await this.store.copyCase(id, record).catch((problem: unknown) => {
      throw new Error(storingProblem(problem, 'Nothing of the copy was kept.'))
    })
    return record
  }

  async archiveCase(port: MessagePort, id: string, writtenBy: string): Promise<ExportOutcome> {
    this.refuseReading(id, 'Archive it')
    const record = await this.store.caseRecord(id)
    return this.store.readCase(id, async (from) => {
      const head = { record, writtenBy, writtenAt: nowInSeconds() }
      // Cancelled by main alone: a case need not be open to be archived.
      const never = new AbortController().signal
      const file = await sendExport(port, writeArchive(archivedCase(from, head)), never)
      if (file)
        await from.audit.add({ at: Date.now(), what: `Archived in ${file.path}, SHA-256 ${file.sha256}` })
      return file
    })
  }

  restoreCase(port: MessagePort): Promise<CaseRecord | null> {
    return restoreCase(this.store, port)
  }

  async openCase(id: string): Promise<OpenCase> {
    await this.closeCase()
    const before = await this.store.caseRecord(id)
    const stored = await this.store.openCase(id, (block, key) => this.engine.append(block, key))
    this.openId = id
    const record = await this.store.changeCase(id, {
      openedAt: nowInSeconds(),
      flows: this.flows,
      // An import that was still running when the app ended did not end well.
      state: before.state === 'importing' ? 'partial' : before.state,
    })
    await this.store.audit('Case opened')
    if (!(await this.store.hasAddresses())) await this.store.keepAddresses(this.engine.addressText())
    return { record, ...stored, contents: this.engine.contents }
  }

  async closeCase(): Promise<void> {
    this.importPort?.close()
    this.importPort = null
    this.exports.abort()
    this.exports = new AbortController()
    this.openId = null
    this.store.close()
    this.engine = this.nextEngine()
  }

  /** Resolves when the import has ended and all of it is stored. */
  async attachImport(port: MessagePort): Promise<void> {
    const id = this.openId
    if (id === null) throw new Error('Open a case before its evidence is read.')
    if (this.importPort) throw new Error('This case is reading its evidence already.')
    this.importPort = port
    const { outcome, remarks } = await this.begin(id)
      .then(() => this.receive(port))
      .catch(notStored)
    // Where main still reads, it stops: nobody takes what it sends any more.
    port.close()
    // Another case was opened meanwhile: what arrived is stored, the rest belongs to nobody here.
    if (this.importPort !== port) return
    this.importPort = null
    await this.finishImport(id, outcome, remarks).catch((problem: unknown) => {
      throw new Error(storingProblem(problem))
    })
  }

  async ask(query: FlowQuery) {
    return this.engine.ask(query)
  }

  async page(query: FlowPageQuery) {
    return this.engine.page(query)
  }

  async biflows(query: BiflowPageQuery) {
    return this.engine.biflows(query)
  }

  async exportFlows(
    port: MessagePort,
    selection: FlowSelection,
    format: FlowExportFormat,
  ): Promise<ExportOutcome> {
    const { engine, store } = this
    async function* messages() {
      yield* engine.export(selection, format, await store.evidence())
    }
    return sendExport(port, messages(), this.exports.signal)
  }

  async suggestAddresses(text: string, limit: number) {
    return this.engine.suggestAddresses(text, limit)
  }

  async stateFormats(formats: readonly StatedFormat[]): Promise<readonly StatedFormat[]> {
    await this.store.stateFormats(formats)
    for (const entry of statedEntries(formats)) await this.store.audit(entry)
    return this.store.formats()
  }

  async stateZones(zones: readonly StatedZone[]): Promise<OpenCase> {
    const id = this.openId
    if (id === null) throw new Error('Open a case before the time zone of its files is stated.')
    if (this.importPort) {
      throw new Error('This case is reading its evidence. State the time zone when that is over.')
    }
    // First: should the app end now, the files are read when the case is opened again.
    await this.store.changeCase(id, { state: 'partial' })
    await this.store.stateZones(zones)
    for (const entry of statedZoneEntries(zones)) await this.store.audit(entry)
    return this.openCase(id)
  }

  casework() {
    return this.store.casework()
  }

  async editCasework(caseId: string, edit: CaseworkEdit): Promise<void> {
    if (this.openId !== caseId) throw new Error(`“${edit.what}” was not stored: its case is closed.`)
    await this.store.editCasework(edit).catch((problem: unknown) => {
      throw new Error(storingProblem(problem))
    })
  }

  readList(bytes: Uint8Array, column: number | null): Promise<ListContent> {
    return readListBytes(bytes, column)
  }

  async matchList(source: FlowSource, entries: readonly ListEntry[]): Promise<ListHits> {
    const query = listQuery(source, entries, this.engine.contents.fields[source])
    return countEntries(entries, await this.engine.ask(query))
  }

  auditLog() {
    return this.store.auditLog()
  }

  note(what: string): Promise<void> {
    return this.store.audit(what)
  }

  private refuseReading(id: string, wanted: string): void {
    if (this.importPort && this.openId === id)
      throw new Error(`This case is reading its evidence. ${wanted} when that is over.`)
  }

  private get flows(): number {
    const { vpc, netflow } = this.engine.contents.flows
    return vpc + netflow
  }

  private async begin(id: string): Promise<void> {
    await this.store.changeCase(id, { state: 'importing' })
    await this.store.audit('Reading of the evidence folder started')
  }

  /** Takes every message of the port; resolves with the end once all batches are stored. */
  private receive(port: MessagePort): Promise<ImportEnd> {
    return new Promise((resolve, reject) => {
      const queue = new StoreQueue(
        (batch) => this.store.addBatch(batch),
        Math.min(STORE_BEGIN, this.memoryBytes / 4),
      )
      let told = 0
      let completed: EvidenceFile[] = []
      const { engine } = this
      const tellChanges = (last = false) => {
        if (!last && Date.now() - told <= CHANGE_INTERVAL_MS) return
        told = Date.now()
        this.tell({ type: 'changed', contents: engine.contents, completed, last })
        completed = []
      }
      port.onmessage = ({ data }: MessageEvent<ImportMessage>) => {
        switch (data.type) {
          case 'batch': {
            // Answers first, then the disk: storing is slower than analysing.
            queue.add(data, data.block ? engine.append(data.block) : null)
            const credit: ImportReply = { type: 'credit', batches: 1 }
            queue.room().then(() => port.postMessage(credit), reject)
            completed.push(...data.complete.map(withoutLongLists))
            tellChanges()
            break
          }
          case 'progress':
            this.tell({ type: 'progress', progress: data.progress })
            if (completed.length > 0) tellChanges()
            break
          case 'end':
            tellChanges(true)
            queue.finish().then(() => resolve({ outcome: data.outcome, remarks: data.remarks }), reject)
            break
        }
      }
    })
  }

  private async finishImport(
    id: string,
    outcome: ImportOutcome,
    remarks: readonly ScanRemark[],
  ): Promise<void> {
    // Rows of files that were not complete are in memory still: the stored case is the truth.
    if (outcome.state !== 'complete') await this.reload(id)
    const state =
      outcome.state === 'complete' ? 'complete' : outcome.state === 'failed' ? 'failed' : 'partial'
    const end = { state, flows: this.flows } as const
    const record = await this.keepEnd(id, end, outcome, remarks).catch(async (problem: unknown) => {
      if (outcome.state !== 'failed') throw problem
      // Perhaps because of the same fault. The case says that it is being read, and goes on when it is opened.
      return { ...(await this.store.caseRecord(id)), ...end }
    })
    const evidence = await this.store.evidence()
    const formats = await this.store.formats()
    const zones = await this.store.zones()
    const open: OpenCase = { record, evidence, remarks, formats, zones, contents: this.engine.contents }
    this.tell({ type: 'import-ended', outcome, open })
  }

  private async keepEnd(
    id: string,
    end: Pick<CaseRecord, 'state' | 'flows'>,
    outcome: ImportOutcome,
    remarks: readonly ScanRemark[],
  ): Promise<CaseRecord> {
    await this.store.setRemarks(remarks)
    await this.store.keepAddresses(this.engine.addressText())
    const why = outcome.state === 'failed' ? ` (${outcome.message})` : ''
    await this.store.audit(`Reading of the evidence folder ended: ${outcome.state}${why}`)
    return this.store.changeCase(id, end)
  }

  /** An empty engine whose revisions go on where the last one's ended. */
  private nextEngine(): FlowEngine {
    return this.engineFrom(this.engine.contents.revision + 1)
  }

  private engineFrom(revision: number): FlowEngine {
    const { memoryBytes } = this
    return new FlowEngine({ revision, memoryBytes, load: (key) => this.store.block(key) })
  }

  private async reload(id: string): Promise<CaseContents> {
    const engine = this.nextEngine()
    await this.store.openCase(id, (block, key) => engine.append(block, key))
    this.engine = engine
    return engine.contents
  }
}
