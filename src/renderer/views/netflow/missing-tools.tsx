import { Callout } from '@blueprintjs/core'
import type { EvidenceFile } from '../../../shared/evidence/evidence'

interface MissingToolsProps {
  readonly captures: readonly EvidenceFile[]
  readonly nfdump: string | null
}

/** Captures that were not converted, and what to do about it. */
export function MissingTools({ captures, nfdump }: MissingToolsProps) {
  const left = captures.filter((file) => file.capture === null)
  if (left.length === 0) return null
  return (
    <Callout
      intent="warning"
      compact
      className="shell-callout"
      title={
        left.length === 1 ? 'One capture was not converted' : `${left.length} captures were not converted`
      }
    >
      {nfdump === null && (
        <p>
          nfpcapd and nfdump are not installed on this machine. On Debian and Ubuntu:{' '}
          <code className="mono">apt install nfdump</code>. Then start Flowcase again and choose “Read new
          files” in Evidence.
        </p>
      )}
      <ul className="plain">
        {left.slice(0, 5).map((file) => (
          <li key={file.id}>
            <span className="mono">{file.path}</span>:{' '}
            {file.remark ?? file.damage?.message ?? 'no flow came out of it'}
          </li>
        ))}
        {left.length > 5 && <li>and {left.length - 5} more, listed in the table below</li>}
      </ul>
    </Callout>
  )
}
