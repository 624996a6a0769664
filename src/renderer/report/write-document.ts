import type { Block, ReportDocument } from './document'
import { controls, followUps } from './sections/advice'
import { caseTimelineSection, listsSection } from './sections/casework'
import { evidenceAppendix, evidenceSection } from './sections/evidence'
import { figuresAppendix } from './sections/figures-appendix'
import { findingsSection } from './sections/findings'
import { limits } from './sections/limits'
import { notesSection } from './sections/notes'
import type { SectionInput } from './sections/section'
import { summary } from './sections/summary'
import { suspectSection } from './sections/suspect'
import { titleBlock } from './sections/title-block'

/** The whole report in its order: what was found first, how to check it last. */
export function writeDocument(input: SectionInput): ReportDocument {
  const { record, suspects } = input.investigation
  const blocks: readonly Block[] = [
    ...titleBlock(input),
    ...summary(input),
    ...findingsSection(input),
    ...notesSection(input),
    ...caseTimelineSection(input),
    ...listsSection(input),
    ...evidenceSection(input),
    ...suspects.flatMap((suspect, index) => suspectSection(input, suspect, index + 1)),
    ...controls(input),
    ...followUps(input),
    ...limits(input),
    ...evidenceAppendix(input),
    ...figuresAppendix(input),
  ]
  return { title: record.title, blocks }
}
