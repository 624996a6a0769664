import { fieldSpec } from '../flow/fields'
import { type Continuation, continuationOf } from './parse'
import { printValue } from './print'
import { tokenize } from './tokens'
import { FIELD_WORDS, PRIMITIVE_WORDS } from './words'

/** What is being typed at a caret. */
export interface Typing {
  /** Offset at which the word or value begins; the caret itself where none was begun. */
  readonly from: number
  /** What is there of it, without an opening quotation mark. */
  readonly typed: string
  readonly continuation: Continuation
}

/** Something that can be put in place of what is being typed. */
export interface Completion {
  readonly text: string
  /** What it means; for people. */
  readonly note: string
}

/** A value of the case that fits, and how it is introduced. */
export interface SeenValue {
  readonly value: string
  readonly note: string
}

/** @param caret offset in the text, UTF-16 units */
export function typingAt(text: string, caret: number): Typing {
  const before = text.slice(0, caret)
  const last = tokenize(before).at(-2)
  const begun = last && last.kind !== 'symbol' && last.at + last.length === caret ? last : null
  const from = begun?.at ?? caret
  return {
    from,
    typed: (begun?.text ?? '').replace(/^"/, ''),
    continuation: continuationOf(before.slice(0, from)),
  }
}

/**
 * What fits at the caret and goes on from what was typed: values first, then words, those that begin
 * with it before those that have it inside.
 */
export function completions(
  { typed, continuation }: Typing,
  values: readonly SeenValue[],
  limit: number,
): readonly Completion[] {
  const wanted = typed.toLowerCase()
  const words = continuation.words.map((word) => ({ text: word, note: wordNote(word) }))
  const all = [
    ...(continuation.value === null
      ? []
      : values.map(({ value, note }) => ({ text: printValue(value), note, plain: value }))),
    ...words.map((word) => ({ ...word, plain: word.text })),
  ]
  const fits = all.filter(({ plain }) => plain.toLowerCase() !== wanted)
  const begins = fits.filter(({ plain }) => plain.toLowerCase().startsWith(wanted))
  const holds = fits.filter(({ plain }) => {
    const at = plain.toLowerCase().indexOf(wanted)
    return at > 0
  })
  return [...begins, ...(wanted.length > 1 ? holds : [])]
    .slice(0, limit)
    .map(({ text, note }) => ({ text, note }))
}

/** The text with a completion in place of what was typed, a blank behind it, and the caret after that. */
export function complete(
  text: string,
  caret: number,
  from: number,
  completion: string,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(caret).replace(/^ +/, '')
  const begun = `${text.slice(0, from)}${completion}${completion === '(' || completion === '[' ? '' : ' '}`
  return { text: `${begun}${rest}`, caret: begun.length }
}

const NOTES: Readonly<Record<string, string>> = {
  and: 'both sides of it hold',
  or: 'one side of it holds, or both',
  not: 'everything but what follows',
  in: 'one of a list: in [a b]',
  '(': 'a group',
  '[': 'a list',
  '!=': 'is not',
}

function wordNote(word: string): string {
  const note = PRIMITIVE_WORDS[word] ?? NOTES[word]
  if (note !== undefined) return note
  const field = FIELD_WORDS[word] ?? word
  return /^[a-z]/.test(field) ? fieldSpec(field).title.toLowerCase() : ''
}
