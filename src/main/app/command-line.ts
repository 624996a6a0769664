import { parseReportWords, type ReportCommand, UsageError } from '../headless/report-words'
import { OPEN_FORM } from '../headless/usage'
import { isRuntimeSwitch } from './runtime-switches'

export type Command =
  /** `path` is that of an evidence folder, or of an archive. */
  | { readonly kind: 'open'; readonly path: string | null }
  | ({ readonly kind: 'report' } & ReportCommand)
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }

/** The words of the user: what stands after the executable and, in development, the app's folder. */
export function userWords(argv: readonly string[], defaultApp: boolean): readonly string[] {
  return argv.slice(defaultApp ? 2 : 1)
}

/** What the app was started for; throws UsageError. */
export function parseCommand(words: readonly string[]): Command {
  const rest = words.filter((word) => !isRuntimeWord(word))
  const [first] = rest
  if (rest.includes('--help') || rest.includes('-h')) return { kind: 'help' }
  if (rest.includes('--version')) return { kind: 'version' }
  if (first === 'report') return { kind: 'report', ...parseReportWords(rest.slice(1)) }
  const paths = rest[0] === '--' ? rest.slice(1) : rest
  const [path, second] = paths
  const option = rest[0] === '--' ? undefined : rest.find((word) => word.startsWith('-'))
  if (option !== undefined) throw new UsageError(`Unknown option ${option}`, OPEN_FORM)
  if (second !== undefined) {
    throw new UsageError(
      `One FOLDER or archive is expected, and "${second}" is a second one; quote a name with spaces`,
      OPEN_FORM,
    )
  }
  return { kind: 'open', path: path ?? null }
}

function isRuntimeWord(word: string): boolean {
  const name = /^--([a-z][a-z0-9-]*)(=.*)?$/s.exec(word)?.[1]
  return name !== undefined && isRuntimeSwitch(name)
}
