import type { FormatNeeded } from '../../../shared/evidence/evidence'
import { formatUtc } from '../../../shared/format/time'
import type { Fit, FormatReading } from './format-reading'

const FIT_TITLES: Readonly<Record<Fit, string | undefined>> = {
  unnamed: undefined,
  right: undefined,
  unusual: 'Not a value that AWS writes into this field',
  wrong: 'Not a value of this field: the line would be malformed',
}

/** The first lines of a file in numbered columns, under the names that they get so far. */
export function FormatPreview({
  needed,
  reading,
}: {
  readonly needed: FormatNeeded
  readonly reading: FormatReading
}) {
  const { parsed, fits, lines } = reading
  const fields = parsed.ok ? parsed.fields : []
  const columns = Array.from({ length: needed.columns }, (_, column) => column)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
    <section className="format-preview boxed" tabIndex={0} aria-label="First lines in columns">
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                <span className="muted num">{column + 1}</span>
                <span className="mono">
                  {fields[column] ?? <span className="hint">{needed.kinds[column]}</span>}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {needed.firstRecords.map((values, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and stay in order
            <tr key={line}>
              <th scope="row">{lines[line] ?? <span className="muted">–</span>}</th>
              {columns.map((column) => (
                <Value
                  key={column}
                  field={fields[column]}
                  value={values[column] ?? ''}
                  fit={fits[line]?.[column] ?? 'unnamed'}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Value({
  field,
  value,
  fit,
}: {
  readonly field: string | undefined
  readonly value: string
  readonly fit: Fit
}) {
  return (
    <td className={`mono fit-${fit}`} title={FIT_TITLES[fit] ?? timeOf(field, value)}>
      {value}
    </td>
  )
}

/** A time that is read as one shows whether start, end and counts were mixed up. */
function timeOf(field: string | undefined, value: string): string | undefined {
  if ((field !== 'start' && field !== 'end') || !/^\d{9,13}$/.test(value)) return undefined
  const time = Number(value)
  return formatUtc(time >= 100_000_000_000 ? Math.floor(time / 1000) : time)
}
