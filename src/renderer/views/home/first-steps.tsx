import { Button, Callout } from '@blueprintjs/core'
import { Archive } from '@blueprintjs/icons'
import { Link } from 'wouter'
import { runCommand } from '../../app/commands'
import { OpenButton } from './open-button'

/** What to do when there is no case yet. */
export function FirstSteps({ nfdump }: { readonly nfdump: string | null }) {
  return (
    <section className="first-steps" aria-label="First steps">
      <div className="first-lead">
        <h2>Open a folder of VPC Flow Logs</h2>
        <p>
          Flowcase reads every file in it, names its kind, hashes it, and shows who talked to whom, when, over
          which service and how much. A packet capture beside the logs is converted to NetFlow and compared
          with them.
        </p>
        <div className="row">
          <OpenButton large />
          <span className="muted">or drop the folder on this window</span>
          <span className="grow" />
          <Button icon={<Archive />} onClick={() => runCommand('open-archive')}>
            Open an archive…
          </Button>
        </div>
      </div>
      <ol className="steps">
        <li>
          <strong>Evidence</strong>
          <span>Check that every file is there, whole, and has the hash you expect.</span>
        </li>
        <li>
          <strong>Suspect</strong>
          <span>
            Name an address: its window, ports, services, and what remains when they are taken away.
          </span>
        </li>
        <li>
          <strong>Report</strong>
          <span>Export findings whose every figure carries the shell command that derives it again.</span>
        </li>
      </ol>
      {nfdump === null && (
        <Callout intent="warning" title="nfpcapd and nfdump can’t be used">
          Flow logs work without them, and captures are read by Flowcase’s own reader.{' '}
          <Link to="/settings">Settings → Tools</Link> says what to install.
        </Callout>
      )}
    </section>
  )
}
