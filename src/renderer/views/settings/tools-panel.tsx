import { Button, Callout, Tag } from '@blueprintjs/core'
import { Refresh } from '@blueprintjs/icons'
import { useState } from 'react'
import type { ToolFacts } from '../../../shared/ipc/channels'
import { Panel } from '../parts/panel'
import { useToolChange } from './use-tools'

/** Which nfpcapd and nfdump there are, and which of them are used. */
export function ToolsPanel({ tools }: { readonly tools: ToolFacts }) {
  const change = useToolChange()
  const [looking, setLooking] = useState(false)
  const lookAgain = () => {
    setLooking(true)
    void change('tools.look').finally(() => setLooking(false))
  }
  return (
    <Panel
      title="Tools"
      note="Programs that convert packet captures and read NetFlow files"
      actions={
        <Button small icon={<Refresh size={14} />} loading={looking} onClick={lookAgain}>
          Look again
        </Button>
      }
    >
      <div role="status">
        {tools.version !== null ? (
          <Callout intent="success" compact title={`nfpcapd and nfdump ${tools.version} are used`}>
            Captures are converted with nfpcapd and counted by Flowcase’s own reader beside it; a difference
            is shown.
          </Callout>
        ) : (
          <Callout intent="warning" compact title="nfpcapd and nfdump can’t be used">
            <p>{tools.reason}</p>
            <p>
              Packet captures still get their flows: Flowcase’s own reader makes them by nfpcapd’s rules, and
              they are labelled so. NetFlow files (nfcapd) can’t be read until nfdump is there.
            </p>
          </Callout>
        )}
      </div>
      {tools.programs.length > 0 && <Programs programs={tools.programs} />}
      <p className="muted after-text">
        The first nfdump of a known version (1.6.18 to 1.7) with an nfpcapd of the same version is used. A
        program is asked for its version before anything else, has 10 seconds to tell it, and is never started
        by a shell.
      </p>
    </Panel>
  )
}

function Programs({ programs }: Pick<ToolFacts, 'programs'>) {
  return (
    <table className="cases after-text">
      <thead>
        <tr>
          <th scope="col">Program</th>
          <th scope="col">Version</th>
          <th scope="col">Found at</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {programs.map(({ name, path, version, used, fault }) => (
          <tr key={path}>
            <th scope="row">{name}</th>
            <td className="num">{version ?? <span className="muted">not told</span>}</td>
            <td className="mono wrap">{path}</td>
            <td>
              {used ? (
                <Tag minimal intent="success">
                  used
                </Tag>
              ) : (
                (fault ?? <span className="muted">Not needed: others come before it.</span>)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
