import { Button, InputGroup } from '@blueprintjs/core'
import { Archive, Database, Search } from '@blueprintjs/icons'
import { useRef, useState } from 'react'
import type { CaseRecord } from '../../../shared/case/case'
import { formatCounted } from '../../../shared/format/number'
import { runCommand, useCommand } from '../../app/commands'
import { useSession } from '../../app/session'
import { AppButtons } from '../../app/shell/app-buttons'
import { Waiting } from '../parts/problem'
import { ArchiveCase } from './archive-case'
import { recordHas, useCaseSearch } from './case-search'
import { CaseTable } from './case-table'
import { DeleteCase } from './delete-case'
import { FirstSteps } from './first-steps'
import { OpenButton } from './open-button'

/** All cases, and the way to a new one. */
export function HomeView() {
  const cases = useSession((state) => state.cases)
  const facts = useSession((state) => state.facts)
  const search = useRef<HTMLInputElement>(null)
  useCommand('find', () => search.current?.focus())
  const [text, setText] = useState('')
  const reasons = useCaseSearch(text)
  const found = cases?.filter((record) => reasons.has(record.id) || recordHas(record, text)) ?? []
  const [archived, setArchived] = useState<CaseRecord | null>(null)
  const [doomed, setDoomed] = useState<CaseRecord | null>(null)
  return (
    <main className="home">
      <header className="home-head">
        <div className="brand large">
          <Database size={22} />
          <h1>Flowcase</h1>
        </div>
        <span className="grow" />
        <AppButtons />
      </header>
      <div className="home-body">
        {cases === null ? (
          <Waiting what="Looking for cases…" />
        ) : cases.length === 0 ? (
          <FirstSteps nfdump={facts.nfdump} />
        ) : (
          <>
            <div className="home-bar">
              <h2>Cases</h2>
              <InputGroup
                type="search"
                className="case-search"
                inputRef={search}
                leftIcon={<Search />}
                placeholder="Title, folder, suspect, tag or address"
                aria-label="Search in all cases"
                value={text}
                onValueChange={setText}
              />
              <span className="muted grow" role="status">
                {text.trim() === ''
                  ? 'Drop a folder, or an archive, here to open it'
                  : `${found.length} of ${formatCounted(cases.length, 'case')}`}
              </span>
              <Button icon={<Archive />} onClick={() => runCommand('open-archive')}>
                Open an archive…
              </Button>
              <OpenButton />
            </div>
            <CaseTable cases={found} reasons={reasons} onArchive={setArchived} onDelete={setDoomed} />
          </>
        )}
      </div>
      <footer className="home-foot muted">
        Flowcase {facts.version} · works offline, opens no connection · evidence is only ever read ·{' '}
        {facts.nfdump
          ? `nfdump ${facts.nfdump}`
          : 'nfdump can’t be used: captures are read by Flowcase’s own reader'}
      </footer>
      {archived && <ArchiveCase record={archived} onClose={() => setArchived(null)} />}
      <DeleteCase record={doomed} onClose={() => setDoomed(null)} />
    </main>
  )
}
