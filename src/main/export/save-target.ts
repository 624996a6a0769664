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
import { ExpectedError } from '../app/expected-error'
import { readStored, writeStored } from '../app/stored-json'
import type { FolderRegistry } from '../folders/folder-registry'
import { refuseEvidence } from './refuse-evidence'

const stateSchema = z.object({ folder: z.string().min(1) })

/** Asks where files are to be saved, and shows in the file manager what was saved. */
export class SaveTargets {
  private readonly written = new Set<string>()

  constructor(
    private readonly options: {
      readonly folders: FolderRegistry
      /** Keeps the folder of the last export. */
      readonly stateFile: string
      readonly documents: string
    },
  ) {}

  /**
   * The real path to write to; null when the examiner changed their mind. An ExpectedError when it lies in an
   * evidence folder.
   */
  async ask(page: WebContents, title: string, name: string, filter: FileFilter): Promise<string | null> {
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

  /** To be called when a file was written. */
  keep(target: string): { path: string } {
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
