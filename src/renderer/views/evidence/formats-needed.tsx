import { Button, Callout } from '@blueprintjs/core'
import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { formatCounted } from '../../../shared/format/number'

interface FormatsNeededProps {
  /** Files that look like flow logs without a header, in an order of fields that is not known. */
  readonly waiting: readonly EvidenceFile[]
  readonly reading: boolean
  onShow(): void
  onState(): void
}

/** How much of the evidence is not read for want of a format, and the way to it. */
export function FormatsNeeded({ waiting, reading, onShow, onState }: FormatsNeededProps) {
  if (waiting.length === 0) return null
  return (
    <Callout intent="warning" compact className="formats-needed" role="status">
      <div className="row">
        <span className="grow">
          <strong>{formatCounted(waiting.length, 'file')}</strong>{' '}
          {waiting.length === 1 ? 'waits for its format and is' : 'wait for their format and are'} not in the
          figures: no header line names the fields, and their order is none that AWS lists.
        </span>
        <Button small minimal onClick={onShow}>
          Show {waiting.length === 1 ? 'it' : 'them'}
        </Button>
        <Button
          small
          disabled={reading}
          title={reading ? 'Wait until the reading has ended' : undefined}
          onClick={onState}
        >
          State the format…
        </Button>
      </div>
    </Callout>
  )
}
