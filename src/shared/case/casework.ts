import type { FlowSource } from '../flow/block'
import type { FlowRow } from '../query/query'

/**
 * What an examiner can put a star, tags and a note on. A flow is known by its evidence file and line
 * (for captures: the number of the flow), which stay the same however the case is filtered or sorted.
 */
export type MarkSubject =
  | {
      readonly kind: 'flow'
      /** Of the evidence file, relative to the evidence folder. */
      readonly path: string
      readonly line: number
      readonly source: FlowSource
      /** As the record had them when it was marked; start and end are epoch seconds. */
      readonly values: FlowRow['values']
    }
  /** Canonical text. */
  | { readonly kind: 'address'; readonly address: string }
  /** In the filter language, canonical. */
  | { readonly kind: 'filter'; readonly filter: string; readonly source: FlowSource }
  /** Epoch seconds, from ≤ start of a flow < to; null where it is open. */
  | { readonly kind: 'range'; readonly from: number | null; readonly to: number | null }

export type MarkKind = MarkSubject['kind']

/** The examiner's star, tags and note on one subject; there is at most one mark of each subject. */
export interface Mark {
  /** Made from the subject by subjectId. */
  readonly id: string
  readonly subject: MarkSubject
  readonly starred: boolean
  /** In the order of the alphabet, each once. */
  readonly tags: readonly string[]
  /** Markdown. */
  readonly note: string
  /** Epoch seconds. */
  readonly createdAt: number
  readonly changedAt: number
}

/** Addresses that are looked for, or that are known to be harmless. */
export type ListKind = 'ioc' | 'allow'

export interface ListEntry {
  /** A canonical address, or a network in canonical CIDR text. */
  readonly network: string
  readonly comment: string
  /** In the list's own text, counted from 1. */
  readonly line: number
}

export interface BadListLine {
  readonly line: number
  readonly text: string
  readonly why: string
}

/** A list of addresses as it was read from its text. */
export interface ListContent {
  /** Of the bytes of the list, hexadecimal. */
  readonly sha256: string
  readonly sizeBytes: number
  readonly entries: readonly ListEntry[]
  /** Lines that could not be read, the first MOST_BAD_LINES of them. */
  readonly bad: readonly BadListLine[]
  readonly badLines: number
  /** Lines whose network stands in the list already. */
  readonly repeated: number
  /** Columns of a CSV and the one that the addresses were taken from; null for a plain list. */
  readonly csv: { readonly columns: readonly string[]; readonly column: number } | null
}

export interface AddressList extends ListContent {
  readonly id: string
  readonly name: string
  readonly kind: ListKind
  /** Epoch seconds. */
  readonly addedAt: number
}

/** All that the examiner keeps in a case beside its record. */
export interface Casework {
  readonly marks: readonly Mark[]
  readonly lists: readonly AddressList[]
}

export const NO_CASEWORK: Casework = { marks: [], lists: [] }

/** A row before and after an edit; null where there is none. */
export interface RowEdit<Row> {
  readonly before: Row | null
  readonly after: Row | null
}

/** One step of case work, which can be taken back: all of it is stored, or nothing. */
export interface CaseworkEdit {
  /** In words, as the audit log and undo tell it: 'Tag “c2” on 10.0.0.1'. */
  readonly what: string
  readonly marks: readonly RowEdit<Mark>[]
  readonly lists: readonly RowEdit<AddressList>[]
}

/** One id for each subject, the same whenever it is marked. */
export function subjectId(subject: MarkSubject): string {
  switch (subject.kind) {
    case 'flow':
      return `flow ${subject.line} ${subject.path}`
    case 'address':
      return `address ${subject.address}`
    case 'filter':
      return `filter ${subject.source} ${subject.filter}`
    case 'range':
      return `range ${subject.from ?? ''} ${subject.to ?? ''}`
  }
}
