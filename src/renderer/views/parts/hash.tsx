import { Button } from '@blueprintjs/core'
import { Duplicate } from '@blueprintjs/icons'
import type { MouseEvent } from 'react'
import { notify, notifyProblem } from '../../app/notices'
import { useCellTabIndex } from './grid-keys'

/** Puts a text on the clipboard and says so. */
export function copyText(text: string, what: string): void {
  navigator.clipboard
    .writeText(text)
    .then(() => notify(`${what} copied`))
    .catch(notifyProblem)
}

/** The first digits of a SHA-256, the whole of it on hover, and a button that copies it. */
export function ShortHash({ sha256, file }: { readonly sha256: string | null; readonly file: string }) {
  if (sha256 === null) return <span className="muted">not hashed</span>
  return (
    <span className="hash">
      <span className="mono" title={`SHA-256 ${sha256}`}>
        {sha256.slice(0, 10)}…
      </span>
      <CopyButton text={sha256} what={`SHA-256 of ${file}`} />
    </span>
  )
}

export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const tabIndex = useCellTabIndex()
  return (
    <Button
      minimal
      small
      {...(tabIndex === undefined ? {} : { tabIndex })}
      className="copy"
      icon={<Duplicate size={12} />}
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      onClick={(event: MouseEvent) => {
        event.stopPropagation()
        copyText(text, what)
      }}
    />
  )
}
