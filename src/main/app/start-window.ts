import { rm } from 'node:fs/promises'
import { app, type BrowserWindow, dialog, Menu, session } from 'electron'
import { z } from 'zod'
import type { MenuCommand, Openable } from '../../shared/ipc/channels'
import { ArchiveReads } from '../archive/archive-reads'
import { Archives } from '../archive/archives'
import { EvidenceLines } from '../evidence/evidence-lines'
import { warmReaders } from '../evidence/import'
import { ReportExport } from '../export/export-report'
import { FlowExports } from '../export/flow-exports'
import { PrintPages } from '../export/print-pages'
import { SaveTargets } from '../export/save-target'
import { FolderRegistry } from '../folders/folder-registry'
import { printable } from '../headless/printable'
import { answerRequests } from '../ipc/answer-requests'
import { createHandlers, registerPath } from '../ipc/handlers'
import { Imports } from '../ipc/import-port'
import { sendEvent } from '../ipc/send-event'
import { TrustedSenders } from '../ipc/sender'
import { findNetflowTools, preferToolDirectories } from '../netflow/find-tools'
import { ToolFolders } from '../netflow/tool-folders'
import { APP_PAGE } from './app-address'
import { dataPath, preloadFile } from './app-files'
import { serveApp } from './baseline'
import { dataFolderFault } from './data-folder'
import { openMainWindow } from './main-window'
import { menuTemplate } from './menu'

/** What a second start of the app hands to the first one. */
const handOverSchema = z.object({ path: z.string().nullable() })

/** Runs the app with its window; `path`, of a folder or an archive, is an absolute one from the command line. */
export async function startWindow(path: string | null): Promise<void> {
  // Without it Chromium takes the app for a second start, which ends without a word.
  const fault = dataFolderFault(app.getPath('userData'))
  if (fault !== null) {
    process.stderr.write(`flowcase: ${printable(fault)}\n`)
    await app.whenReady()
    await dialog.showMessageBox({
      type: 'error',
      title: 'Flowcase',
      message: 'Flowcase can’t start',
      detail: fault,
    })
    app.exit(1)
    return
  }
  const handOver: z.infer<typeof handOverSchema> = { path }
  if (!app.requestSingleInstanceLock(handOver)) {
    app.exit(0)
    return
  }
  let window: BrowserWindow | null = null
  let folders: FolderRegistry | null = null
  const archives = new Archives()
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    if (!window || !folders) return
    if (window.isMinimized()) window.restore()
    window.focus()
    const handedOver = handOverSchema.safeParse(data)
    if (handedOver.success && handedOver.data.path !== null) {
      void openPath(window, folders, archives, handedOver.data.path)
    }
  })
  app.on('window-all-closed', () => app.quit())

  await app.whenReady()
  const pages = new PrintPages()
  serveApp(session.defaultSession, pages)
  folders = FolderRegistry.open(dataPath('folders.json'))
  const known = folders
  const tools = ToolFolders.open({
    data: app.getPath('userData'),
    evidenceHolding: (target) => known.holding(target),
  })
  preferToolDirectories(tools.directories)
  // Left behind when the app was cut off in the middle of a conversion.
  await rm(dataPath('work'), { recursive: true, force: true })
  const imports = new Imports(dataPath('work'))
  const targets = new SaveTargets({
    folders,
    stateFile: dataPath('export.json'),
    documents: app.getPath('documents'),
  })
  const exports = new FlowExports(targets, folders)
  app.on('before-quit', (event) => {
    imports.cancelAll()
    if (!exports.isRunning) return
    // What is written of them so far must not stay.
    event.preventDefault()
    void exports.cancelAll().then(() => app.quit())
  })

  const opened = openMainWindow({
    preload: preloadFile(),
    packaged: app.isPackaged,
    stateFile: dataPath('window.json'),
  })
  window = opened
  const trusted = new TrustedSenders()
  trusted.add(opened.webContents)
  answerRequests(
    createHandlers({
      folders,
      imports,
      tools,
      start: path === null ? Promise.resolve(null) : registerOrTell(opened, folders, archives, path),
      services: {
        targets,
        reports: new ReportExport(targets, pages),
        flows: exports,
        lines: new EvidenceLines(),
        archives,
        archiveReads: new ArchiveReads(),
      },
      headless: null,
    }),
    trusted,
  )
  setMenu(opened)
  offerReload(opened)
  await opened.loadURL(APP_PAGE)
  warmReaders().warmUp()
}

async function openPath(
  window: BrowserWindow,
  folders: FolderRegistry,
  archives: Archives,
  path: string,
): Promise<void> {
  const registered = await registerOrTell(window, folders, archives, path)
  if (registered) sendEvent(window.webContents, 'path.opened', registered)
}

async function registerOrTell(
  window: BrowserWindow,
  folders: FolderRegistry,
  archives: Archives,
  path: string,
): Promise<Openable | null> {
  try {
    return await registerPath(path, folders, archives)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    void dialog.showMessageBox(window, { type: 'error', message })
    return null
  }
}

function setMenu(window: BrowserWindow): void {
  const template = menuTemplate({
    send: (command: MenuCommand) => sendEvent(window.webContents, 'menu.command', command),
    showAbout: () => void showAbout(window),
    packaged: app.isPackaged,
    mac: process.platform === 'darwin',
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

async function showAbout(window: BrowserWindow): Promise<void> {
  const tools = await findNetflowTools()
  await dialog.showMessageBox(window, {
    type: 'info',
    title: 'About Flowcase',
    message: `Flowcase ${app.getVersion()}`,
    detail: [
      'Forensic investigation of AWS VPC Flow Logs and packet captures. Opens no network connection.',
      '',
      `nfdump ${tools?.version ?? 'is not installed'}`,
      `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}, Node ${process.versions.node}`,
    ].join('\n'),
  })
}

/** A page that crashed leaves an empty window: the examiner gets it back, with the case as it was stored. */
function offerReload(window: BrowserWindow): void {
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return
    const choice = dialog.showMessageBoxSync(window, {
      type: 'error',
      message: `The view of the case has crashed (${details.reason}).`,
      detail: 'What was read and noted so far is stored. Loading it again opens the case as it was stored.',
      buttons: ['Load again', 'Quit'],
      defaultId: 0,
      cancelId: 1,
    })
    if (choice === 0) window.webContents.reload()
    else app.quit()
  })
}
