import type { Figure } from '../../shared/findings/figure'
import type { Timeline } from '../investigation/types'

/**
 * The report as plain data, between what is known and how it is set: renderers for Markdown and
 * HTML turn every part into text, so that both have the same facts. No renderer adds a fact.
 */
export interface ReportDocument {
  /** Title of the case. */
  readonly title: string
  readonly blocks: readonly Block[]
}

/** Text as people read it, or as it stands in evidence: `code` is set in a fixed-width face and never broken up. */
export type Inline = string | { readonly code: string } | { readonly strong: string }

/** Parts of one run of text, set one after the other. */
export type Text = string | readonly Inline[]

export type Block =
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly type: 'paragraph'; readonly text: Text }
  | { readonly type: 'list'; readonly items: readonly Text[] }
  /** Names and what they stand for. */
  | { readonly type: 'facts'; readonly rows: readonly (readonly [string, Text])[] }
  | TableBlock
  | { readonly type: 'note'; readonly text: Text }
  /** Volume over time; `table` has the same in numbers. */
  | {
      readonly type: 'chart'
      readonly caption: string
      readonly timeline: Timeline
      readonly table: TableBlock
    }
  /** The table of figures: every value with the command that prints it. */
  | { readonly type: 'figures'; readonly figures: readonly NumberedFigure[] }

export interface TableBlock {
  readonly type: 'table'
  readonly caption: string
  readonly columns: readonly Column[]
  /** As many cells in each as there are columns. */
  readonly rows: readonly (readonly Text[])[]
}

export interface Column {
  readonly title: string
  /**
   * How the cells are set: numbers to the right, amounts too (what is in brackets may go below),
   * labels on one line, paths and hashes in fixed width and broken anywhere. On a page a hash stands
   * below the path in the column before it.
   */
  readonly kind: 'text' | 'label' | 'number' | 'amount' | 'code' | 'hash'
}

/** A figure under the number that the text refers to it by. */
export interface NumberedFigure extends Figure {
  readonly number: number
}

export function heading(level: 1 | 2 | 3, text: string): Block {
  return { type: 'heading', level, text }
}

export function paragraph(...text: readonly Inline[]): Block {
  return { type: 'paragraph', text }
}

export function list(items: readonly Text[]): Block {
  return { type: 'list', items }
}

export function facts(...rows: readonly (readonly [string, Text])[]): Block {
  return { type: 'facts', rows }
}

export function note(...text: readonly Inline[]): Block {
  return { type: 'note', text }
}

export function table(
  caption: string,
  columns: readonly (readonly [title: string, kind: Column['kind']])[],
  rows: readonly (readonly Text[])[],
): TableBlock {
  return { type: 'table', caption, columns: columns.map(([title, kind]) => ({ title, kind })), rows }
}

/** The parts of a text. */
export function inlines(text: Text): readonly Inline[] {
  return typeof text === 'string' ? [text] : text
}
