import { oneLine } from '../../shared/format/one-line'
import type { Timeline } from '../investigation/types'
import { seriesColour } from './chart'
import {
  type Block,
  type Inline,
  inlines,
  type NumberedFigure,
  type ReportDocument,
  type TableBlock,
  type Text,
} from './document'
import { figureSource, figureValue } from './figure-text'

/** Draws a timeline as SVG markup. */
export type DrawTimeline = (timeline: Timeline) => string

/**
 * The report as one HTML document for the screen and for paper. Everything about its looks is in
 * the app's own report.css: the policy of the page allows neither inline styles nor scripts.
 */
export function renderHtml(document: ReportDocument, draw: DrawTimeline | null): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(oneLine(document.title))}</title>
<link rel="stylesheet" href="/report.css">
</head>
<body>
<article class="report" id="paper">
<header>
<p class="kind">Findings report</p>
<h1>${prose(document.title)}</h1>
</header>
${document.blocks.map((block) => renderBlock(block, draw)).join('\n')}
</article>
</body>
</html>
`
}

function renderBlock(block: Block, draw: DrawTimeline | null): string {
  switch (block.type) {
    case 'heading': {
      const tag = `h${block.level + 1}`
      return `<${tag}>${prose(block.text)}</${tag}>`
    }
    case 'paragraph':
      return `<p>${renderText(block.text)}</p>`
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${renderText(item)}</li>`).join('\n')}\n</ul>`
    case 'facts':
      return `<dl>\n${block.rows
        .map(([name, text]) => `<div><dt>${prose(name)}</dt><dd>${renderText(text)}</dd></div>`)
        .join('\n')}\n</dl>`
    case 'note':
      return `<p class="note"><strong>Note.</strong> ${renderText(block.text)}</p>`
    case 'table':
      return renderTable(block)
    case 'chart':
      return `${draw ? renderChart(block.timeline, block.caption, draw) : ''}${renderTable(block.table)}`
    case 'figures':
      return renderFigures(block.figures)
  }
}

function renderText(text: Text): string {
  return inlines(text).map(renderInline).join('')
}

function renderInline(inline: Inline): string {
  if (typeof inline === 'string') return prose(inline)
  return 'code' in inline ? `<code>${prose(inline.code)}</code>` : `<strong>${prose(inline.strong)}</strong>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text in which nothing is markup, for content and attributes. */
function prose(text: string): string {
  return escapeHtml(oneLine(text)).replace(KEPT, '<span class="keep">$&</span>')
}

/** Not to be broken over lines: dates, times with their zone, byte counts in human form. */
const KEPT = /\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d(\.\d{3})?( UTC([+-]\d\d:\d\d)?)?|\(\d[\d.]* [kMGTPE]?B\)/g

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}

/** Tables of at most so many rows are kept on one page. */
const SMALL_ROWS = 12

function renderTable({ caption, columns, rows }: TableBlock): string {
  const own = columns.flatMap((column, i) => (column.kind === 'hash' ? [] : [{ column, i }]))
  const below = (i: number) => (columns[i + 1]?.kind === 'hash' ? i + 1 : null)
  const head = own.map(({ column, i }) => {
    const under = below(i)
    const title = under === null ? column.title : `${column.title}, ${columns[under]?.title}`
    return `<th scope="col" class="${column.kind}">${prose(title)}</th>`
  })
  const body = rows.map((row) => {
    const cells = own.map(({ column, i }) => {
      const under = below(i)
      const hash = under === null ? '' : `<br><span class="hash">${renderText(row[under] ?? '')}</span>`
      return `<td class="${column.kind}">${renderText(row[i] ?? '')}${hash}</td>`
    })
    return `<tr>${cells.join('')}</tr>`
  })
  // Wide tables are set smaller on paper.
  const classes = [columns.length > 6 ? 'wide' : 'narrow', rows.length > SMALL_ROWS ? 'long' : 'short']
  return `<table class="${classes.join(' ')}">\n<caption>${prose(caption)}</caption>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>`
}

function renderChart(timeline: Timeline, caption: string, draw: DrawTimeline): string {
  const legend = timeline.series.map(
    ({ label, port }, i) =>
      `<li><svg width="10" height="10" aria-hidden="true"><rect width="10" height="10" fill="${seriesColour(i, port)}"/></svg> ${prose(label)}</li>`,
  )
  return `<figure>\n<figcaption>${prose(caption)}</figcaption>\n<ul class="legend">${legend.join('')}</ul>\n${draw(timeline)}\n</figure>\n`
}

function renderFigures(figures: readonly NumberedFigure[]): string {
  const rows = figures.map(
    (figure) => `<tbody>
<tr><td class="number">${figure.number}</td><td class="text">${prose(figure.label)}<br><code>${prose(figure.id)}</code></td><td class="text">${figureSource(figure)}</td><td class="number">${prose(figureValue(figure))}</td><td class="text">${figure.unit}</td></tr>
<tr><td></td><td colspan="4"><code class="filter">${prose(figure.filter)}</code></td></tr>
<tr><td></td><td colspan="4"><pre>${escapeHtml(figure.command)}</pre></td></tr>
</tbody>`,
  )
  return `<table class="figures">
<caption>Figures</caption>
<thead><tr><th scope="col" class="number">No.</th><th scope="col">Figure</th><th scope="col">Source</th><th scope="col" class="number">Value</th><th scope="col">Unit</th></tr></thead>
${rows.join('\n')}
</table>`
}
