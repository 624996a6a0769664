import { type Intent, Tag } from '@blueprintjs/core'
import type { Severity } from '../../investigation/types'

const INTENTS: Readonly<Record<Severity, Intent>> = {
  high: 'danger',
  medium: 'warning',
  low: 'primary',
  info: 'none',
}

export function SeverityTag({ severity }: { readonly severity: Severity }) {
  return (
    <Tag minimal intent={INTENTS[severity]} className="severity">
      {severity}
    </Tag>
  )
}
