import type { FileFilter, WebContents } from 'electron'
import type { ExportRequest, LinesExport, ReportFormat } from '../../shared/ipc/channels'
import { writeFileAtomically } from './atomic-file'
import type { PrintPages } from './print-pages'
import { REPORT_NAMES, writeReportFile } from './report-files'
import type { SaveTargets } from './save-target'

const FILTERS: Readonly<Record<ReportFormat, FileFilter>> = {
  pdf: { name: 'PDF', extensions: ['pdf'] },
  md: { name: 'Markdown', extensions: ['md'] },
  json: { name: 'JSON', extensions: ['json'] },
  sh: { name: 'Shell script', extensions: ['sh'] },
}

const LINE_FILTERS: Readonly<Record<LinesExport['format'], FileFilter>> = {
  csv: { name: 'CSV', extensions: ['csv'] },
  txt: { name: 'Text', extensions: ['txt'] },
}

/** Saves reports, and malformed lines, where the examiner says. */
export class ReportExport {
  constructor(
    private readonly targets: SaveTargets,
    private readonly pages: PrintPages,
  ) {}

  /** Asks where to save and writes the file; null when the examiner changed their mind. */
  async save(request: ExportRequest, page: WebContents): Promise<{ path: string } | null> {
    const { targets, pages } = this
    const { format } = request.file
    const target = await targets.ask(page, 'Export report', REPORT_NAMES[format], FILTERS[format])
    if (target === null) return null
    await writeReportFile({ target, file: request.file, head: request.head, session: page.session, pages })
    return targets.keep(target)
  }

  /** The same for malformed lines. */
  async saveLines({ format, content }: LinesExport, page: WebContents): Promise<{ path: string } | null> {
    const name = `malformed-lines.${format}`
    const target = await this.targets.ask(page, 'Export malformed lines', name, LINE_FILTERS[format])
    if (target === null) return null
    await writeFileAtomically(target, content)
    return this.targets.keep(target)
  }
}
