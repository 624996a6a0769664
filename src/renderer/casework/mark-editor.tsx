import { Button, FormGroup, Switch, TagInput, TextArea } from '@blueprintjs/core'
import { Star, StarEmpty } from '@blueprintjs/icons'
import { useEffect, useId, useRef, useState } from 'react'
import { type MarkSubject, subjectId } from '../../shared/case/casework'
import { tagCounts } from '../../shared/case/edit-casework'
import { changeMark, useCasework, useMark } from './casework-state'
import { Markdown } from './markdown'

interface MarkEditorProps {
  readonly subject: MarkSubject
  readonly autoFocus?: boolean
}

/** The star, tags and note of one subject; each is kept as soon as it is left. */
export function MarkEditor({ subject, autoFocus = false }: MarkEditorProps) {
  // What is typed belongs to one subject.
  return <Editor key={subjectId(subject)} subject={subject} autoFocus={autoFocus} />
}

function Editor({ subject, autoFocus }: Required<MarkEditorProps>) {
  const mark = useMark(subject)
  const { marks } = useCasework()
  const id = useId()
  const tags = mark?.tags ?? []
  const others = [...tagCounts(marks).keys()].filter((tag) => !tags.includes(tag)).slice(0, 8)
  return (
    <div className="mark-editor">
      <Button
        small
        icon={mark?.starred ? <Star /> : <StarEmpty />}
        active={mark?.starred ?? false}
        aria-pressed={mark?.starred ?? false}
        onClick={() => changeMark(subject, { starred: !mark?.starred })}
      >
        {mark?.starred ? 'Starred' : 'Star'}
      </Button>
      <FormGroup label="Tags" labelFor={`${id}-tags`}>
        <TagInput
          values={tags}
          addOnBlur
          separator={/[,\n]/}
          placeholder="Add a tag…"
          inputProps={{ id: `${id}-tags`, autoFocus, spellCheck: false }}
          tagProps={{ minimal: true }}
          onChange={(values) => {
            changeMark(subject, { tags: values.map(String) })
          }}
        />
        {others.length > 0 && (
          <div className="tag-choices">
            {others.map((tag) => (
              <Button
                key={tag}
                minimal
                small
                aria-label={`Add the tag ${tag}`}
                onClick={() => changeMark(subject, { tags: [...tags, tag] })}
              >
                + {tag}
              </Button>
            ))}
          </div>
        )}
      </FormGroup>
      <NoteField id={`${id}-note`} note={mark?.note ?? ''} onNote={(note) => changeMark(subject, { note })} />
    </div>
  )
}

interface NoteFieldProps {
  readonly id: string
  readonly note: string
  onNote(note: string): void
}

/** A note is one step to undo: it is kept when the field is left, not with each key. */
function NoteField({ id, note, onNote }: NoteFieldProps) {
  const [text, setText] = useState(note)
  const [preview, setPreview] = useState(false)
  const latest = useRef({ text, note, onNote })
  latest.current = { text, note, onNote }
  useEffect(() => setText(note), [note])
  useEffect(
    () => () => {
      const { current } = latest
      if (current.text !== current.note) current.onNote(current.text)
    },
    [],
  )
  return (
    <FormGroup label="Note" labelFor={id} labelInfo="Markdown: **strong**, `code`, lists, # headings">
      {preview ? (
        <section className="note-preview boxed" aria-label="Preview of the note">
          <Markdown text={text} />
        </section>
      ) : (
        <TextArea
          id={id}
          value={text}
          fill
          rows={5}
          autoResize={false}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={() => {
            if (text !== note) onNote(text)
          }}
        />
      )}
      <Switch
        className="note-switch"
        label="Preview"
        checked={preview}
        onChange={(event) => setPreview(event.currentTarget.checked)}
      />
    </FormGroup>
  )
}
