import type { NfdumpFormat } from '../../../shared/evidence/evidence'
import { isFlowJson } from './json-flow'
import { isRawText } from './raw-record'
import { type CsvColumns, csvColumnsOf, csvHeader, isPipeLine } from './separated-line'
import { textFormatOf } from './text-line'

/** Lines of which one must be a flow, or name the columns of flows. */
const LINES = 30

/** The line above flows in text; what follows the time differs with the version. Events are no flows. */
const TEXT_HEADER = /^Date first seen +(?! *Event).*Proto +Src IP Addr:Port +Dst IP Addr:Port +/

/** A form of nfdump's output. */
export interface OutputForm {
  readonly format: NfdumpFormat
  /** Of CSV. */
  readonly columns: CsvColumns | null
}

/**
 * Tells by its beginning whether a text is what nfdump printed of flows: -o line, long, extended,
 * biline, bilong, csv (of any version), pipe, json, ndjson or raw. Null for anything else, also for
 * statistics (-s) and columns of the caller's own (fmt:).
 * @param bytes the first, which may end in the middle of a line
 */
export function recogniseOutput(bytes: Uint8Array): OutputForm | null {
  if (bytes.includes(0)) return null
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const start = text.replace(/^ï»¿/, '')
  if (isRawText(start)) return { format: 'raw', columns: null }
  if (isFlowJson(start)) return { format: 'json', columns: null }
  for (const line of start.split('\n', LINES)) {
    const form = formOf(line.trimEnd())
    if (form) return form
  }
  return null
}

/** The line above events in text; version 1.6 that knows them prints all flows so, unless told otherwise. */
const EVENT_HEADER = /^Date first seen +Event +(XEvent +)?Proto +Src IP Addr:Port/
const EVENT_JSON = /^[\s[]*\{[^{}]*"type"\s*:\s*"EVENT"/
const STATISTIC = /^Top \d+ .* ordered by \S+:$/

/** What else nfdump prints, which holds no flows that could be counted; null when it is not known. */
export function nameOtherOutput(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const lines = text.replace(/^ï»¿/, '').split('\n', LINES)
  const has = (pattern: RegExp) => lines.some((line) => pattern.test(line.trimEnd()))
  if (has(EVENT_HEADER) || EVENT_JSON.test(text)) {
    return 'a list of firewall or NAT events printed by nfdump (-o nsel or nel), which has no packets'
  }
  return has(STATISTIC) ? 'a statistic printed by nfdump (-s), in which flows are summed up' : null
}

/** The form of a line that is a flow, or of the CSV whose header it is. */
function formOf(line: string): OutputForm | null {
  const format = textFormatOf(line)
  if (format) return { format, columns: null }
  const columns = csvHeader(line) ?? csvColumnsOf(line)
  if (columns) return { format: 'csv', columns }
  if (isPipeLine(line)) return { format: 'pipe', columns: null }
  return TEXT_HEADER.test(line) ? emptyForm(line) : null
}

/** A header: the flow behind it, if there is any, will tell the same. */
function emptyForm(header: string): OutputForm {
  const both = header.includes('Out Pkt')
  const flags = header.includes('Flags Tos')
  const format = both
    ? flags
      ? 'bilong'
      : 'biline'
    : header.includes(' pps ')
      ? 'extended'
      : flags
        ? 'long'
        : 'line'
  return { format, columns: null }
}

/** Whether a line stands above flows in nfdump's text. */
export function isTextHeader(line: string): boolean {
  return TEXT_HEADER.test(line)
}
