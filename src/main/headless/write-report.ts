import path from 'node:path'
import type { Session } from 'electron'
import type { JobResult, ReportFormat } from '../../shared/ipc/channels'
import type { PrintPages } from '../export/print-pages'
import { REPORT_NAMES, writeReportFile } from '../export/report-files'
import { makeReportTarget, type ReportTarget } from './report-target'
import type { TextFormat } from './report-words'

type DoneJob = Extract<JobResult, { readonly state: 'done' }>

/** Writes the files that a headless run made: those asked for, and verify.sh. */
export async function writeReport(options: {
  readonly job: DoneJob
  readonly formats: readonly TextFormat[]
  readonly target: ReportTarget
  readonly session: Session
  readonly pages: PrintPages
  readonly onFile: (name: string) => void
}): Promise<void> {
  const { job, target, session, pages } = options
  const wanted: readonly ReportFormat[] = [...options.formats, 'sh']
  const files = wanted.map((format) => {
    const file = job.files.find((one) => one.format === format)
    if (!file) throw new Error(`The report has no ${REPORT_NAMES[format]}`)
    return file
  })
  await makeReportTarget(target)
  for (const file of files) {
    const name = REPORT_NAMES[file.format]
    options.onFile(name)
    await writeReportFile({
      target: path.join(target.writeTo, name),
      shownAs: path.join(target.shownAs, name),
      file,
      head: job.head,
      session,
      pages,
    })
  }
}
