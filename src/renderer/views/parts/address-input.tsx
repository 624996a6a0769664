// biome-ignore-all lint/a11y/useSemanticElements: a <select> can't be typed in
// biome-ignore-all lint/a11y/useKeyWithClickEvents: keys are handled by the input
// biome-ignore-all lint/a11y/useFocusableInteractive: the input keeps the focus
import { InputGroup } from '@blueprintjs/core'
import { Search } from '@blueprintjs/icons'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import { canonicalAddress } from '../../../shared/flow/address'
import { useOpenCase } from '../../app/open-case'
import { useSession } from '../../app/session'

interface AddressInputProps {
  readonly initial: string
  readonly inputRef?: RefObject<HTMLInputElement>
  readonly autoFocus?: boolean
  readonly large?: boolean
  onAddress(address: string): void
}

const SUGGESTIONS = 8

/** An address with suggestions out of the case; Enter or a click takes it. */
export function AddressInput({ initial, inputRef, autoFocus, large, onAddress }: AddressInputProps) {
  const engine = useSession((state) => state.engine)
  const { record, contents } = useOpenCase()
  const [text, setText] = useState(initial)
  const [listed, setListed] = useState(false)
  const [active, setActive] = useState(-1)
  const [wrong, setWrong] = useState(false)
  const id = useId()
  const wanted = text.trim()
  const { data: suggestions = [] } = useQuery({
    queryKey: [record.id, contents.revision, 'suggest', wanted],
    queryFn: () => engine.suggestAddresses(wanted, SUGGESTIONS),
    enabled: listed,
    placeholderData: (previous) => previous,
  })
  const open = listed && suggestions.length > 0

  const take = (address: string) => {
    const canonical = canonicalAddress(address.trim())
    setWrong(canonical === null)
    if (canonical === null) return
    setText(canonical)
    setListed(false)
    setActive(-1)
    onAddress(canonical)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setListed(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setActive((at) => Math.min(suggestions.length - 1, Math.max(-1, at + step)))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      take((open && suggestions[active]) || text)
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation()
      setListed(false)
    }
  }

  return (
    <div className="address-input">
      <InputGroup
        {...(inputRef ? { inputRef } : {})}
        autoFocus={autoFocus ?? false}
        large={large ?? false}
        leftIcon={<Search />}
        value={text}
        placeholder="IPv4 or IPv6 address"
        intent={wrong ? 'danger' : 'none'}
        spellCheck={false}
        autoComplete="off"
        role="combobox"
        aria-label="Address"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-wrong` : undefined}
        onBlur={() => setListed(false)}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setListed(true)
          setActive(-1)
          setWrong(false)
        }}
        onKeyDown={onKeyDown}
      />
      {open && (
        <div id={`${id}-list`} role="listbox" aria-label="Addresses of this case" className="suggestions">
          {suggestions.map((address, i) => (
            <div
              key={address}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === active}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(address)}
            >
              {address}
            </div>
          ))}
        </div>
      )}
      {wrong && (
        <p id={`${id}-wrong`} className="field-error" role="alert">
          “{text.trim()}” is no IPv4 or IPv6 address. A whole address is needed, such as 192.0.2.10 or
          2001:db8::10.
        </p>
      )}
    </div>
  )
}
