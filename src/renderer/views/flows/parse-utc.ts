import dayjs from 'dayjs'
import customParseFormat from 'dayjs/plugin/customParseFormat'
import utc from 'dayjs/plugin/utc'

dayjs.extend(utc)
dayjs.extend(customParseFormat)

const FORMS = [
  'YYYY-MM-DD HH:mm:ss',
  'YYYY-MM-DD HH:mm',
  'YYYY-MM-DD',
  'YYYY-MM-DDTHH:mm:ss',
  'YYYY-MM-DDTHH:mm',
]

/** Epoch seconds of a time written in UTC, or of epoch seconds themselves; null when it is neither. */
export function parseUtc(text: string): number | null {
  const bare = text.trim().replace(/(\s*UTC|Z)$/i, '')
  if (/^\d{9,11}(\.\d+)?$/.test(bare)) return Number(bare)
  for (const form of FORMS) {
    const time = dayjs.utc(bare, form, true)
    if (time.isValid()) return time.valueOf() / 1000
  }
  return null
}
