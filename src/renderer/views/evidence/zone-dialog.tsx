import { Button, Checkbox, DialogBody, DialogFooter, FormGroup } from '@blueprintjs/core'
import { useId, useMemo, useState } from 'react'
import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { formatCounted } from '../../../shared/format/number'
import { formatUtc, utcClock, zoneOffsetMs } from '../../../shared/format/time'
import { notifyProblem } from '../../app/notices'
import { stateZones } from '../../app/session'
import { Dialog } from '../parts/dialog'
import { Select } from '../parts/select'

interface ZoneDialogProps {
  readonly file: EvidenceFile
  /** All files whose time zone is not known, and the file itself. */
  readonly alike: readonly EvidenceFile[]
  onClose(): void
}

const NONE = ''

/** Asks for the time zone of the machine that printed local times into a file, and has it read again so. */
export function ZoneDialog({ file, alike, onClose }: ZoneDialogProps) {
  const before = file.capture?.output?.zone ?? null
  const [zone, setZone] = useState(before ?? NONE)
  const [all, setAll] = useState(true)
  const id = useId()
  const options = useMemo(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    const names = new Set(['UTC', ...(own ? [own] : []), ...Intl.supportedValuesOf('timeZone')])
    return [
      { value: NONE, text: 'Choose a time zone' },
      ...Array.from(names, (name) => ({ value: name, text: name })),
    ]
  }, [])
  const files = all ? alike : [file]
  const local = localTime(file, before)
  const confirm = () => {
    stateZones(files.map(({ path }) => ({ path, zone }))).catch(notifyProblem)
    onClose()
  }
  return (
    <Dialog isOpen onClose={onClose} title="State the time zone" className="zone-dialog">
      <DialogBody>
        <p className="wrap">
          nfdump printed the local time of its machine into <span className="mono">{file.path}</span> and did
          not say of which time zone. In which zone was the machine’s clock?
        </p>
        <FormGroup label="Time zone of the machine" labelFor={`${id}-zone`}>
          <Select
            id={`${id}-zone`}
            label="Time zone of the machine"
            value={zone}
            options={options}
            onValue={setZone}
          />
        </FormGroup>
        {local !== null && (
          <p role="status">
            The first flow is printed as <span className="mono">{utcClock(local)}</span>
            {zone === NONE ? (
              '.'
            ) : (
              <>
                , which is <span className="mono">{formatUtc(instantOf(local, zone))}</span>.
              </>
            )}
          </p>
        )}
        {alike.length > 1 && (
          <Checkbox checked={all} onChange={(event) => setAll(event.currentTarget.checked)}>
            The same for all {formatCounted(alike.length, 'file')} whose time zone is not known
          </Checkbox>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button intent="primary" disabled={zone === NONE || zone === before} onClick={confirm}>
              Read {formatCounted(files.length, 'file')} again
            </Button>
          </>
        }
      >
        <span className="muted">
          Kept in the case, told in the audit log and the report. It can be stated anew.
        </span>
      </DialogFooter>
    </Dialog>
  )
}

/** The clock of the first flow as it is printed, in seconds as if it were UTC; null without flows. */
function localTime({ capture }: EvidenceFile, zone: string | null): number | null {
  const first = capture?.first ?? null
  return first === null ? null : first + zoneOffsetMs(first * 1000, zone ?? 'UTC') / 1000
}

function instantOf(local: number, zone: string): number {
  const near = local * 1000 - zoneOffsetMs(local * 1000, zone)
  return local - zoneOffsetMs(near, zone) / 1000
}
