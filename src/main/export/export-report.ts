import path from 'node:path'
import {
  BrowserWindow,
  dialog,
  type FileFilter,
  type SaveDialogOptions,
  shell,
  type WebContents,
} from 'electron'
import { z } from 'zod'
import type { ExportRequest, LinesExport, ReportFormat } from '../../shared/ipc/channels'
import { ExpectedError } from '../app/expected-error'
import { readStored, writeStored } from '../app/stored-json'
import type { FolderRegistry } from '../folders/folder-registry'
import { writeFileAtomically } from './atomic-file'
import type { PrintPages } from './print-pages'
import { refuseEvidence } from './refuse-evidence'
import { REPORT_NAMES, writeReportFile } from './report-files'

const FILTERS: Readonly<Record<ReportFormat, FileFilter>> = {
  pdf: { name: 'PDF', extensions: ['pdf'] },
  md: { name: 'Markdown', extensions: ['md'] },
  json: { name: 'JSON', extensions: ['json'] },
  sh: { name: 'Shell script', extensions: ['sh'] },
}

const LINE_FILTERS: Readonly<Record<LinesExport['format'], FileFilter>> = {
  csv: { name: 'CSV', extensions: ['csv'] },
  txt: { name: 'Text', extensions: ['txt'] },
}

const stateSchema = z.object({ folder: z.string().min(1) })

/** Saves reports, and malformed lines, where the examiner says, and shows in the file manager what was saved. */
export class ReportExport {
  private readonly written = new Set<string>()

  constructor(
    private readonly options: {
      readonly folders: FolderRegistry
      readonly pages: PrintPages
      /** Keeps the folder of the last export. */
      readonly stateFile: string
      readonly documents: string
    },
  ) {}

  /** Asks where to save and writes the file; null when the examiner changed their mind. */
  async save(request: ExportRequest, page: WebContents): Promise<{ path: string } | null> {
    const { format } = request.file
    const { pages } = this.options
    const target = await this.ask(page, 'Export report', REPORT_NAMES[format], FILTERS[format])
    if (target === null) return null
    await writeReportFile({ target, file: request.file, head: request.head, session: page.session, pages })
    return this.keep(target)
  }

  /** The same for malformed lines. */
  async saveLines({ format, content }: LinesExport, page: WebContents): Promise<{ path: string } | null> {
    const name = `malformed-lines.${format}`
    const target = await this.ask(page, 'Export malformed lines', name, LINE_FILTERS[format])
    if (target === null) return null
    await writeFileAtomically(target, content)
    return this.keep(target)
  }

  private async ask(
    page: WebContents,
    title: string,
    name: string,
    filter: FileFilter,
  ): Promise<string | null> {
    const { documents, stateFile, folders } = this.options
    const folder = readStored(stateFile, stateSchema)?.folder ?? documents
    const dialogOptions: SaveDialogOptions = {
      title,
      defaultPath: path.join(folder, name),
      filters: [filter, { name: 'All files', extensions: ['*'] }],
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    }
    const window = BrowserWindow.fromWebContents(page)
    const choice = window
      ? await dialog.showSaveDialog(window, dialogOptions)
      : await dialog.showSaveDialog(dialogOptions)
    if (choice.canceled || !choice.filePath) return null
    return refuseEvidence(choice.filePath, folders)
  }

  private keep(target: string): { path: string } {
    this.written.add(target)
    writeStored(this.options.stateFile, { folder: path.dirname(target) })
    return { path: target }
  }

  /** Selects a file in the file manager; only one that was written here. */
  reveal(target: string): boolean {
    if (!this.written.has(target)) {
      throw new ExpectedError(`Refused to show ${target}: Flowcase did not write it`)
    }
    shell.showItemInFolder(target)
    return true
  }
}
