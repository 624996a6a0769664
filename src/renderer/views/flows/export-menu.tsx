import { Button, MenuDivider, MenuItem } from '@blueprintjs/core'
import { Export } from '@blueprintjs/icons'
import { useState } from 'react'
import type { FlowExportFormat } from '../../../shared/ipc/channels'
import type { FlowSelection } from '../../../shared/query/query'
import { useCommand } from '../../app/commands'
import { exportFlows } from '../../app/exports'
import { notifyProblem } from '../../app/notices'
import { useIsReading, useOpenCase } from '../../app/open-case'
import { PopoverMenu } from '../parts/popover-menu'
import { exportName } from './export-name'

interface Choice {
  readonly format: FlowExportFormat
  readonly text: string
  readonly what: string
}

const CHOICES: readonly Choice[] = [
  { format: 'csv', text: 'CSV…', what: 'for spreadsheets and databases' },
  { format: 'jsonl', text: 'JSON lines…', what: 'one object per flow' },
  { format: 'parquet', text: 'Apache Parquet…', what: 'the columns that AWS writes' },
  { format: 'timesketch', text: 'Timesketch…', what: 'events for its timeline' },
  { format: 'lines', text: 'Original lines…', what: 'as they stand in the evidence' },
]

/** Writes all flows that match to a file; the selection is null while the filter can't be read. */
export function ExportMenu({ selection }: { readonly selection: FlowSelection | null }) {
  const [open, setOpen] = useState(false)
  useCommand('export-flows', () => setOpen(true))
  const reading = useIsReading()
  const { record, contents } = useOpenCase()
  const disabled = reading || selection === null
  const why = (format: FlowExportFormat): string | null => {
    if (selection === null) return null
    if (format === 'lines' && selection.source === 'netflow') return 'NetFlow has no lines in the evidence'
    if (format === 'timesketch' && !contents.fields[selection.source].includes('start'))
      return 'these flows have no start'
    return null
  }
  const write = (format: FlowExportFormat) => {
    if (selection === null) return
    exportFlows(selection, format, exportName(selection, format, record.suspects)).catch(notifyProblem)
  }
  return (
    <PopoverMenu
      label="Export flows"
      isOpen={open}
      onOpen={setOpen}
      disabled={disabled}
      items={
        <>
          <MenuDivider title="Every flow that matches, with all fields" />
          {CHOICES.map(({ format, text, what }) => (
            <MenuItem
              key={format}
              text={text}
              labelElement={why(format) ?? what}
              disabled={why(format) !== null}
              onClick={() => write(format)}
            />
          ))}
        </>
      }
    >
      <Button
        icon={<Export />}
        disabled={disabled}
        title={reading ? 'Wait until the reading has ended' : 'Export what is shown (Ctrl+Shift+S)'}
      >
        Export
      </Button>
    </PopoverMenu>
  )
}
