import { app, BrowserWindow, dialog, type WebContents } from 'electron'
import type { ToolFacts } from '../../shared/ipc/channels'
import { lookForNetflowTools, preferToolDirectories } from '../netflow/find-tools'
import type { ToolFolders } from '../netflow/tool-folders'

/** What is found of nfpcapd and nfdump now, and where portable copies may lie. */
export async function lookForTools(folders: ToolFolders): Promise<ToolFacts> {
  preferToolDirectories(folders.directories)
  const { programs, tools, reason } = await lookForNetflowTools()
  return {
    programs: [...programs],
    version: tools?.version ?? null,
    reason,
    ownFolder: folders.own,
    chosenFolder: folders.chosen,
  }
}

/** Asks for a folder with portable copies and keeps it; null when the examiner changed their mind. */
export async function chooseToolFolder(folders: ToolFolders, page: WebContents): Promise<ToolFacts | null> {
  const options = {
    title: 'Choose the folder with nfpcapd and nfdump',
    buttonLabel: 'Choose',
    defaultPath: folders.chosen ?? app.getPath('home'),
    properties: ['openDirectory' as const],
  }
  const window = BrowserWindow.fromWebContents(page)
  const choice = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options)
  const folder = choice.canceled ? undefined : choice.filePaths[0]
  if (folder === undefined) return null
  await folders.choose(folder)
  return lookForTools(folders)
}
