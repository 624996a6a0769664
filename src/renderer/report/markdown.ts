import { oneLine } from '../../shared/format/one-line'
import {
  type Block,
  type Column,
  type Inline,
  inlines,
  type NumberedFigure,
  type ReportDocument,
  type TableBlock,
  type Text,
} from './document'
import { figureSource, figureValue } from './figure-text'

/** The report as GitHub-flavoured Markdown, set so that it can be read as plain text too. */
export function renderMarkdown(document: ReportDocument): string {
  const blocks = [`# Findings report: ${prose(document.title)}`, ...document.blocks.map(renderBlock)]
  return `${blocks.join('\n\n')}\n`
}

function renderBlock(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `${'#'.repeat(block.level + 1)} ${prose(block.text)}`
    case 'paragraph':
      return notABlock(renderText(block.text))
    case 'list':
      return block.items.map((item) => `- ${notABlock(renderText(item))}`).join('\n')
    case 'facts':
      return block.rows.map(([name, text]) => `- **${prose(name)}:** ${renderText(text)}`).join('\n')
    case 'note':
      return `> **Note.** ${renderText(block.text)}`
    case 'table':
      return renderTable(block)
    case 'chart':
      return renderTable(block.table)
    case 'figures':
      return renderFigures(block.figures)
  }
}

function renderText(text: Text): string {
  return inlines(text).map(renderInline).join('')
}

function renderInline(inline: Inline): string {
  if (typeof inline === 'string') return prose(inline)
  return 'code' in inline ? codeSpan(inline.code) : `**${prose(inline.strong)}**`
}

/** Text in which nothing is markup. */
function prose(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]<>|~]/g, '\\$&')
    .replace(/&(?=#|[a-z]+;)/gi, '\\&')
}

/** A line that would begin a heading, list or rule is made an ordinary one. */
function notABlock(line: string): string {
  return line.replace(/^(\s*)([#+=-])/, '$1\\$2').replace(/^(\s*\d+)([.)])(?!\S)/, '$1\\$2')
}

/** Text as it stands, between more backticks than it has itself. */
function codeSpan(text: string): string {
  const shown = oneLine(text)
  if (shown.trim() === '') return shown === '' ? '–' : `"${shown}"`
  const longest = Math.max(0, ...Array.from(shown.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** Columns wider than this are not filled up with spaces. */
const WIDEST = 100

function renderTable({ caption, columns, rows }: TableBlock): string {
  const cells = [columns.map((column) => prose(column.title)), ...rows.map((row) => row.map(renderCell))]
  const widths = columns.map((_, i) =>
    Math.min(WIDEST, Math.max(3, ...cells.map((row) => (row[i] ?? '').length))),
  )
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => pad(cell, widths[i] as number, columns[i] as Column)).join(' | ')} |`
  const rule = columns.map((column, i) =>
    isRight(column) ? `${'-'.repeat((widths[i] as number) - 1)}:` : '-'.repeat(widths[i] as number),
  )
  const [head = [], ...body] = cells
  return [`*${prose(caption)}*`, '', line(head), `| ${rule.join(' | ')} |`, ...body.map(line)].join('\n')
}

/** In a table a stroke ends the cell even within code; prose has its strokes escaped already. */
function renderCell(text: Text): string {
  return inlines(text)
    .map((inline) =>
      typeof inline === 'object' && 'code' in inline
        ? codeSpan(inline.code).replaceAll('|', '\\|')
        : renderInline(inline),
    )
    .join('')
}

function isRight({ kind }: Column): boolean {
  return kind === 'number' || kind === 'amount'
}

function pad(cell: string, width: number, column: Column): string {
  return isRight(column) ? cell.padStart(width) : cell.padEnd(width)
}

function renderFigures(figures: readonly NumberedFigure[]): string {
  const list = renderTable({
    type: 'table',
    caption: 'Figures',
    columns: [
      { title: 'No.', kind: 'number' },
      { title: 'Figure', kind: 'code' },
      { title: 'What', kind: 'text' },
      { title: 'Value', kind: 'number' },
      { title: 'Unit', kind: 'text' },
      { title: 'Source', kind: 'text' },
      { title: 'Filter', kind: 'code' },
    ],
    rows: figures.map((figure) => [
      String(figure.number),
      [{ code: figure.id }],
      figure.label,
      figureValue(figure),
      figure.unit,
      figureSource(figure),
      [{ code: figure.filter }],
    ]),
  })
  return [list, '### Commands', ...figures.map(renderCommand)].join('\n\n')
}

function renderCommand({ number, id, value, command }: NumberedFigure): string {
  const longest = Math.max(2, ...Array.from(command.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `Figure ${number}, ${codeSpan(id)}, prints ${value === null ? 'null' : String(value)}:\n\n${fence}sh\n${command}\n${fence}`
}
