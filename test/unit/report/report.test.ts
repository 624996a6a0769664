import { expect, test } from 'vitest'
import type { CaseInvestigation } from '../../../src/renderer/investigation/types'
import { buildReport } from '../../../src/renderer/report'
import { bareEvidence, type EvidenceFile } from '../../../src/shared/evidence/evidence'
import { EVIDENCE, INVESTIGATION, SUSPECT } from './case-fixture'

const OPTIONS = { version: '0.1.0', nfdump: '1.7.1', generatedAt: 1_700_000_100, document: null }

/** The text that a browser would show of the HTML. */
function textOfHtml(html: string): string {
  return html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, (tag) => (/^<\/?(span|strong|code|a)\b/.test(tag) ? '' : ' '))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

function textOfMarkdown(markdown: string): string {
  return markdown.replace(/\\([\\`*_[\]<>|~#.&-])/g, '$1')
}

/** Every number of a text, without the commas between its digits. */
function numbersOf(text: string): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(/\d[\d,]*(\.\d+)*/g), ([number]) => number.replace(/,/g, '')))
}

function reportOf(change: Partial<CaseInvestigation> = {}) {
  return buildReport({ ...INVESTIGATION, ...change }, OPTIONS)
}

test('both forms tell the same numbers', () => {
  const { markdown, html } = reportOf()
  const inHtml = numbersOf(textOfHtml(html))
  const inMarkdown = numbersOf(textOfMarkdown(markdown))
  expect([...inMarkdown].filter((number) => !inHtml.has(number))).toEqual([])
  expect([...inHtml].filter((number) => !inMarkdown.has(number))).toEqual([])
  expect(inHtml.size).toBeGreaterThan(100)
})

test('both forms tell the same words under the same headings', () => {
  const { markdown, html } = reportOf()
  const headings = Array.from(markdown.matchAll(/^#{2,3} (.*)$/gm), ([, title]) =>
    textOfMarkdown(title ?? ''),
  )
  const inHtml = Array.from(html.matchAll(/<h[23]>(.*?)<\/h[23]>/g), ([, title]) => textOfHtml(title ?? ''))
  expect(headings.filter((title) => title !== 'Commands')).toEqual(inHtml)
  const wordsOf = (text: string) => new Set(text.match(/[A-Za-z’]{4,}/g))
  const words = wordsOf(textOfMarkdown(markdown))
  const missing = [...wordsOf(textOfHtml(html))].filter((word) => !words.has(word))
  expect(missing).toEqual([])
})

test('the limits tell the time zones that were stated, or assumed, and what has no command', () => {
  const printed = (path: string, zone: string | null): EvidenceFile => ({
    ...bareEvidence({ id: 90, path, sizeBytes: 1, modifiedMs: 1 }),
    kind: 'nfdump-output',
    capture: {
      ...{ flows: 1, packets: 1, bytes: 40, first: 1, last: 2, skippedPackets: 0 },
      ...{ converter: 'nfdump', facts: null },
      output: {
        ...{ format: 'long', unit: 'line', lines: 1, headers: 0, flows: 1, withoutPackets: 0, summary: 0 },
        ...{ blank: 0, malformed: 0, inexactFlows: 0, zone, zoneAssumed: zone === null },
      },
    },
  })
  const evidence = [...EVIDENCE, printed('dubai.txt', 'Asia/Dubai'), printed('nowhere.txt', null)]
  const { markdown, html } = reportOf({ evidence })
  for (const text of [textOfMarkdown(markdown), textOfHtml(html)]) {
    expect(text).toContain('The examiner stated the time zone of 1 file: dubai.txt (Asia/Dubai).')
    expect(text).toContain('UTC is assumed for 1 file,')
    expect(text).toContain('from UTC: nowhere.txt.')
    expect(text).toContain('time zone Asia/Dubai stated by the examiner')
    expect(text).toContain('no command here derives them again')
  }
  expect(textOfMarkdown(reportOf().markdown)).not.toContain('Time zones of printed flows')
})

test('what the reader looks for stands in both', () => {
  const { markdown, html } = reportOf()
  for (const text of [textOfMarkdown(markdown), textOfHtml(html)]) {
    for (const fact of [
      'Case 7',
      'E. Examiner',
      '/evidence/case 7',
      '2023-11-14 22:13:20 UTC',
      'Flowcase 0.1.0, nfdump 1.7.1',
      `${SUSPECT} takes part in 71 records (56.3 % of all), from 2023-09-28 17:22:35 UTC to 2023-09-28 18:21:36 UTC (59 min 1 s).`,
      '9,007,199,254,740,993 bytes (9.0 PB)',
      'not in the services list (IANA lists ddi-tcp-2)',
      'the TCP handshake',
      'Flow logs and packet captures differ: 8 five-tuples are in both, 7 of them with equal bytes; 1 in the captures alone; 33 in the flow logs alone, 32 of them outside of the time that the captures cover.',
      'T1048 Exfiltration Over Alternative Protocol; T9999',
      'At least 3 times what came back.',
      'Flow data holds no content.',
      `${'a'.repeat(63)}1`,
      'gzip stream ends early, after 2017 unpacked bytes',
      'EACCES: permission denied',
      'Five packets were no IP.',
      'bytes is no number',
      'The residue is 3 records',
      '1695921755 (2023-09-28 17:22:35 UTC)',
      'AWS left records out, as 1 SKIPDATA line in this evidence tells: figures are lower bounds.',
      'Recommended controls',
      'Lateral movement.',
      'Limits of the method',
      'ip 203.0.113.9',
    ]) {
      expect(text).toContain(fact)
    }
  }
})

test('every figure has its command, in both forms', () => {
  const { markdown, html, figures, verifyScript } = reportOf()
  expect(figures.map((figure) => figure.id)).toEqual(INVESTIGATION.figures.map((figure) => figure.id))
  const text = textOfHtml(html)
  for (const figure of figures) {
    expect(markdown).toContain(`\`\`\`sh\n${figure.command}\n\`\`\``)
    expect(text).toContain(figure.command)
    expect(verifyScript).toContain(figure.command)
  }
  // The commands know of values above 2^53, of the damaged file, and of the malformed line.
  expect(figures[3]?.command).toContain('1e9')
  expect(figures[2]?.command).toContain('ok()')
})

