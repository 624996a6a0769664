import { isKnownField } from './fields'

/** What a text says about the order of a flow log's fields, or why it says nothing. */
export type ParsedLogFormat =
  | {
      readonly ok: true
      readonly fields: readonly string[]
      /** Names that Flowcase does not know: kept as text; perhaps misspelt. */
      readonly unknown: readonly string[]
    }
  | {
      readonly ok: false
      readonly message: string
      /** Where in the text the mistake stands, as String.slice takes it; null where nothing can be pointed at. */
      readonly at: readonly [from: number, to: number] | null
    }

/** More than AWS ever offered; a text with more names is no format. */
export const MOST_FIELDS = 200

/** A field's name as flow log headers have it. */
export const FIELD_NAME = /^[a-z][a-z0-9-]*$/

/**
 * Reads the format of a flow log as people have it at hand: the LogFormat of AWS
 * (`${version} ${account-id} …`), the same escaped for Terraform (`$${version} …`), a header line,
 * or names separated by blanks, commas or line breaks; quotes and a leading --log-format are left out.
 */
export function parseLogFormat(text: string): ParsedLogFormat {
  const option = /^\s*--log-format[\s=]/.exec(text)?.[0].length ?? 0
  const words = Array.from(
    text.slice(option).matchAll(/[^\s,'"]+?(?:(?<=\})(?=\$)|(?=[\s,'"]|$))/g),
    (match) => ({
      word: match[0],
      from: option + match.index,
    }),
  )
  if (words.length === 0) return failed('Type the names of the fields in their order.')
  const beyond = words[MOST_FIELDS]
  if (beyond) return failed(`A format has at most ${MOST_FIELDS} fields.`, [beyond.from, text.length])
  const fields: string[] = []
  for (const { word, from } of words) {
    const at = [from, from + word.length] as const
    const name = /^\$\$?\{(.*)\}$/.exec(word)?.[1] ?? word
    if (!FIELD_NAME.test(name)) {
      return failed(
        `“${word}” is no field name: those have lower-case letters, digits and hyphens, as in account-id.`,
        at,
      )
    }
    if (fields.includes(name)) return failed(`${name} stands there twice.`, at)
    fields.push(name)
  }
  return { ok: true, fields, unknown: fields.filter((name) => !isKnownField(name)) }
}

function failed(message: string, at: readonly [number, number] | null = null): ParsedLogFormat {
  return { ok: false, message, at }
}
