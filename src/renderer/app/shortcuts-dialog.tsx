import { Dialog, DialogBody } from '@blueprintjs/core'
import { Fragment } from 'react'
import { keysOf, SHORTCUTS, type Shortcut } from './shortcuts'

const GROUPS: readonly Shortcut['group'][] = ['Everywhere', 'In a case', 'Report']

export function ShortcutsDialog({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  return (
    <Dialog isOpen={open} onClose={onClose} title="Keyboard shortcuts" className="shortcuts-dialog">
      <DialogBody>
        <div className="shortcuts">
          {GROUPS.map((group) => (
            <section key={group}>
              <h3>{group}</h3>
              <dl>
                {SHORTCUTS.filter((one) => one.group === group).map((one) => (
                  <Fragment key={one.key + one.what + one.shift}>
                    <dt>{one.what}</dt>
                    <dd>
                      <Keys shortcut={one} />
                    </dd>
                  </Fragment>
                ))}
              </dl>
            </section>
          ))}
          <section>
            <h3>Tables</h3>
            <dl>
              <dt>Move the selection</dt>
              <dd>
                <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Page Up</kbd> <kbd>Page Down</kbd>
              </dd>
              <dt>First and last row</dt>
              <dd>
                <kbd>Home</kbd> <kbd>End</kbd>
              </dd>
            </dl>
          </section>
        </div>
      </DialogBody>
    </Dialog>
  )
}

function Keys({ shortcut }: { readonly shortcut: Shortcut }) {
  return (
    <span className="keys">
      {keysOf(shortcut).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  )
}
