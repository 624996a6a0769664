import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { type Completion, complete, completions, typingAt } from '../../../shared/filter/complete'
import type { FlowSource } from '../../../shared/flow/block'
import { useSeenValues } from './seen-values'

/** As many as can be looked through; more letters find the others. */
const MOST = 60

interface Suggesting {
  readonly text: string
  readonly source: FlowSource
  readonly inputRef: RefObject<HTMLInputElement>
  onText(text: string): void
}

/** What is offered at the caret of a filter, and the keys that move in it and take from it. */
export function useSuggestions({ text, source, inputRef, onText }: Suggesting) {
  const [listed, setListed] = useState(false)
  const [active, setActive] = useState(-1)
  const [caret, setCaret] = useState(0)
  const wantedCaret = useRef<number | null>(null)
  const typing = typingAt(text, Math.min(caret, text.length))
  const { values, note } = useSeenValues(listed ? typing.continuation.value : null, typing.typed, source)
  const items = listed ? completions(typing, values, MOST) : []
  const isOpen = items.length > 0

  // A completion puts the caret behind itself, once the input has the new text.
  useEffect(() => {
    const input = inputRef.current
    if (wantedCaret.current === null || input?.value !== text) return
    input.setSelectionRange(wantedCaret.current, wantedCaret.current)
    wantedCaret.current = null
  }, [text, inputRef])

  const follow = () => setCaret(inputRef.current?.selectionStart ?? 0)
  const open = () => {
    follow()
    setListed(true)
    setActive(-1)
  }
  const close = () => {
    setListed(false)
    setActive(-1)
  }
  const take = (item: Completion) => {
    const done = complete(text, Math.min(caret, text.length), typing.from, item.text)
    wantedCaret.current = done.caret
    setCaret(done.caret)
    setActive(-1)
    onText(done.text)
  }

  /** Whether the key was meant for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (isOpen) setActive((at) => Math.min(items.length - 1, Math.max(-1, at + step)))
      else open()
      return true
    }
    if (!isOpen) return false
    if (event.key === 'Escape') {
      event.stopPropagation()
      close()
      return true
    }
    // Tab takes what was begun; where nothing was, it goes on to the next control as ever.
    const chosen = items[active] ?? (event.key === 'Tab' && typing.typed !== '' ? items[0] : undefined)
    if (!chosen || event.shiftKey || (event.key !== 'Tab' && event.key !== 'Enter')) return false
    event.preventDefault()
    take(chosen)
    return true
  }

  return { isOpen, items, note, active, open, close, take, follow, onKeyDown }
}
