import { Callout } from '@blueprintjs/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { type EvidenceFile, OWN_READER } from '../../../shared/evidence/evidence'
import { formatCounted } from '../../../shared/format/number'

interface MissingToolsProps {
  readonly captures: readonly EvidenceFile[]
  readonly nfdump: string | null
}

/** Captures that gave no flows, or not with nfpcapd, and what to do about it. */
export function MissingTools({ captures, nfdump }: MissingToolsProps) {
  const left = captures.filter((file) => file.capture === null && file.duplicateOf === null)
  const own = captures.filter((file) => file.capture?.converter === OWN_READER)
  return (
    <>
      {left.length > 0 && (
        <Callout
          intent="warning"
          compact
          className="shell-callout"
          title={
            left.length === 1 ? 'One capture was not converted' : `${left.length} captures were not converted`
          }
        >
          {nfdump === null && <Install>nfpcapd and nfdump can’t be used on this machine.</Install>}
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
      )}
      {nfdump === null && own.length > 0 && (
        <Callout
          intent="primary"
          compact
          className="shell-callout"
          title={`Flows of ${formatCounted(own.length, 'capture')} are made by ${OWN_READER}`}
        >
          <Install>It follows nfpcapd’s rules; nfpcapd and nfdump can’t be used on this machine.</Install>
        </Callout>
      )}
    </>
  )
}

function Install({ children }: { readonly children: ReactNode }) {
  return (
    <p>
      {children} <Link to="/settings">Settings → Tools</Link> says what to install; then choose “Read new
      files” in Evidence.
    </p>
  )
}
