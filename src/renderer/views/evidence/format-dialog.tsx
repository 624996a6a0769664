import { Button, Checkbox, DialogBody, DialogFooter, FormGroup, TextArea } from '@blueprintjs/core'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import type { EvidenceFile, FormatNeeded } from '../../../shared/evidence/evidence'
import { STANDARD_FORMATS } from '../../../shared/flow/standard-formats'
import { formatCounted } from '../../../shared/format/number'
import { notifyProblem } from '../../app/notices'
import { stateFormats } from '../../app/session'
import { Dialog } from '../parts/dialog'
import { Select } from '../parts/select'
import { FormatMistake } from './format-mistake'
import { FormatPreview } from './format-preview'
import { readBy } from './format-reading'

interface FormatDialogProps {
  readonly file: EvidenceFile
  readonly needed: FormatNeeded
  /** All files that wait with as many columns, this one among them. */
  readonly alike: readonly EvidenceFile[]
  onClose(): void
}

const TYPED = 'typed'
const CHOICES = [
  { value: TYPED, text: 'As typed below' },
  ...STANDARD_FORMATS.map(({ name, fields }) => ({ value: name, text: `${name} (${fields.length} fields)` })),
]

/** Asks for the order of the fields of a file that has no header, and has it read so. */
export function FormatDialog({ file, needed, alike, onClose }: FormatDialogProps) {
  const [text, setText] = useState('')
  const [all, setAll] = useState(true)
  const id = useId()
  const reading = useMemo(() => readBy(text, needed), [text, needed])
  const { parsed, obstacle } = reading
  const files = all ? alike : [file]
  const fields = parsed.ok && obstacle === null ? parsed.fields : null
  const standard = STANDARD_FORMATS.find((format) => format.fields.join(' ') === text)

  const confirm = () => {
    if (!fields) return
    stateFormats(files.map(({ path }) => ({ path, fields: [...fields] }))).catch(notifyProblem)
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    confirm()
  }

  return (
    <Dialog isOpen onClose={onClose} title="State the format" className="format-dialog">
      <DialogBody>
        <p className="wrap">
          No header line names the fields of <span className="mono">{file.path}</span>. These are its first
          lines, {formatCounted(needed.columns, 'column')} wide.
        </p>
        <FormatPreview needed={needed} reading={reading} />
        <div className="format-fields">
          <FormGroup label="Order that AWS lists" labelFor={`${id}-standard`}>
            <Select
              id={`${id}-standard`}
              label="Order that AWS lists"
              value={standard?.name ?? TYPED}
              options={CHOICES}
              onValue={(name) =>
                setText(STANDARD_FORMATS.find((format) => format.name === name)?.fields.join(' ') ?? '')
              }
            />
          </FormGroup>
          <FormGroup label="Fields in their order" labelFor={`${id}-fields`} className="grow">
            <TextArea
              id={`${id}-fields`}
              className="mono"
              fill
              rows={4}
              autoFocus
              spellCheck={false}
              value={text}
              placeholder="version account-id interface-id srcaddr dstaddr …, or the flow log’s LogFormat: ${version} ${account-id} …"
              aria-describedby={`${id}-mistake`}
              aria-invalid={text !== '' && fields === null}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={onKeyDown}
            />
            <FormatMistake id={`${id}-mistake`} text={text} parsed={parsed} obstacle={obstacle} />
          </FormGroup>
        </div>
        {alike.length > 1 && (
          <Checkbox checked={all} onChange={(event) => setAll(event.currentTarget.checked)}>
            Read all {formatCounted(alike.length, 'waiting file')} with{' '}
            {formatCounted(needed.columns, 'column')} so
          </Checkbox>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button intent="primary" disabled={fields === null} title="Ctrl+Enter" onClick={confirm}>
              Read {formatCounted(files.length, 'file')}
            </Button>
          </>
        }
      >
        <span className="muted">
          Kept in the case, told in the audit log and the report. What was read so can’t be read otherwise in
          this case.
        </span>
      </DialogFooter>
    </Dialog>
  )
}
