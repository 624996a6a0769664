import { Button, DialogBody, DialogFooter, FormGroup, InputGroup } from '@blueprintjs/core'
import { Trash } from '@blueprintjs/icons'
import { type FormEvent, useId, useState } from 'react'
import { renamed, withoutSaved, withSaved } from '../../../shared/filter/kept'
import { Dialog } from '../parts/dialog'
import { keepFilters, useKeptFilters } from './kept-filters'

/** What the dialog is for: to give a filter its name (null), or to go through those that have one. */
export interface Naming {
  readonly text: string
  readonly name: string | null
}

interface SavedFilterDialogProps {
  readonly naming: Naming
  onClose(): void
}

export function SavedFilterDialog({ naming, onClose }: SavedFilterDialogProps) {
  return naming.name === null ? (
    <SaveDialog text={naming.text} onClose={onClose} />
  ) : (
    <ManageDialog onClose={onClose} />
  )
}

function SaveDialog({ text, onClose }: { readonly text: string; onClose(): void }) {
  const { saved } = useKeptFilters()
  const [name, setName] = useState('')
  const id = useId()
  const wanted = name.trim()
  const replaced = saved.find((other) => other.name === wanted)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (wanted === '') return
    keepFilters((kept) => withSaved(kept, { name: wanted, text }))
    onClose()
  }
  return (
    <Dialog isOpen title="Save this filter" onClose={onClose}>
      <form onSubmit={save}>
        <DialogBody>
          <p className="mono filter-shown">{text}</p>
          <FormGroup
            label="Name"
            labelFor={id}
            helperText={replaced ? `Takes the place of “${replaced.text}”.` : 'It is kept with the case.'}
          >
            <InputGroup
              id={id}
              autoFocus
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </FormGroup>
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" intent="primary" disabled={wanted === ''}>
                {replaced ? 'Replace' : 'Save'}
              </Button>
            </>
          }
        />
      </form>
    </Dialog>
  )
}

function ManageDialog({ onClose }: { onClose(): void }) {
  const { saved } = useKeptFilters()
  return (
    <Dialog isOpen title="Saved filters" onClose={onClose}>
      <DialogBody>
        {saved.length === 0 && <p>No filter is saved in this case.</p>}
        {saved.map((filter, i) => (
          <div key={filter.name} className="saved-filter">
            <NameInput name={filter.name} autoFocus={i === 0} />
            <span className="mono filter-text" title={filter.text}>
              {filter.text}
            </span>
            <Button
              minimal
              icon={<Trash />}
              aria-label={`Delete ${filter.name}`}
              title="Delete"
              onClick={() => keepFilters((kept) => withoutSaved(kept, filter.name))}
            />
          </div>
        ))}
      </DialogBody>
      <DialogFooter actions={<Button onClick={onClose}>Close</Button>} />
    </Dialog>
  )
}

/** A name that can be changed; one that is taken already is refused. */
function NameInput({ name, autoFocus }: { readonly name: string; readonly autoFocus: boolean }) {
  const { saved } = useKeptFilters()
  const [draft, setDraft] = useState(name)
  const wanted = draft.trim()
  const taken = wanted !== name && saved.some((other) => other.name === wanted)
  const rename = () => {
    if (wanted === '' || taken) setDraft(name)
    else if (wanted !== name) keepFilters((kept) => renamed(kept, name, wanted))
  }
  return (
    <InputGroup
      small
      autoFocus={autoFocus}
      maxLength={80}
      value={draft}
      aria-label={`Name of the filter ${name}`}
      aria-invalid={taken}
      intent={taken ? 'danger' : 'none'}
      title={taken ? 'Another filter has this name.' : 'Enter renames it'}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={rename}
      onKeyDown={(event) => {
        if (event.key === 'Enter') rename()
      }}
    />
  )
}