test('times are told on the clock of the case too', () => {
  const record = { ...INVESTIGATION.record, timeZone: 'Europe/Berlin' }
  const { markdown, html } = reportOf({ record })
  for (const text of [textOfMarkdown(markdown), textOfHtml(html)]) {
    expect(text).toContain('2023-09-28 17:22:35 UTC (2023-09-28 19:22:35 UTC+02:00)')
    expect(text).toContain('Coordinated Universal Time (UTC), and Europe/Berlin in brackets')
  }
})

test('the same investigation gives the same text', () => {
  expect(reportOf()).toEqual(reportOf())
})

test('a case without suspects, findings or captures', () => {
  const empty = reportOf({
    record: { ...INVESTIGATION.record, suspects: [], examiner: '' },
    suspects: [],
    findings: [],
    figures: [],
    evidence: EVIDENCE.slice(0, 1),
  })
  expect(empty.markdown).toContain('No suspect address was named')
  expect(empty.markdown).toContain('- **Examiner:** not named')
  expect(empty.markdown).not.toContain('nfpcapd of nfdump')
  const quiet = reportOf({ findings: [] })
  expect(quiet.markdown).toContain('None of the rules that Flowcase applies found anything.')
})

test('a suspect that occurs in no flow log', () => {
  const [suspect] = INVESTIGATION.suspects
  if (!suspect) throw new Error('The fixture has a suspect')
  const total = { records: 0, bytes: 0, packets: 0, accepted: 0, rejected: 0 }
  const window = { firstStart: null, lastStart: null, lastEnd: null, duration: null }
  const vpc = {
    ...suspect.vpc,
    total,
    window,
    ports: [],
    services: [],
    ladder: { start: total, startTuples: 0, steps: [], residue: 0 },
  }
  const inCapture = reportOf({ suspects: [{ ...suspect, vpc }] })
  expect(inCapture.markdown).toContain(
    '203.0.113.9 occurs in no flow log record, but in 14 flows of the captures.',
  )
  const nowhere = reportOf({ suspects: [{ ...suspect, vpc, netflow: null, correlation: null }] })
  expect(nowhere.markdown).toContain('203.0.113.9 occurs in no flow log record and in no capture.')
})

