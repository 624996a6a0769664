import type { ParsedLogFormat } from '../../../shared/flow/log-format'

/** Text that is shown on each side of a mistake. */
const AROUND = 40

interface FormatMistakeProps {
  readonly id: string
  readonly text: string
  readonly parsed: ParsedLogFormat
  /** Why the file can't be read by a format that is none of a mistake. */
  readonly obstacle: string | null
}

/** What is wrong with the order of fields that was typed, and where. */
export function FormatMistake({ id, text, parsed, obstacle }: FormatMistakeProps) {
  return (
    <div id={id} className="format-mistake" role="status">
      {parsed.ok ? (
        <>
          {obstacle !== null && <p className="bad">{obstacle}</p>}
          {parsed.unknown.length > 0 && (
            <p className="warn">
              Not known to Flowcase, kept as text: {parsed.unknown.join(', ')}. Check the spelling.
            </p>
          )}
        </>
      ) : (
        text.trim() !== '' && (
          <>
            <p className="bad">{parsed.message}</p>
            {parsed.at && <Marked text={text} at={parsed.at} />}
          </>
        )
      )}
    </div>
  )
}

function Marked({ text, at: [from, to] }: { readonly text: string; readonly at: readonly [number, number] }) {
  const before = Math.max(0, from - AROUND)
  const after = Math.min(text.length, to + AROUND)
  return (
    <p className="mono wrap">
      {before > 0 && '…'}
      {text.slice(before, from)}
      <mark>{text.slice(from, to)}</mark>
      {text.slice(to, after)}
      {after < text.length && '…'}
    </p>
  )
}
