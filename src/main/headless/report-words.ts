import { parseArgs } from 'node:util'
import { canonicalAddress } from '../../shared/flow/address'
import { REPORT_FORM } from './usage'

/** What is wrong with the words of the command; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  constructor(
    message: string,
    /** The right form of the command. */
    readonly form: string = REPORT_FORM,
  ) {
    super(message)
  }
}

export type TextFormat = 'pdf' | 'md' | 'json'

export interface ReportCommand {
  /** As given, not resolved yet. */
  readonly folder: string
  readonly out: string
  /** At least one, each in its canonical spelling, in the order given, none twice. */
  readonly suspects: readonly string[]
  readonly title: string | null
  readonly examiner: string | null
  readonly timeZone: string
  readonly formats: readonly TextFormat[]
  readonly quiet: boolean
}

const FORMATS: readonly TextFormat[] = ['pdf', 'md', 'json']
const TEXT_OPTIONS = ['suspect', 'out', 'title', 'examiner', 'time-zone', 'formats'] as const
type TextOption = (typeof TEXT_OPTIONS)[number]

/** The words after `report`, those of the runtime taken out; throws UsageError. */
export function parseReportWords(words: readonly string[]): ReportCommand {
  const { folders, values, quiet } = readWords(words)
  const [folder, second] = folders
  if (folder === undefined) throw new UsageError('FOLDER is missing: the folder that the evidence lies in')
  if (second !== undefined) {
    throw new UsageError(`One FOLDER is expected, and "${second}" is a second one; quote a name with spaces`)
  }
  return {
    folder,
    suspects: parseSuspects(required(values, 'suspect', 'the address to investigate')),
    out: required(values, 'out', 'the folder to write the report to'),
    title: values.get('title') ?? null,
    examiner: values.get('examiner') ?? null,
    timeZone: parseTimeZone(values.get('time-zone') ?? 'UTC'),
    formats: parseFormats(values.get('formats') ?? FORMATS.join(',')),
    quiet,
  }
}

function readWords(words: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...words],
    options: {
      ...Object.fromEntries(TEXT_OPTIONS.map((name) => [name, { type: 'string' as const }])),
      quiet: { type: 'boolean' as const },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const folders: string[] = []
  const values = new Map<TextOption, string>()
  let quiet = false
  for (const token of tokens) {
    if (token.kind === 'positional') folders.push(token.value)
    if (token.kind !== 'option') continue
    const { name, value, inlineValue } = token
    if (name === 'quiet') {
      if (value !== undefined) throw new UsageError('--quiet takes no value')
      quiet = true
      continue
    }
    if (!isTextOption(name)) throw new UsageError(`Unknown option ${token.rawName}`)
    if (values.has(name)) {
      const hint = name === 'suspect' ? '; several addresses go into one, with commas between them' : ''
      throw new UsageError(`--${name} is given twice${hint}`)
    }
    const missing = value === undefined || value === '' || (!inlineValue && value.startsWith('--'))
    if (missing) throw new UsageError(`--${name} needs a value`)
    values.set(name, value)
  }
  return { folders, values, quiet }
}

function isTextOption(name: string): name is TextOption {
  return (TEXT_OPTIONS as readonly string[]).includes(name)
}

function required(values: ReadonlyMap<TextOption, string>, name: TextOption, what: string): string {
  const value = values.get(name)
  if (value === undefined) throw new UsageError(`--${name} is missing: ${what}`)
  return value
}

function parseSuspects(text: string): string[] {
  const suspects = text.split(',').map((part) => {
    const address = canonicalAddress(part.trim())
    if (address === null) {
      throw new UsageError(
        `--suspect: "${part.trim()}" is no IP address; expected one such as 203.0.113.7 or 2001:db8::7`,
      )
    }
    return address
  })
  return [...new Set(suspects)]
}

function parseTimeZone(text: string): string {
  try {
    // Newer runtimes also take offsets, which older ones and the report's readers don't.
    if (!/^[A-Za-z]/.test(text)) throw new RangeError('not a name')
    const known = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    // The usual capitals; but an alias stays the name that the examiner knows.
    return known.toLowerCase() === text.toLowerCase() ? known : text
  } catch {
    throw new UsageError(
      `--time-zone: "${text}" is no known time zone; expected one such as Europe/Berlin or UTC`,
    )
  }
}

function parseFormats(text: string): TextFormat[] {
  const given = text.split(',').map((part) => part.trim())
  for (const format of given) {
    if (!(FORMATS as readonly string[]).includes(format)) {
      throw new UsageError(`--formats: "${format}" is no format; expected one or more of pdf,md,json`)
    }
  }
  return FORMATS.filter((format) => given.includes(format))
}
