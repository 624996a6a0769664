import type { Session } from 'electron'
import type { ReportFile, ReportFormat } from '../../shared/ipc/channels'
import { writeFileAtomically } from './atomic-file'
import type { PrintPages } from './print-pages'
import { printPdf } from './print-pdf'

/** The name that a report file has unless the examiner gives it another. */
export const REPORT_NAMES: Readonly<Record<ReportFormat, string>> = {
  pdf: 'findings.pdf',
  md: 'findings.md',
  json: 'findings.json',
  sh: 'verify.sh',
}

/** Makes the file that the renderer described and writes it, whole or not at all. */
export async function writeReportFile(options: {
  readonly target: string
  /** The target as the examiner named it, for messages. */
  readonly shownAs?: string
  readonly file: ReportFile
  readonly head: { readonly title: string; readonly examiner: string }
  readonly session: Session
  readonly pages: PrintPages
}): Promise<void> {
  const { target, file, head, session, pages } = options
  const content = file.format === 'pdf' ? await printPdf(file.content, head, session, pages) : file.content
  await writeFileAtomically(target, content, {
    mode: file.format === 'sh' ? 0o755 : 0o644,
    ...(options.shownAs === undefined ? {} : { shownAs: options.shownAs }),
  })
}
