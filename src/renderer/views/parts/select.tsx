import { CaretDown } from '@blueprintjs/icons'

interface SelectProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly text: string }[]
  readonly title?: string
  readonly id?: string
  /** Has the focus as soon as it is there. */
  readonly autoFocus?: boolean
  onValue(value: Value): void
}

/** A native select in Blueprint's dress; Blueprint's own loads its icon from a file of all icons. */
export function Select<Value extends string>({
  label,
  value,
  options,
  title,
  id,
  autoFocus = false,
  onValue,
}: SelectProps<Value>) {
  return (
    <div className="bp5-html-select select">
      <select
        id={id}
        // biome-ignore lint/a11y/noAutofocus: the first control of a dialog
        autoFocus={autoFocus}
        aria-label={label}
        title={title}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      <CaretDown size={14} />
    </div>
  )
}
