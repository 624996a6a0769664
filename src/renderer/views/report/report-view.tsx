import { Button } from '@blueprintjs/core'
import { Document, Export } from '@blueprintjs/icons'
import { useRef } from 'react'
import type { ReportFormat } from '../../../shared/ipc/channels'
import { useCommand } from '../../app/commands'
import { useIsReading, useOpenCase } from '../../app/open-case'
import { Panel } from '../parts/panel'
import { Problem, Waiting } from '../parts/problem'
import { useExport } from './export-report'
import { Preview } from './preview'
import { useReport } from './report-data'
import { ReportForm } from './report-form'

/** What goes into the report, how it looks, and where it goes. */
export function ReportView() {
  const { record, contents } = useOpenCase()
  const reading = useIsReading()
  const first = useRef<HTMLInputElement>(null)
  useCommand('find', () => first.current?.focus())
  const { report, error } = useReport()
  const { exporting, exportAs } = useExport(report, record)
  const ready = report !== null && exporting === null && !reading
  const button = (format: ReportFormat, text: string, primary = false) => (
    <Button
      intent={primary ? 'primary' : 'none'}
      disabled={!ready}
      loading={exporting === format}
      {...(primary ? { icon: <Export /> } : {})}
      onClick={() => exportAs(format)}
    >
      {text}
    </Button>
  )
  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>Report</h1>
        <span className="muted grow">
          {reading
            ? 'The report can be exported when the evidence has been read.'
            : record.suspects.length === 0
              ? 'No suspect is named yet: the report tells of the evidence alone.'
              : 'Every figure in it carries the command that derives it again.'}
        </span>
        <div className="exports">
          {button('pdf', 'Export PDF', true)}
          {button('md', 'Markdown')}
          {button('json', 'JSON')}
          {button('sh', 'verify.sh')}
        </div>
      </div>
      <div className="report">
        <section className="boxed report-form" aria-label="What the report says">
          <ReportForm key={record.id} firstField={first} />
        </section>
        <Panel flush title="Preview" className="preview-panel">
          {error ? (
            <Problem title="The report could not be made" problem={error} />
          ) : report ? (
            <Preview html={report.html} />
          ) : contents.flows.vpc === 0 && !reading ? (
            <div className="waiting">
              <Document /> There is nothing to report yet: no flow log of this case has a record.
            </div>
          ) : (
            <Waiting what="Writing the report…" />
          )}
        </Panel>
      </div>
    </div>
  )
}
