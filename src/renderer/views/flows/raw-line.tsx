import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { EvidenceFile } from '../../../shared/evidence/evidence'
import type { LineReply } from '../../../shared/ipc/channels'
import { bridge, messageOf } from '../../app/bridge'
import { useOpenCase } from '../../app/open-case'
import { CopyButton } from '../parts/hash'

/** A row that the selection only passes is not read for. */
const REST_MS = 150

/** The line that a flow was read from, read again, and whether the file is still the one that was read. */
export function RawLine({ file, line }: { readonly file: EvidenceFile; readonly line: number }) {
  const { folderId } = useOpenCase().record
  const rested = useRested(`${file.id} ${line}`)
  const { data, error } = useQuery<LineReply>({
    queryKey: ['line', folderId, file.path, line],
    queryFn: () => {
      const fields = file.format?.order === 'given' ? file.fields : null
      return bridge.request('line.read', { folderId, path: file.path, line, fields: fields && [...fields] })
    },
    enabled: rested,
    // The file may be another one the next time.
    staleTime: 0,
    gcTime: 0,
  })
  const text = data?.state === 'read' ? data.text : null
  return (
    <section aria-label="The line in the evidence">
      <div className="raw-line-head">
        <h3>{file.format?.unit === 'line' ? 'The line itself' : 'The record itself'}</h3>
        {text !== null && <CopyButton text={text} what="line" />}
      </div>
      {text !== null && <pre className="raw-line">{text}</pre>}
      <p className="raw-line-note" role="status">
        <Verdict file={file} reply={data} problem={error} />
      </p>
    </section>
  )
}

function Verdict({
  file,
  reply,
  problem,
}: {
  readonly file: EvidenceFile
  readonly reply: LineReply | undefined
  readonly problem: unknown
}) {
  if (problem) return <span className="warn">{messageOf(problem)}</span>
  if (!reply || reply.state === 'superseded') return <span className="muted">Reading the file again…</span>
  if (reply.state === 'unreadable') {
    return (
      <span className="warn">
        {reply.message}. Connect the drive that the evidence lies on; all that was read stays usable.
      </span>
    )
  }
  if (reply.sha256 === null || file.sha256 === null) {
    return (
      <span className="warn">
        The file can’t be hashed: whether it is the one that was read is not known.
      </span>
    )
  }
  if (reply.sha256 !== file.sha256) {
    return (
      <span className="warn">
        The file is not the one that was read: its SHA-256 is {reply.sha256} now.
        {reply.text === null && ' No record stands in this line of it.'}
      </span>
    )
  }
  return <span className="good">Read again just now: the file has the same SHA-256 as when it was read.</span>
}

/** Whether the key has been the same for a moment. */
function useRested(key: string): boolean {
  const [rested, setRested] = useState<string | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setRested(key), REST_MS)
    return () => clearTimeout(timer)
  }, [key])
  return rested === key
}
