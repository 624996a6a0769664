type Head = { readonly title: string; readonly examiner: string }

// Chromium draws head and foot enlarged by 4/3: these are the 15 mm and 8 pt of the report's own pages.
const STYLE =
  'width:100%;margin:0 11.25mm;display:flex;justify-content:space-between;gap:6mm;' +
  "font:6pt 'Helvetica Neue',Arial,'Liberation Sans',sans-serif;color:#5f6b7c;"
const CUT = 'overflow:hidden;white-space:nowrap;text-overflow:ellipsis;'

/** Head of each PDF page: the title left, the examiner right. */
export function headerTemplate(head: Head): string {
  return `<div style="${STYLE}"><span style="${CUT}">${escapeHtml(head.title)}</span><span style="${CUT}">${escapeHtml(head.examiner)}</span></div>`
}

/** Foot of each PDF page: which page of how many. Chromium fills the classes in. */
export function footerTemplate(): string {
  return `<div style="${STYLE}"><span>Findings report</span><span>Page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}
