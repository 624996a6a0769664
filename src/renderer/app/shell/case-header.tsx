import { EditableText } from '@blueprintjs/core'
import { formatCounted } from '../../../shared/format/number'
import { TimeSpan } from '../../views/parts/time'
import { ZoneSelect } from '../../views/parts/zone-select'
import { useIsReading, useOpenCase } from '../open-case'
import { changeCase } from '../session'
import { AppButtons } from './app-buttons'

/** Which case this is, what time it spans, and on which clock. */
export function CaseHeader() {
  const { record, contents } = useOpenCase()
  const reading = useIsReading()
  return (
    <header className="case-header">
      <div className="grow">
        <div className="case-title">
          <EditableText
            key={record.title}
            defaultValue={record.title}
            selectAllOnFocus
            maxLength={200}
            alwaysRenderInput
            customInputAttributes={{ 'aria-label': 'Title of the case' }}
            onConfirm={(title) => {
              if (title.trim() !== '' && title !== record.title) void changeCase({ title: title.trim() })
            }}
          />
        </div>
        <div className="case-folder muted" title={record.folderPath}>
          {record.folderPath}
        </div>
      </div>
      <div className="case-span">
        <TimeSpan from={contents.firstStart} to={contents.lastEnd} />
        <span className="muted">
          {formatCounted(contents.flows.vpc, 'record')}
          {contents.flows.netflow > 0 && ` · ${formatCounted(contents.flows.netflow, 'NetFlow flow')}`}
          {reading && ' · so far'}
        </span>
      </div>
      <ZoneSelect zone={record.timeZone} onZone={(timeZone) => void changeCase({ timeZone })} />
      <AppButtons />
    </header>
  )
}
