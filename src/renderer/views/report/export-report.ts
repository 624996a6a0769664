import { useState } from 'react'
import type { CaseRecord } from '../../../shared/case/case'
import type { ReportFormat } from '../../../shared/ipc/channels'
import { bridge } from '../../app/bridge'
import { useCommand } from '../../app/commands'
import { notify, notifyProblem } from '../../app/notices'
import { useSession } from '../../app/session'
import type { Report } from '../../report'

/** Writes the report to a file that the examiner names. Menu and keyboard reach it as well. */
export function useExport(
  report: Report | null,
  record: CaseRecord,
): { readonly exporting: ReportFormat | null; exportAs(format: ReportFormat): void } {
  const engine = useSession((state) => state.engine)
  const [exporting, setExporting] = useState<ReportFormat | null>(null)

  const write = async (format: ReportFormat, content: string) => {
    const head = { title: record.title, examiner: record.examiner }
    const written = await bridge.request('report.export', { head, file: { format, content } })
    if (!written) return
    await engine.note(`Report exported as ${written.path}`)
    notify(`Written to ${written.path}`, {
      text: 'Show in folder',
      onClick: () => void bridge.request('report.reveal', written).catch(notifyProblem),
    })
  }

  const exportAs = (format: ReportFormat) => {
    if (!report || exporting || useSession.getState().reading) return
    const contents: Readonly<Record<ReportFormat, string>> = {
      pdf: report.html,
      md: report.markdown,
      json: report.json,
      sh: report.verifyScript,
    }
    setExporting(format)
    write(format, contents[format])
      .catch(notifyProblem)
      .finally(() => setExporting(null))
  }

  useCommand('export-pdf', () => exportAs('pdf'))
  useCommand('export-md', () => exportAs('md'))
  useCommand('export-json', () => exportAs('json'))
  useCommand('export-sh', () => exportAs('sh'))
  return { exporting, exportAs }
}
