import type { KeyPress } from '../../shared/commands/commands'

type Key = readonly [what: string, ...keys: readonly KeyPress[]]

/** Keys that belong to a thing on the screen, not to a command. */
export const KEYS_OF_PANES: readonly { readonly title: string; readonly keys: readonly Key[] }[] = [
  {
    title: 'Tables',
    keys: [
      ['Row by row', { key: 'ArrowUp' }, { key: 'ArrowDown' }],
      ['Page by page', { key: 'PageUp' }, { key: 'PageDown' }],
      ['First and last row', { key: 'Home' }, { key: 'End' }],
      ['Cells of the row, and out of it', { key: 'ArrowRight' }, { key: 'ArrowLeft' }],
      ['Titles, from the first row', { key: 'ArrowUp' }],
      ['Sort by the title', { key: 'Enter' }],
      [
        'Move the column of the title',
        { key: 'ArrowLeft', ctrl: true, shift: true },
        { key: 'ArrowRight', ctrl: true, shift: true },
      ],
      ['Details of the row, or its link', { key: 'Enter' }],
      ['Close the details', { key: 'Escape' }],
      ['Menu of a value or row', { key: 'ContextMenu' }, { key: 'F10', shift: true }],
    ],
  },
  {
    title: 'Filter',
    keys: [
      ['Words and values that fit', { key: 'ArrowDown' }],
      ['Take what is offered', { key: 'Tab' }],
      ['Apply', { key: 'Enter' }],
      ['Back to what is applied', { key: 'Escape' }],
    ],
  },
  {
    title: 'Timeline',
    keys: [
      ['Zoom', { key: '+' }, { key: '-' }],
      ['Move', { key: 'ArrowLeft' }, { key: 'ArrowRight' }],
      ['Choose a range', { key: 'ArrowLeft', shift: true }, { key: 'ArrowRight', shift: true }],
      [
        'Move its start',
        { key: 'ArrowLeft', ctrl: true, shift: true },
        { key: 'ArrowRight', ctrl: true, shift: true },
      ],
      ['Flows of the range', { key: 'Enter' }],
      ['Clear the range', { key: 'Escape' }],
      ['The whole case', { key: 'Home' }],
    ],
  },
  {
    title: 'Menus and lists of columns',
    keys: [
      ['Next item, or one by its letter', { key: 'ArrowDown' }, { key: 'A' }],
      ['Further choices, and back', { key: 'ArrowRight' }, { key: 'ArrowLeft' }],
      ['Move a column up or down', { key: 'ArrowUp', alt: true }, { key: 'ArrowDown', alt: true }],
    ],
  },
]
