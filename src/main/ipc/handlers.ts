import { app, BrowserWindow, dialog, type OpenDialogOptions, type WebContents } from 'electron'
import { ARCHIVE_ENDING } from '../../shared/archive/archive-form'
import type { Job, JobResult, Openable } from '../../shared/ipc/channels'
import type { ArchiveReads } from '../archive/archive-reads'
import { type Archives, looksLikeArchive } from '../archive/archives'
import type { EvidenceLines } from '../evidence/evidence-lines'
import type { ReportExport } from '../export/export-report'
import type { FlowExports } from '../export/flow-exports'
import type { SaveTargets } from '../export/save-target'
import type { FolderRegistry } from '../folders/folder-registry'
import { findNetflowTools } from '../netflow/find-tools'
import type { ToolFolders } from '../netflow/tool-folders'
import type { Handlers } from './answer'
import type { Imports } from './import-port'
import { chooseToolFolder, lookForTools } from './tool-answers'

/** What a headless run hears of its page. */
export interface JobListener {
  readonly job: Job
  progress(text: string): undefined
  finish(result: JobResult): undefined
}

/** What writes files, and looks into evidence, for an examiner before a window. */
export interface WindowServices {
  readonly targets: SaveTargets
  readonly reports: ReportExport
  readonly flows: FlowExports
  readonly lines: EvidenceLines
  readonly archives: Archives
  readonly archiveReads: ArchiveReads
}

/** The answers of main to every request of the contract, for the window (`services`) or a headless run (`headless`). */
export function createHandlers(options: {
  readonly folders: FolderRegistry
  readonly imports: Imports
  readonly tools: ToolFolders
  /** What is named on the command line. */
  readonly start: Promise<Openable | null>
  readonly services: WindowServices | null
  readonly headless: JobListener | null
}): Handlers<WebContents> {
  const { folders, imports, tools, start, services, headless } = options
  const inWindow = <T>(value: T | null): T => {
    if (value === null) throw new Error('There is no window in a headless run')
    return value
  }
  const inRun = <T>(value: T | null): T => {
    if (value === null) throw new Error('There is no headless run')
    return value
  }
  return {
    'app.facts': async () => ({
      version: app.getVersion(),
      nfdump: (await findNetflowTools())?.version ?? null,
      platform: process.platform,
      start: await start,
      job: headless?.job ?? null,
    }),
    'folder.choose': async (_args, page) => {
      inWindow(services)
      const folder = await chooseFolder(page)
      return folder === null ? null : folders.register(folder)
    },
    'path.register': ({ path }) => registerPath(path, folders, inWindow(services).archives),
    'folder.check': ({ folderId }) => folders.check(folderId),
    'tools.look': () => lookForTools(tools),
    'tools.choose': (_args, page) => {
      inWindow(services)
      return chooseToolFolder(tools, page)
    },
    'tools.forget': () => {
      tools.forget()
      return lookForTools(tools)
    },
    'import.start': (request, page) => ({
      importId: imports.start(page, folders.pathOf(request.folderId), request),
    }),
    'import.cancel': ({ importId }) => imports.cancel(importId),
    'import.pause': ({ importId, paused }) => imports.pause(importId, paused),
    'report.export': (request, page) => inWindow(services).reports.save(request, page),
    'lines.export': (request, page) => inWindow(services).reports.saveLines(request, page),
    'export.start': (request, page) => inWindow(services).flows.start(page, request),
    'export.cancel': ({ exportId }) => inWindow(services).flows.cancel(exportId),
    'archive.choose': async (_args, page) => {
      const { archives } = inWindow(services)
      const path = await chooseArchive(page)
      return path === null ? null : archives.register(path)
    },
    'archive.read': ({ archiveId }, page) => {
      const { archives, archiveReads } = inWindow(services)
      return archiveReads.start(page, archives.pathOf(archiveId))
    },
    'archive.cancel': ({ readId }) => inWindow(services).archiveReads.cancel(readId),
    'line.read': (request) => inWindow(services).lines.read(folders.pathOf(request.folderId), request),
    'report.reveal': ({ path }) => inWindow(services).targets.reveal(path),
    'job.progress': ({ text }) => inRun(headless).progress(text),
    'job.finish': (result) => inRun(headless).finish(result),
  }
}

/** Takes in what a path leads to: an archive, or else a folder of evidence. */
export async function registerPath(
  path: string,
  folders: FolderRegistry,
  archives: Archives,
): Promise<Openable> {
  return (await looksLikeArchive(path))
    ? { archive: await archives.register(path) }
    : { folder: await folders.register(path) }
}

function chooseFolder(page: WebContents): Promise<string | null> {
  return choose(page, {
    title: 'Open evidence folder',
    buttonLabel: 'Open',
    properties: ['openDirectory'],
  })
}

function chooseArchive(page: WebContents): Promise<string | null> {
  return choose(page, {
    title: 'Open an archive',
    buttonLabel: 'Open',
    properties: ['openFile'],
    filters: [
      { name: 'Case archive', extensions: [ARCHIVE_ENDING.slice(1)] },
      { name: 'All files', extensions: ['*'] },
    ],
  })
}

async function choose(page: WebContents, options: OpenDialogOptions): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(page)
  const choice = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options)
  return choice.canceled ? null : (choice.filePaths[0] ?? null)
}
