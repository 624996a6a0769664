import type { MenuItemConstructorOptions } from 'electron'
import { acceleratorOf, COMMANDS, commandOf } from '../../shared/commands/commands'
import type { MenuCommand } from '../../shared/ipc/channels'

/** The application menu. Items that the renderer carries out have their command as id. */
export function menuTemplate(options: {
  readonly send: (command: MenuCommand) => void
  readonly showAbout: () => void
  readonly packaged: boolean
  readonly mac: boolean
}): MenuItemConstructorOptions[] {
  const item = (id: MenuCommand): MenuItemConstructorOptions => {
    const { title, keys } = commandOf(id)
    // Menus take no key that is only a character: the page alone can tell whether it is being typed.
    const press = keys.find(({ key, ctrl, alt }) => ctrl || alt || key.length > 1)
    return {
      id,
      label: title,
      ...(press ? { accelerator: acceleratorOf(press) } : {}),
      click: () => options.send(id),
    }
  }
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...(options.mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('open-folder'),
        item('open-archive'),
        separator,
        item('export-pdf'),
        item('export-md'),
        item('export-json'),
        item('export-sh'),
        item('export-flows'),
        separator,
        item('open-settings'),
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
        separator,
        // The keys are those of undo in a field: the page tells which of the two is meant.
        { ...item('undo-casework'), registerAccelerator: false },
        { ...item('redo-casework'), registerAccelerator: false },
        separator,
        item('mark'),
      ],
    },
    {
      label: '&View',
      submenu: [
        item('go-home'),
        ...COMMANDS.filter(({ group }) => group === 'Views of a case').map(({ id }) => item(id)),
        separator,
        item('toggle-conversations'),
        item('choose-columns'),
        item('toggle-theme'),
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
      submenu: [
        item('go-back'),
        item('go-forward'),
        separator,
        item('open-palette'),
        item('find'),
        item('show-kept-filters'),
        item('go-to-address'),
        separator,
        item('next-pane'),
        item('previous-pane'),
      ],
    },
    {
      label: '&Help',
      submenu: [
        item('open-help'),
        item('show-shortcuts'),
        separator,
        { id: 'about', label: 'About Flowcase', click: () => options.showAbout() },
      ],
    },
  ]
}
