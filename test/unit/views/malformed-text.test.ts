import { expect, it } from 'vitest'
import { malformedCsv, malformedText } from '../../../src/renderer/views/evidence/malformed-text'
import {
  bareEvidence,
  type EvidenceFile,
  type MalformedLine,
  NO_LINES,
} from '../../../src/shared/evidence/evidence'

const file = (
  path: string,
  malformedLines: readonly MalformedLine[],
  malformed = malformedLines.length,
): EvidenceFile => ({
  ...bareEvidence({ id: 0, path, sizeBytes: 1, modifiedMs: 1 }),
  sha256: 'ab12',
  malformedLines,
  counts: { ...NO_LINES, lines: malformed, malformed },
})

it('as CSV has a row for each line, quoted where RFC 4180 wants it', () => {
  const files = [
    file('a.log', [
      { line: 2, reason: '3 fields where the header has 14', text: '2 "x", y' },
      { line: 10, reason: 'bytes is no number', text: '\\x00 z' },
    ]),
    file('whole.log', []),
    file('b\nc.log', [{ line: 1, reason: 'r', text: 't' }], 1003),
  ]
  expect(malformedCsv(files)).toBe(
    'file,sha256,line,reason,text\r\n' +
      'a.log,ab12,2,3 fields where the header has 14,"2 ""x"", y"\r\n' +
      'a.log,ab12,10,bytes is no number,\\x00 z\r\n' +
      '"b\nc.log",ab12,1,r,t\r\n' +
      '"b\nc.log",ab12,,"1,002 more malformed lines of this file, not kept in the case",\r\n',
  )
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('as CSV has no formula in it: %j', (text) => {
  const csv = malformedCsv([file(text, [{ line: 1, reason: text, text }])])
  const safe = text.startsWith('\r') ? `"'${text}"` : `'${text}`
  expect(csv).toBe(`file,sha256,line,reason,text\r\n${safe},ab12,1,${safe},${safe}\r\n`)
})

it('as text stands under its file, which takes one line', () => {
  const files = [
    file('b\n\u202ec.log', [{ line: 7, reason: 'dstport is no number', text: '2 = x' }], 3),
    file('whole.log', []),
    file('d.log', [{ line: 1, reason: 'r', text: 't' }]),
  ]
  expect(malformedText(files)).toBe(
    'b\\n\\u202ec.log (SHA-256 ab12)\n' +
      '  line 7: dstport is no number\n    2 = x\n' +
      '  2 more malformed lines of this file, not kept in the case\n' +
      '\nd.log (SHA-256 ab12)\n  line 1: r\n    t\n',
  )
})
