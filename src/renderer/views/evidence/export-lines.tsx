import { Button, MenuItem } from '@blueprintjs/core'
import { Export } from '@blueprintjs/icons'
import { useState } from 'react'
import type { EvidenceFile } from '../../../shared/evidence/evidence'
import type { LinesExport } from '../../../shared/ipc/channels'
import { bridge } from '../../app/bridge'
import { notify, notifyProblem } from '../../app/notices'
import { useSession } from '../../app/session'
import { PopoverMenu } from '../parts/popover-menu'
import { malformedCsv, malformedText } from './malformed-text'

interface ExportLinesProps {
  /** One file, or all of the case. */
  readonly files: readonly EvidenceFile[]
  /** Not all of the lines are at hand before the reading has ended. */
  readonly disabled: boolean
  readonly small?: boolean
}

/** Writes the malformed lines of files where the examiner says. */
export function ExportLines({ files, disabled, small }: ExportLinesProps) {
  const [open, setOpen] = useState(false)
  const engine = useSession((state) => state.engine)
  const write = async (format: LinesExport['format']) => {
    const content = format === 'csv' ? malformedCsv(files) : malformedText(files)
    const written = await bridge.request('lines.export', { format, content })
    if (!written) return
    await engine.note(`Malformed lines exported as ${written.path}`)
    notify(`Written to ${written.path}`, {
      text: 'Show in folder',
      onClick: () => void bridge.request('report.reveal', written).catch(notifyProblem),
    })
  }
  const exportAs = (format: LinesExport['format']) => void write(format).catch(notifyProblem)
  return (
    <PopoverMenu
      label="Export malformed lines"
      isOpen={open}
      onOpen={setOpen}
      disabled={disabled}
      items={
        <>
          <MenuItem text="As CSV…" onClick={() => exportAs('csv')} />
          <MenuItem text="As text…" onClick={() => exportAs('txt')} />
        </>
      }
    >
      <Button
        minimal
        small={small ?? false}
        icon={<Export size={small ? 12 : 16} />}
        disabled={disabled}
        title={disabled ? 'Wait until the reading has ended' : undefined}
      >
        Export malformed lines
      </Button>
    </PopoverMenu>
  )
}
