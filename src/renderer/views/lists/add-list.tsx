import {
  Button,
  DialogBody,
  DialogFooter,
  FileInput,
  FormGroup,
  InputGroup,
  Radio,
  RadioGroup,
  TextArea,
} from '@blueprintjs/core'
import { useEffect, useId, useState } from 'react'
import type { ListContent, ListKind } from '../../../shared/case/casework'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { messageOf } from '../../app/bridge'
import { notify } from '../../app/notices'
import { useSession } from '../../app/session'
import { editCasework, undo } from '../../casework/casework-state'
import { DataTable } from '../parts/data-table'
import { Dialog } from '../parts/dialog'
import { Select } from '../parts/select'
import { BAD_COLUMNS } from './hits-panel'

/** How long after the last key a pasted or typed list is read, in milliseconds. */
const READ_AFTER_MS = 250

export function AddList({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  // Opened again while it is still fading away, the dialog would show the list before.
  const [opening, setOpening] = useState(0)
  return (
    <Dialog
      isOpen={open}
      onClose={onClose}
      onOpening={() => setOpening((times) => times + 1)}
      title="Add a list of addresses"
      className="add-list"
    >
      <ListForm key={opening} onClose={onClose} />
    </Dialog>
  )
}

type Read =
  | { readonly state: 'none' | 'reading' }
  | { readonly state: 'read'; readonly content: ListContent }
  | { readonly state: 'failed'; readonly message: string }

/** A file or a text, what is read of it, and what it is. */
function ListForm({ onClose }: { onClose(): void }) {
  const id = useId()
  const [kind, setKind] = useState<ListKind>('ioc')
  const [name, setName] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const [text, setText] = useState('')
  const [column, setColumn] = useState<number | null>(null)
  const read = useRead(file, text, column)
  const content = read.state === 'read' ? read.content : null
  const title = name.trim() || file?.name || (kind === 'ioc' ? 'Indicators' : 'Allow list')
  const add = () => {
    if (!content || content.entries.length === 0) return
    const list = {
      ...content,
      id: crypto.randomUUID(),
      name: title,
      kind,
      addedAt: Math.floor(Date.now() / 1000),
    }
    const what = `Add the list “${title}” (${formatCounted(content.entries.length, 'entry', 'entries')}, SHA-256 ${content.sha256})`
    editCasework(() => ({ what, marks: [], lists: [{ before: null, after: list }] }))
    notify(`The list “${title}” was added`, { text: 'Undo', onClick: undo })
    onClose()
  }
  return (
    <>
      <DialogBody>
        <div className="row">
          <RadioGroup
            inline
            selectedValue={kind}
            onChange={(event) => setKind(event.currentTarget.value as ListKind)}
            aria-label="What the list is of"
          >
            <Radio value="ioc" label="Indicators of compromise" />
            <Radio value="allow" label="Allowed: known to be harmless" />
          </RadioGroup>
        </div>
        <div className="list-source">
          <FormGroup label="From a file" labelFor={`${id}-file`}>
            <FileInput
              fill
              hasSelection={file !== null}
              text={file?.name ?? 'Choose a text or CSV file…'}
              inputProps={{ id: `${id}-file`, accept: '.txt,.csv,.tsv,.lst,.ioc,text/*' }}
              onInputChange={(event) => {
                setFile((event.target as HTMLInputElement).files?.[0] ?? null)
                setColumn(null)
              }}
            />
          </FormGroup>
          <FormGroup label="Name" labelFor={`${id}-name`}>
            <InputGroup id={`${id}-name`} value={name} placeholder={title} onValueChange={setName} />
          </FormGroup>
        </div>
        {file === null && (
          <FormGroup label="Or typed: addresses and networks, one a line" labelFor={`${id}-text`}>
            <TextArea
              id={`${id}-text`}
              className="mono"
              fill
              rows={5}
              autoResize={false}
              value={text}
              spellCheck={false}
              placeholder={'203.0.113.9  # seen on 28 September\n198.51.100.0/24'}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </FormGroup>
        )}
        <div role="status" className="list-read">
          {read.state === 'reading' && 'Reading the list…'}
          {read.state === 'failed' && <span className="field-error">{read.message}</span>}
          {content && (
            <>
              <strong>{formatCounted(content.entries.length, 'entry', 'entries')}</strong>
              {content.repeated > 0 && ` · ${formatCounted(content.repeated, 'line')} repeat another`}
              {content.badLines > 0 && ` · ${formatCounted(content.badLines, 'line')} can’t be used`}
              <span className="muted mono hash-line"> SHA-256 {content.sha256}</span>
            </>
          )}
        </div>
        {content?.csv && (
          <FormGroup label="Column with the addresses" labelFor={`${id}-column`} inline>
            <Select
              id={`${id}-column`}
              label="Column with the addresses"
              value={String(content.csv.column)}
              options={content.csv.columns.map((text, at) => ({ value: String(at), text }))}
              onValue={(value) => setColumn(Number(value))}
            />
          </FormGroup>
        )}
        {content && content.badLines > 0 && (
          <div className="bad-lines boxed">
            <DataTable
              label="Lines that can’t be used"
              columns={BAD_COLUMNS}
              rows={content.bad}
              empty=""
              footer={[
                '',
                content.badLines > content.bad.length
                  ? `The first ${content.bad.length} of ${formatCount(content.badLines)}`
                  : 'These lines are left out',
                '',
              ]}
            />
          </div>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button intent="primary" disabled={!content || content.entries.length === 0} onClick={add}>
              Add the list
            </Button>
          </>
        }
      />
    </>
  )
}

/** The list as the engine reads it; of several, the last one that was asked for. */
function useRead(file: File | null, text: string, column: number | null): Read {
  const engine = useSession((state) => state.engine)
  const [read, setRead] = useState<Read>({ state: 'none' })
  useEffect(() => {
    if (file === null && text.trim() === '') {
      setRead({ state: 'none' })
      return
    }
    let current = true
    const timer = setTimeout(
      () => {
        setRead({ state: 'reading' })
        bytesOf(file ?? text)
          .then((bytes) => engine.readList(bytes, column))
          .then(
            (content) => current && setRead({ state: 'read', content }),
            (problem: unknown) => current && setRead({ state: 'failed', message: messageOf(problem) }),
          )
      },
      file ? 0 : READ_AFTER_MS,
    )
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [engine, file, text, column])
  return read
}

async function bytesOf(source: File | string): Promise<Uint8Array> {
  return typeof source === 'string'
    ? new TextEncoder().encode(source)
    : new Uint8Array(await source.arrayBuffer())
}
