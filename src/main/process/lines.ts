import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** Characters after which a line is taken for something that is no text. */
const LONGEST_LINE = 1_048_576

export type LineListener = ((line: string) => void) | ((line: string) => Promise<void>)

/**
 * Hands over a UTF-8 stream line by line, without the newlines. The stream rests while a promise that
 * `onLine` returned is pending. Rejects on a line of more than 1,048,576 characters.
 */
export async function deliverLines(stream: Readable, onLine: LineListener): Promise<void> {
  const decoder = new StringDecoder('utf8')
  let open = ''
  for await (const chunk of chunksOf(stream)) {
    const text = open + decoder.write(chunk)
    let from = 0
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      const pending = onLine(text.slice(from, at))
      if (pending) await pending
      from = at + 1
    }
    open = text.slice(from)
    if (open.length > LONGEST_LINE) throw new Error(`A line of more than ${LONGEST_LINE} characters came`)
  }
  open += decoder.end()
  if (open !== '') await onLine(open)
}

/** The chunks of a stream; one that was destroyed halfway ends like one that came to its end. */
async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk as Buffer
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}
