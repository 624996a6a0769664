import { DialogBody } from '@blueprintjs/core'
import { Fragment, useRef } from 'react'
import { COMMAND_GROUPS, COMMANDS, type KeyPress, keyNames } from '../../shared/commands/commands'
import { Dialog } from '../views/parts/dialog'
import { KEYS_OF_PANES } from './keys-of-panes'

/** Every shortcut of the app. */
export function ShortcutsDialog({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  const keys = useRef<HTMLElement>(null)
  return (
    <Dialog
      isOpen={open}
      onClose={onClose}
      // The keys that scroll and close it go to what has the focus.
      onOpened={() => keys.current?.focus()}
      title="Keyboard shortcuts"
      className="shortcuts-dialog"
    >
      <DialogBody useOverflowScrollContainer={false}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what has the focus */}
        <section ref={keys} className="shortcuts" tabIndex={0} aria-label="All keys">
          <div>
            {COMMAND_GROUPS.map((group) => (
              <Group
                key={group}
                title={group}
                keys={COMMANDS.filter((one) => one.group === group && one.keys.length > 0).map(
                  ({ title, keys }) => [title.replace(/…$/, ''), ...keys],
                )}
              />
            ))}
            {KEYS_OF_PANES.map(({ title, keys }) => (
              <Group key={title} title={title} keys={keys} />
            ))}
          </div>
        </section>
      </DialogBody>
    </Dialog>
  )
}

function Group({
  title,
  keys,
}: {
  readonly title: string
  readonly keys: readonly (readonly [what: string, ...presses: readonly KeyPress[]])[]
}) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([what, ...presses]) => (
          <Fragment key={what}>
            <dt>{what}</dt>
            <dd>
              {presses.map((press, i) => (
                <Fragment key={keyNames(press).join(' ')}>
                  {i > 0 && <span className="muted"> or </span>}
                  <Keys press={press} />
                </Fragment>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  )
}

/** A key press as keys: Ctrl, K. */
export function Keys({ press }: { readonly press: KeyPress }) {
  return (
    <span className="keys">
      {keyNames(press).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  )
}
