import { Fragment } from 'react'
import { inlines, type Text } from '../report/document'
import { readNotes } from '../report/sections/notes'

/**
 * A note as the report prints it: of Markdown what readNotes knows, the rest as it was typed. Text goes
 * into the page as text alone, so nothing that is written in a note can become a part of the page.
 */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className="markdown">
      {readNotes(text).map((block, index) => {
        const key = `${index} ${block.type}`
        if (block.type === 'list') {
          return (
            <ul key={key}>
              {block.items.map((item, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other name
                <li key={at}>
                  <Inlines text={item} />
                </li>
              ))}
            </ul>
          )
        }
        if (block.type === 'paragraph') {
          return (
            <p key={key}>
              <Inlines text={block.text} />
            </p>
          )
        }
        return null
      })}
    </div>
  )
}

function Inlines({ text }: { readonly text: Text }) {
  return inlines(text).map((part, index) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: parts of a text have no other name
    if (typeof part === 'string') return <Fragment key={index}>{part}</Fragment>
    if ('code' in part) return <code key={index}>{part.code}</code>
    return <strong key={index}>{part.strong}</strong>
    // biome-ignore-end lint/suspicious/noArrayIndexKey: parts of a text have no other name
  })
}
