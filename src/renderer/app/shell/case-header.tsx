import { Button, EditableText } from '@blueprintjs/core'
import { Cog, Flash, Help, Moon } from '@blueprintjs/icons'
import { formatCounted } from '../../../shared/format/number'
import { TimeSpan } from '../../views/parts/time'
import { ZoneSelect } from '../../views/parts/zone-select'
import { runCommand } from '../commands'
import { useIsReading, useOpenCase } from '../open-case'
import { changeCase } from '../session'
import { toggleTheme, useTheme } from '../theme'

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
      <ThemeButton />
      <Button
        minimal
        icon={<Cog />}
        aria-label="Settings"
        title="Settings (Ctrl+,)"
        onClick={() => runCommand('open-settings')}
      />
      <Button
        minimal
        icon={<Help />}
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (F1)"
        onClick={() => runCommand('show-shortcuts')}
      />
    </header>
  )
}

export function ThemeButton() {
  const theme = useTheme()
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <Button
      minimal
      icon={theme === 'dark' ? <Flash /> : <Moon />}
      aria-label={`Switch to the ${other} theme`}
      title={`Switch to the ${other} theme (Ctrl+Shift+L)`}
      onClick={toggleTheme}
    />
  )
}
