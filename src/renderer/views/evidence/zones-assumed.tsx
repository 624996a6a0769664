import { Button, Callout } from '@blueprintjs/core'
import { useMemo, useState } from 'react'
import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { formatCounted } from '../../../shared/format/number'
import { useIsReading, useOpenCase } from '../../app/open-case'
import { ZoneDialog } from './zone-dialog'

const WAIT = 'Wait until the reading has ended'

/** Which files hold local times that UTC is assumed for, and the way to state their time zone. */
export function ZonesAssumed() {
  const { evidence } = useOpenCase()
  const assumed = useMemo(() => evidence.filter(hasAssumedZone), [evidence])
  const reading = useIsReading()
  const [asked, setAsked] = useState(false)
  const [first] = assumed
  if (!first) return null
  return (
    <Callout intent="warning" compact className="zones-assumed" role="status">
      <div className="row">
        <span className="grow">
          <strong>{formatCounted(assumed.length, 'file')}</strong> printed by nfdump{' '}
          {assumed.length === 1 ? 'holds' : 'hold'} local times of a machine whose time zone is not known: UTC
          is assumed.
        </span>
        <Button small disabled={reading} title={reading ? WAIT : undefined} onClick={() => setAsked(true)}>
          State the time zone…
        </Button>
      </div>
      {asked && <ZoneDialog file={first} alike={assumed} onClose={() => setAsked(false)} />}
    </Callout>
  )
}

/** States the time zone of one file, for the first time or anew. */
export function StateZone({ file }: { readonly file: EvidenceFile }) {
  const { evidence } = useOpenCase()
  const reading = useIsReading()
  const [asked, setAsked] = useState(false)
  const output = file.capture?.output
  if (!output?.zoneAssumed && !output?.zone) return null
  const alike = output.zoneAssumed ? evidence.filter(hasAssumedZone) : [file]
  return (
    <div className="after-text">
      <Button small disabled={reading} title={reading ? WAIT : undefined} onClick={() => setAsked(true)}>
        State the time zone{output.zone ? ' anew' : ''}…
      </Button>
      {asked && <ZoneDialog file={file} alike={alike} onClose={() => setAsked(false)} />}
    </div>
  )
}

function hasAssumedZone({ capture }: EvidenceFile): boolean {
  return capture?.output?.zoneAssumed ?? false
}