const HOSTILE = [
  'pipe|in|name.gz',
  'tick`s ``and`` more`',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  'new\nline\r# Heading\n- item',
  '[link](javascript:alert(1)) *bold* _under_ ~~gone~~ &lt;&#60;',
  'right\u202eto\u200bleft',
  '| a | b |',
  '`',
  ' ',
]

test('text of evidence can’t become markup', () => {
  const [log, ...others] = EVIDENCE
  if (!log) throw new Error('The fixture has a flow log')
  const evidence = [
    ...HOSTILE.map((path, i) => ({
      ...log,
      id: 10 + i,
      path,
      malformedLines: [{ line: 3, reason: path, text: path }],
      damage: { kind: 'corrupt', atByte: 3, message: path } as const,
      remark: path,
    })),
    ...others,
  ]
  const text = HOSTILE.join(' ')
  const { markdown, html } = reportOf({
    evidence,
    record: { ...INVESTIGATION.record, title: text, examiner: text, notes: text, folderPath: text },
    findings: INVESTIGATION.findings.map((finding) => ({ ...finding, title: text, summary: text })),
  })
  const allowed =
    /^<(!doctype html|\/?(html|head|body|article|header|title|h[1-4]|p|ul|li|dl|div|dt|dd|table|caption|thead|tbody|tr|th|td|code|pre|strong|span|br)|html lang="en"|meta [^<>]*|link rel="stylesheet" href="\/report.css"|article class="report" id="paper"|(p|table|th|td|span|code) class="[a-z- ]+"|th scope="col"( class="[a-z]+")?|td colspan="4")>$/
  const tags = html.match(/<[^>]*>/g) ?? []
  expect(tags.filter((tag) => !allowed.test(tag))).toEqual([])
  expect(textOfHtml(html)).toContain('<script>alert(1)</script>')

  const bare = markdown.replace(/^```sh\n.*?\n```$/gms, '').replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, 'CODE')
  expect(bare.match(/(?<!\\)<|^\s*> (?!\*\*Note)/gm)).toBeNull()
  expect(bare).not.toMatch(/(?<!\\)\]\(/)
  const headings = markdown.match(/^#+ .*/gm) ?? []
  expect(headings.filter((heading) => heading.startsWith('# Heading'))).toEqual([])
  for (const table of markdown.match(/(^\|.*\n)+/gm) ?? []) {
    const cells = table
      .trim()
      .split('\n')
      .map((row) => row.match(/(?<!\\)\|/g)?.length)
    expect(new Set(cells).size, table.slice(0, 200)).toBe(1)
  }
  for (const form of [markdown, html]) expect(form).not.toMatch(/[\u202e\u200b\r]/)
})

test('of notes, paragraphs, lists, code and strong text are kept', () => {
  const notes = '# First look\n\nSeen by **two** people\non `host-1`.\n\n- one\n- two\n  more\n\n1. three'
  const { markdown, html } = reportOf({ record: { ...INVESTIGATION.record, notes } })
  expect(markdown).toContain(
    '## Examiner’s notes\n\n**First look**\n\nSeen by **two** people on `host-1`.\n\n- one\n- two more\n\n- three\n\n',
  )
  expect(html).toContain('<p>Seen by <strong>two</strong> people on <code>host-1</code>.</p>')
  expect(html).toContain('<li>two more</li>')
})
