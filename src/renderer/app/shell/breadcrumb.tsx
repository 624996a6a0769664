import { Button, MenuItem } from '@blueprintjs/core'
import { ArrowLeft, ArrowRight, ChevronRight, More } from '@blueprintjs/icons'
import { Fragment, useMemo, useState } from 'react'
import { PopoverMenu } from '../../views/parts/popover-menu'
import { runCommand } from '../commands'
import { travel, useTrail } from '../hash-location'
import { useCaseZone } from '../open-case'
import { isStepOf } from '../trail'
import { type Crumb, crumbsOf } from './crumbs'

/** As many as stand beside each other in the smallest window and can still be read. */
const SHOWN = 5

/** The questions on the way here; a click goes back to one, or forward again. */
export function Breadcrumb({ caseId }: { readonly caseId: string }) {
  const [open, setOpen] = useState(false)
  const trail = useTrail()
  const zone = useCaseZone()
  const crumbs = useMemo(() => crumbsOf(trail, caseId, zone), [trail, caseId, zone])
  const at = crumbs.findIndex(({ current }) => current)
  // The present one with what led to it; what lies ahead takes the room that is left.
  const first = Math.max(0, Math.min(at - SHOWN + 2, crumbs.length - SHOWN))
  const earlier = crumbs.slice(0, first)
  const go = (crumb: Crumb) => travel(crumb.step - trail.at)
  return (
    <nav className="crumbs" aria-label="Way here">
      <Button
        minimal
        small
        icon={<ArrowLeft size={14} />}
        aria-label="Back"
        title="Back (Alt+←)"
        disabled={!isStepOf(trail, trail.at - 1)}
        onClick={() => runCommand('go-back')}
      />
      <Button
        minimal
        small
        icon={<ArrowRight size={14} />}
        aria-label="Forward"
        title="Forward (Alt+→)"
        disabled={!isStepOf(trail, trail.at + 1)}
        onClick={() => runCommand('go-forward')}
      />
      {earlier.length > 0 && (
        <PopoverMenu
          label="Earlier steps, the latest first"
          isOpen={open}
          onOpen={setOpen}
          placement="bottom-start"
          className="crumbs-earlier"
          items={[...earlier]
            .reverse()
            .map((crumb) => (
              <MenuItem
                key={crumb.step}
                text={`${crumb.view}${crumb.about && ` · ${crumb.about}`}`}
                onClick={() => go(crumb)}
              />
            ))}
        >
          <Button minimal small icon={<More size={14} />} aria-label="Earlier" title="Earlier" />
        </PopoverMenu>
      )}
      <ol>
        {crumbs.slice(first, first + SHOWN).map((crumb, i) => (
          <Fragment key={crumb.step}>
            {i > 0 && (
              <li aria-hidden className="crumb-mark">
                <ChevronRight size={12} />
              </li>
            )}
            <li>
              <button
                type="button"
                className={`crumb${first + i > at ? ' ahead' : ''}`}
                aria-current={crumb.current ? 'step' : undefined}
                title={`${crumb.view}${crumb.about && `: ${crumb.about}`}`}
                onClick={() => go(crumb)}
              >
                <span className="crumb-view">{crumb.view}</span>
                {crumb.about && <span className="crumb-about">{crumb.about}</span>}
              </button>
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  )
}
