import { Button } from '@blueprintjs/core'
import { ArrowLeft } from '@blueprintjs/icons'
import { useEffect, useMemo, useRef } from 'react'
import { navigate } from '../../app/hash-location'
import { ThemeButton } from '../../app/shell/app-buttons'
import { Markdown } from '../../casework/markdown'
import { type GuidePart, guideParts } from './guide'

/** The user guide, with its contents beside it; it is part of the app, since the laptop has no network. */
export function HelpView() {
  const parts = useMemo(guideParts, [])
  const body = useRef<HTMLElement>(null)
  useEffect(() => {
    body.current?.focus()
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) leave()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  const chapters = parts.filter((part) => part.type === 'heading' && part.level === 2)
  return (
    <main className="home help">
      <header className="home-head">
        <Button minimal icon={<ArrowLeft />} onClick={leave} title="Back (Esc)">
          Back
        </Button>
        <h1>User guide</h1>
        <span className="grow" />
        <ThemeButton />
      </header>
      <div className="help-body">
        <nav aria-label="Contents">
          {chapters.map((part) => (
            <Chapter key={keyOf(part)} part={part} />
          ))}
        </nav>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what has the focus */}
        <article ref={body} tabIndex={0} aria-label="User guide">
          {parts.map((part) => (
            <Part key={keyOf(part)} part={part} />
          ))}
        </article>
      </div>
    </main>
  )
}

function Chapter({ part }: { readonly part: GuidePart }) {
  if (part.type !== 'heading') return null
  return (
    <Button minimal small alignText="left" onClick={() => goTo(part.anchor)}>
      {part.text}
    </Button>
  )
}

function Part({ part }: { readonly part: GuidePart }) {
  switch (part.type) {
    case 'heading':
      // The head of the page has the title already.
      if (part.level === 1) return null
      return part.level === 2 ? <h2 id={part.anchor}>{part.text}</h2> : <h3 id={part.anchor}>{part.text}</h3>
    case 'picture':
      return <img src={part.source} alt={part.alt} loading="lazy" />
    case 'text':
      return <Markdown text={part.text} />
  }
}

function keyOf(part: GuidePart): string {
  return part.type === 'heading' ? part.anchor : part.type === 'picture' ? part.source : part.text
}

function goTo(anchor: string): void {
  document.getElementById(anchor)?.scrollIntoView({ block: 'start' })
}

/** Back to where the examiner came from, or to all cases. */
function leave(): void {
  if (window.history.length > 1) window.history.back()
  else navigate('/')
}
