import type { Figure, FigureQuestion } from '../../shared/findings/figure'
import { formatUtc } from '../../shared/format/time'
import type { CaseInvestigation } from '../investigation/types'
import { drawTimeline } from './chart'
import { FigureNumbers, numberFigures } from './figures'
import { findingsJson } from './findings-json'
import { renderHtml } from './html'
import { renderMarkdown } from './markdown'
import type { ReportOptions } from './options'
import { verifyScript } from './verify-script'
import { Clock } from './wording'
import { writeDocument } from './write-document'

/** A report in all its forms; each is the whole text of a file. */
export interface Report {
  readonly markdown: string
  /** One document that links to the app's /report.css; for the screen and for printing to PDF. */
  readonly html: string
  /** findings.json. */
  readonly json: string
  readonly verifyScript: string
  /** All figures with their commands, in the order of the report. */
  readonly figures: readonly Figure[]
}

const NONE: readonly FigureQuestion[] = []

/** Writes the report of an investigation. Asks nothing further; the same input gives the same text. */
export function buildReport(investigation: CaseInvestigation, options: ReportOptions): Report {
  const { version, nfdump } = options
  const generatedAt = options.generatedAt ?? Math.floor(Date.now() / 1000)
  const page = options.document === undefined ? globalThis.document : options.document
  const { record, evidence, casework } = investigation
  const drawn = numberFigures(investigation.figures, evidence)
  // Numbered apart: a mark that changes leaves the commands of the investigation as they are.
  const figures = [...drawn, ...numberFigures(casework?.figures ?? NONE, evidence, drawn.length)]
  const document = writeDocument({
    investigation,
    figures,
    numbers: new FigureNumbers(figures),
    clock: new Clock(record.timeZone),
    version,
    nfdump,
    generatedAt,
  })
  const made: { json?: string; verifyScript?: string } = {}
  return {
    markdown: renderMarkdown(document),
    html: renderHtml(document, page ? (timeline) => drawTimeline(timeline, page) : null),
    figures,
    // Only an export needs these, and the preview is made anew with every change of a note.
    get json() {
      made.json ??= findingsJson(investigation, figures, { version, nfdump })
      return made.json
    },
    get verifyScript() {
      const head = { title: record.title, tool: `Flowcase ${version}`, generated: formatUtc(generatedAt) }
      made.verifyScript ??= verifyScript(head, evidence, figures)
      return made.verifyScript
    },
  }
}
