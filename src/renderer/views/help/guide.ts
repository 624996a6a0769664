import text from '../../../../docs/user-guide.md?raw'

/** A part of the user guide, in the order of its lines. */
export type GuidePart =
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly text: string; readonly anchor: string }
  /** `source` is an address that the page can load. */
  | { readonly type: 'picture'; readonly source: string; readonly alt: string }
  /** Paragraphs and lists, of which <Markdown> knows all. */
  | { readonly type: 'text'; readonly text: string }

const PICTURES = import.meta.glob<string>('../../../../docs/screenshots/*-light.png', {
  eager: true,
  query: '?url',
  import: 'default',
})

/** docs/user-guide.md, which a reader of the repository sees, is what the app shows as Help. */
export function guideParts(): readonly GuidePart[] {
  return readGuide(text, (path) => PICTURES[`../../../../docs/${path}`] ?? null)
}

/** Throws an Error for a picture that is not there: the guide is part of the build. */
export function readGuide(guide: string, pictureAt: (path: string) => string | null): readonly GuidePart[] {
  const parts: GuidePart[] = []
  let prose: string[] = []
  const flush = () => {
    if (prose.some((line) => line.trim() !== '')) parts.push({ type: 'text', text: prose.join('\n') })
    prose = []
  }
  for (const line of guide.split('\n')) {
    const heading = /^(#{1,3}) (.+)$/.exec(line)
    const picture = /^!\[(.*)\]\((.*)\)$/.exec(line)
    if (!heading && !picture) {
      prose.push(line)
      continue
    }
    flush()
    if (heading) {
      const title = heading[2] as string
      parts.push({
        type: 'heading',
        level: (heading[1] as string).length as 1 | 2 | 3,
        text: title,
        anchor: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      })
    } else {
      const [, alt, path] = picture as unknown as [string, string, string]
      const source = pictureAt(path)
      if (source === null) throw new Error(`The user guide shows ${path}, which is not there.`)
      parts.push({ type: 'picture', source, alt })
    }
  }
  flush()
  return parts
}
