import path from 'node:path'
import { BrowserWindow, dialog, type SaveDialogOptions, shell, type WebContents } from 'electron'
import { z } from 'zod'
import type { ExportRequest, ReportFormat } from '../../shared/ipc/channels'
import { ExpectedError } from '../app/expected-error'
import { readStored, writeStored } from '../app/stored-json'
import type { FolderRegistry } from '../folders/folder-registry'
import type { PrintPages } from './print-pages'
import { refuseEvidence } from './refuse-evidence'
import { REPORT_NAMES, writeReportFile } from './report-files'

const FILTERS: Readonly<Record<ReportFormat, { readonly name: string; readonly extensions: string[] }>> = {
  pdf: { name: 'PDF', extensions: ['pdf'] },
  md: { name: 'Markdown', extensions: ['md'] },
  json: { name: 'JSON', extensions: ['json'] },
  sh: { name: 'Shell script', extensions: ['sh'] },
}

const stateSchema = z.object({ folder: z.string().min(1) })

/** Saves reports where the examiner says, and shows in the file manager what was saved. */
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
    const { documents, stateFile, folders, pages } = this.options
    const folder = readStored(stateFile, stateSchema)?.folder ?? documents
    const dialogOptions: SaveDialogOptions = {
      title: 'Export report',
      defaultPath: path.join(folder, REPORT_NAMES[format]),
      filters: [FILTERS[format], { name: 'All files', extensions: ['*'] }],
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    }
    const window = BrowserWindow.fromWebContents(page)
    const choice = window
      ? await dialog.showSaveDialog(window, dialogOptions)
      : await dialog.showSaveDialog(dialogOptions)
    if (choice.canceled || !choice.filePath) return null
    const target = await refuseEvidence(choice.filePath, folders)
    await writeReportFile({ target, file: request.file, head: request.head, session: page.session, pages })
    this.written.add(target)
    writeStored(stateFile, { folder: path.dirname(target) })
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
