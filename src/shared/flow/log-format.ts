import { isKnownField } from './fields'

/** What a text says about the order of a flow log's fields, or why it says nothing. */
export type ParsedLogFormat =
  | {
      readonly ok: true
      readonly fields: readonly string[]
      /** Names that Flowcase does not know: kept as text; perhaps misspelt. */
      readonly unknown: readonly string[]
    }
  | { readonly ok: false; readonly message: string }

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
  const words = text
    .trim()
    .replace(/^--log-format[\s=]/, '')
    .split(/[\s,'"]+|(?<=\})(?=\$)/)
    .filter((word) => word !== '')
  if (words.length === 0) return failed('Type the names of the fields in their order.')
  if (words.length > MOST_FIELDS) return failed(`A format has at most ${MOST_FIELDS} fields.`)
  const fields: string[] = []
  for (const word of words) {
    const name = /^\$\$?\{(.*)\}$/.exec(word)?.[1] ?? word
    if (!FIELD_NAME.test(name)) {
      return failed(
        `“${word}” is no field name: those have lower-case letters, digits and hyphens, as in account-id.`,
      )
    }
    if (fields.includes(name)) return failed(`${name} stands there twice.`)
    fields.push(name)
  }
  return { ok: true, fields, unknown: fields.filter((name) => !isKnownField(name)) }
}

function failed(message: string): ParsedLogFormat {
  return { ok: false, message }
}
