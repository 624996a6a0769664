/** A key with what is held down with it. */
export interface KeyPress {
  /** As KeyboardEvent.key has it. */
  readonly key: string
  /** Ctrl, or Command on a Mac. */
  readonly ctrl?: boolean
  readonly shift?: boolean
  readonly alt?: boolean
}

export type CommandGroup = 'Everywhere' | 'In a case' | 'Views of a case' | 'Report'

interface CommandEntry {
  readonly id: string
  /** What it does, as menu, palette and the list of shortcuts name it. */
  readonly title: string
  readonly group: CommandGroup
  /** The first one stands in the menu. */
  readonly keys: readonly KeyPress[]
}

/**
 * Every command of the app with its keys: what the application menu, the command palette, the keyboard
 * and the list of shortcuts know of commands is read from here.
 */
const TABLE = [
  command('open-palette', 'Command palette', 'Everywhere', ctrl('k'), ctrlShift('p')),
  command('open-folder', 'Open evidence folder…', 'Everywhere', ctrl('o')),
  command('open-archive', 'Open an archive…', 'Everywhere', ctrlShift('o')),
  command('go-home', 'All cases', 'Everywhere', ctrl('0')),
  command('go-back', 'Back', 'Everywhere', alt('ArrowLeft'), ctrl('[')),
  command('go-forward', 'Forward', 'Everywhere', alt('ArrowRight'), ctrl(']')),
  command('toggle-theme', 'Light or dark', 'Everywhere', ctrlShift('l')),
  command('open-settings', 'Settings…', 'Everywhere', ctrl(',')),
  command('open-help', 'User guide', 'Everywhere', { key: 'F1' }),
  command('show-shortcuts', 'Keyboard shortcuts', 'Everywhere', { key: '?' }),
  command('next-pane', 'Next pane', 'Everywhere', { key: 'F6' }),
  command('previous-pane', 'Previous pane', 'Everywhere', { key: 'F6', shift: true }),
  command('find', 'Filter or search in this view', 'In a case', ctrl('f')),
  command('show-kept-filters', 'Saved and latest filters', 'In a case', ctrl('h')),
  command('go-to-address', 'Go to an address…', 'In a case', ctrl('g')),
  command('mark', 'Star, tag or note what is shown…', 'In a case', ctrl('d')),
  command('undo-casework', 'Undo the last mark, note or list', 'In a case', ctrl('z')),
  command('redo-casework', 'Redo what was undone', 'In a case', ctrlShift('z')),
  command('toggle-conversations', 'Records or conversations', 'In a case', ctrl('b')),
  command('choose-columns', 'Columns of the flows', 'In a case', ctrlShift('c')),
  command('export-flows', 'Export the flows shown…', 'In a case', ctrlShift('s')),
  command('go-evidence', 'Evidence', 'Views of a case', ctrl('1')),
  command('go-overview', 'Overview', 'Views of a case', ctrl('2')),
  command('go-timeline', 'Timeline', 'Views of a case', ctrl('t')),
  command('go-suspect', 'Suspect', 'Views of a case', ctrl('3')),
  command('go-address', 'Addresses', 'Views of a case', ctrl('9')),
  command('go-graph', 'Graph', 'Views of a case', ctrlShift('g')),
  command('go-flows', 'Flows', 'Views of a case', ctrl('4')),
  command('go-count', 'Count', 'Views of a case', ctrl('8')),
  command('go-netflow', 'NetFlow', 'Views of a case', ctrl('5')),
  command('go-findings', 'Findings', 'Views of a case', ctrlShift('f')),
  command('go-report', 'Report', 'Views of a case', ctrl('6')),
  command('go-notebook', 'Notebook', 'Views of a case', ctrl('7')),
  command('go-lists', 'Lists', 'Views of a case', ctrl('i')),
  command('export-pdf', 'Export report as PDF…', 'Report', ctrl('e')),
  command('export-md', 'Export report as Markdown…', 'Report', ctrlShift('e')),
  command('export-json', 'Export findings as JSON…', 'Report'),
  command('export-sh', 'Export verify.sh…', 'Report'),
] as const

export type CommandId = (typeof TABLE)[number]['id']

export interface Command extends CommandEntry {
  readonly id: CommandId
}

export const COMMANDS: readonly Command[] = TABLE

export const COMMAND_GROUPS: readonly CommandGroup[] = [
  'Everywhere',
  'In a case',
  'Views of a case',
  'Report',
]

export const COMMAND_IDS = TABLE.map(({ id }) => id) as [CommandId, ...CommandId[]]

export function commandOf(id: CommandId): Command {
  return COMMANDS.find((one) => one.id === id) as Command
}

/** The parts of a key press as they stand on the keys: Ctrl, Shift, E. */
export function keyNames(press: KeyPress): readonly string[] {
  return [
    ...(press.ctrl ? ['Ctrl'] : []),
    ...(press.alt ? ['Alt'] : []),
    ...(press.shift ? ['Shift'] : []),
    KEY_NAMES[press.key] ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key),
  ]
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Escape: 'Esc',
  ContextMenu: 'Menu',
  '-': '−',
}

/** A key press as Electron's menus write it: "CmdOrCtrl+Shift+E". */
export function acceleratorOf(press: KeyPress): string {
  return [
    ...(press.ctrl ? ['CmdOrCtrl'] : []),
    ...(press.alt ? ['Alt'] : []),
    ...(press.shift ? ['Shift'] : []),
    press.key.replace(/^Arrow/, '').replace(/^[a-z]$/, (letter) => letter.toUpperCase()),
  ].join('+')
}

function command<Id extends string>(
  id: Id,
  title: string,
  group: CommandGroup,
  ...keys: readonly KeyPress[]
) {
  return { id, title, group, keys }
}

function ctrl(key: string): KeyPress {
  return { key, ctrl: true }
}

function ctrlShift(key: string): KeyPress {
  return { key, ctrl: true, shift: true }
}

function alt(key: string): KeyPress {
  return { key, alt: true }
}
