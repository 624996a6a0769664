import { Dialog, DialogBody } from '@blueprintjs/core'
import { Fragment, type ReactNode, useRef } from 'react'
import { COMMAND_GROUPS, COMMANDS, type KeyPress, keyNames } from '../../shared/commands/commands'

/** Keys that belong to a thing on the screen, not to a command. */
const OTHER_KEYS: readonly (readonly [what: string, ...keys: readonly string[]])[] = [
  ['Move the selection', '↑', '↓', 'Page Up', 'Page Down'],
  ['First and last row', 'Home', 'End'],
  ['What can be asked about the values of the row', 'Menu'],
  ['The same', 'Shift', 'F10'],
]

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
          {COMMAND_GROUPS.map((group) => (
            <Group key={group} title={group}>
              {COMMANDS.filter((one) => one.group === group && one.keys.length > 0).map(
                ({ id, title, keys }) => (
                  <Fragment key={id}>
                    <dt>{title.replace(/…$/, '')}</dt>
                    <dd>
                      {keys.map((press, i) => (
                        <Fragment key={press.key}>
                          {i > 0 && <span className="muted"> or </span>}
                          <Keys press={press} />
                        </Fragment>
                      ))}
                    </dd>
                  </Fragment>
                ),
              )}
            </Group>
          ))}
          <Group title="Tables">
            {OTHER_KEYS.map(([what, ...keys]) => (
              <Fragment key={what}>
                <dt>{what}</dt>
                <dd>
                  <span className="keys">
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </span>
                </dd>
              </Fragment>
            ))}
          </Group>
        </section>
      </DialogBody>
    </Dialog>
  )
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>{children}</dl>
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
