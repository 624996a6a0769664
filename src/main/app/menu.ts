import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../../shared/ipc/channels'

/** The application menu. Items that the renderer carries out have their command as id. */
export function menuTemplate(options: {
  readonly send: (command: MenuCommand) => void
  readonly showAbout: () => void
  readonly packaged: boolean
  readonly mac: boolean
}): MenuItemConstructorOptions[] {
  const item = (id: MenuCommand, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => options.send(id),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...(options.mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('open-folder', 'Open Evidence Folder…', 'CmdOrCtrl+O'),
        separator,
        item('export-pdf', 'Export Report as PDF…', 'CmdOrCtrl+E'),
        item('export-md', 'Export Report as Markdown…', 'CmdOrCtrl+Shift+E'),
        item('export-json', 'Export Findings as JSON…'),
        item('export-sh', 'Export verify.sh…'),
        separator,
        item('open-settings', 'Settings…', 'CmdOrCtrl+,'),
        separator,
        { role: 'quit', accelerator: 'CmdOrCtrl+Q' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        item('go-home', 'Home', 'CmdOrCtrl+0'),
        item('go-evidence', 'Evidence', 'CmdOrCtrl+1'),
        item('go-overview', 'Overview', 'CmdOrCtrl+2'),
        item('go-suspect', 'Suspect', 'CmdOrCtrl+3'),
        item('go-flows', 'Flows', 'CmdOrCtrl+4'),
        item('go-netflow', 'NetFlow', 'CmdOrCtrl+5'),
        item('go-report', 'Report', 'CmdOrCtrl+6'),
        separator,
        item('toggle-theme', 'Light / Dark', 'CmdOrCtrl+Shift+L'),
        separator,
        // Chromium's own key for this, Ctrl+0, is taken by Home.
        { role: 'resetZoom', accelerator: 'CmdOrCtrl+Alt+0' },
        { role: 'zoomIn', accelerator: 'CmdOrCtrl+Plus' },
        // Most keyboards have the plus on the key of the equals sign.
        { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
        { role: 'zoomOut', accelerator: 'CmdOrCtrl+-' },
        separator,
        { role: 'togglefullscreen' },
        ...(options.packaged ? [] : [separator, { role: 'toggleDevTools' } as const]),
      ],
    },
    {
      label: '&Go',
      submenu: [item('find', 'Find…', 'CmdOrCtrl+F'), item('go-to-address', 'Go to Address…', 'CmdOrCtrl+G')],
    },
    {
      label: '&Help',
      submenu: [
        item('show-shortcuts', 'Keyboard Shortcuts', 'F1'),
        separator,
        { id: 'about', label: 'About Flowcase', click: () => options.showAbout() },
      ],
    },
  ]
}
