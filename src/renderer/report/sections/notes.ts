import { type Block, heading, type Inline, list, paragraph } from '../document'
import type { SectionInput } from './section'

/**
 * The examiner's notes. Of Markdown they may have paragraphs, lists, headings, `code` and
 * **strong**: read into the report's own parts, so that nothing in them can change the report.
 */
export function notesSection({ investigation }: SectionInput): readonly Block[] {
  const { notes } = investigation.record
  if (notes.trim() === '') return []
  return [heading(1, 'Examiner’s notes'), ...readNotes(notes)]
}

export function readNotes(text: string): readonly Block[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map((part) => part.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0)
    .flatMap(readPart)
}

/** Consecutive lines: headings on their own, list items together, the rest as one paragraph. */
function readPart(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = []
  let items: string[] = []
  let prose: string[] = []
  const flush = () => {
    if (items.length > 0) blocks.push(list(items.map(readInlines)))
    if (prose.length > 0) blocks.push({ type: 'paragraph', text: readInlines(prose.join(' ')) })
    items = []
    prose = []
  }
  for (const line of lines) {
    const title = /^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1]
    const item = /^\s*(?:[-*+]|\d{1,9}[.)])\s+(.*)$/.exec(line)?.[1]
    if (title !== undefined) {
      flush()
      blocks.push(paragraph({ strong: title }))
    } else if (item !== undefined) {
      if (prose.length > 0) flush()
      items.push(item.trim())
    } else if (items.length > 0 && /^\s/.test(line)) {
      items.push(`${items.pop()} ${line.trim()}`)
    } else {
      if (items.length > 0) flush()
      prose.push(line.trim())
    }
  }
  flush()
  return blocks
}

function readInlines(text: string): readonly Inline[] {
  return text
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (/^`[^`]+`$/.test(part)) return { code: part.slice(1, -1) }
      if (/^\*\*[^*]+\*\*$/.test(part)) return { strong: part.slice(2, -2) }
      return part
    })
}
