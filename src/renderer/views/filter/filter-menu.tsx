import { Button, MenuDivider, MenuItem } from '@blueprintjs/core'
import { History } from '@blueprintjs/icons'
import { useState } from 'react'
import { ANY, type Filter } from '../../../shared/filter/ast'
import { nfdumpExpression } from '../../../shared/filter/nfdump'
import { printFilter } from '../../../shared/filter/print'
import { useCommand } from '../../app/commands'
import { useWithoutTags } from '../../casework/tagged-filter'
import { copyText } from '../parts/hash'
import { PopoverMenu } from '../parts/popover-menu'
import { useKeptFilters } from './kept-filters'
import { type Naming, SavedFilterDialog } from './saved-filter-dialog'

/** More of the latest are not listed. */
const LISTED = 12

interface FilterMenuProps {
  /** What stands in the bar. */
  readonly draft: string
  /** Its tree; null where it can't be read. */
  readonly filter: Filter | null
  onChoose(text: string): void
}

/** Filters that the case keeps: those saved by name, and the latest that were applied. */
export function FilterMenu({ draft, filter, onChoose }: FilterMenuProps) {
  const kept = useKeptFilters()
  const [open, setOpen] = useState(false)
  useCommand('show-kept-filters', () => setOpen(true))
  const [naming, setNaming] = useState<Naming | null>(null)
  const canSave = filter !== null && draft !== ''
  return (
    <>
      <PopoverMenu
        label="Filters of this case"
        isOpen={open}
        onOpen={setOpen}
        className="filter-menu"
        items={
          <>
            <MenuItem
              text="Save this filter…"
              disabled={!canSave}
              onClick={() => setNaming({ text: draft, name: null })}
            />
            <MenuItem
              text="Copy in canonical form"
              disabled={!canSave}
              onClick={() => filter && copyText(printFilter(filter), 'Filter')}
            />
            <NfdumpItem filter={canSave ? filter : null} />
            <MenuDivider title="Saved" />
            {kept.saved.length === 0 && (
              <li role="none" className="menu-note">
                No filter is saved in this case yet
              </li>
            )}
            {kept.saved.map(({ name, text }) => (
              <MenuItem
                key={name}
                text={name}
                labelElement={<span className="mono filter-text">{text}</span>}
                title={text}
                onClick={() => onChoose(text)}
              />
            ))}
            {kept.saved.length > 0 && (
              <MenuItem text="Rename or delete…" onClick={() => setNaming({ text: '', name: '' })} />
            )}
            <MenuDivider title="Latest" />
            {kept.recent.length === 0 && (
              <li role="none" className="menu-note">
                No filter was applied in this case yet
              </li>
            )}
            {kept.recent.slice(0, LISTED).map((text) => (
              <MenuItem
                key={text}
                text={<span className="mono">{text}</span>}
                title={text}
                onClick={() => onChoose(text)}
              />
            ))}
          </>
        }
      >
        <Button
          icon={<History />}
          aria-label="Saved and latest filters"
          title="Saved and latest filters (Ctrl+H)"
        />
      </PopoverMenu>
      {naming && <SavedFilterDialog naming={naming} onClose={() => setNaming(null)} />}
    </>
  )
}

/** The filter in nfdump's language, which knows no tags, or why there is none. */
function NfdumpItem({ filter }: { readonly filter: Filter | null }) {
  const asked = useWithoutTags(filter ?? ANY)
  const expression = filter === null ? null : nfdumpExpression(asked)
  const why = expression?.ok === false ? expression.reason : ''
  return (
    <MenuItem
      text="Copy for nfdump"
      title={why}
      labelElement={why === '' ? undefined : <span className="filter-text">{why}</span>}
      disabled={!expression?.ok}
      onClick={() => expression?.ok && copyText(expression.text, 'Filter for nfdump')}
    />
  )
}
