import { BrowserWindow, type Session } from 'electron'
import type { ExportRequest } from '../../shared/ipc/channels'
import { getPrintWebPreferences } from '../app/window-options'
import { footerTemplate, headerTemplate } from './page-header'
import type { PrintPages } from './print-pages'

/** Margins in inches: room for head and foot. A report whose CSS has its own @page margin overrides them. */
const MARGINS = { top: 0.9, bottom: 0.8, left: 0.6, right: 0.6 } as const

/**
 * Prints the HTML of a report to an A4 PDF. It is shown in a hidden window without scripts, under the
 * same policy as the app's own pages; what it links to must be part of the app.
 */
export async function printPdf(
  html: string,
  head: ExportRequest['head'],
  session: Session,
  pages: PrintPages,
): Promise<Buffer> {
  const token = pages.add(html)
  const window = new BrowserWindow({
    show: false,
    webPreferences: { ...getPrintWebPreferences(), session },
  })
  try {
    await window.loadURL(`app://flowcase/print/${token}#paper`)
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      preferCSSPageSize: true,
      printBackground: true,
      margins: MARGINS,
      displayHeaderFooter: true,
      headerTemplate: headerTemplate(head),
      footerTemplate: footerTemplate(),
      // Electron before 26 knows neither and ignores both.
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    })
  } finally {
    pages.remove(token)
    window.destroy()
  }
}
