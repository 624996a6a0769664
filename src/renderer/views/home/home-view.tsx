import { Database } from '@blueprintjs/icons'
import { useState } from 'react'
import type { CaseRecord } from '../../../shared/case/case'
import { useSession } from '../../app/session'
import { AppButtons } from '../../app/shell/app-buttons'
import { Waiting } from '../parts/problem'
import { CaseTable } from './case-table'
import { DeleteCase } from './delete-case'
import { FirstSteps } from './first-steps'
import { OpenButton } from './open-button'

/** All cases, and the way to a new one. */
export function HomeView() {
  const cases = useSession((state) => state.cases)
  const facts = useSession((state) => state.facts)
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
              <span className="muted">Drop a folder here to open it as a case</span>
              <span className="grow" />
              <OpenButton />
            </div>
            <CaseTable cases={cases} onDelete={setDoomed} />
          </>
        )}
      </div>
      <footer className="home-foot muted">
        Flowcase {facts.version} · works offline, opens no connection · evidence is only ever read ·{' '}
        {facts.nfdump
          ? `nfdump ${facts.nfdump}`
          : 'nfdump can’t be used: captures are read by Flowcase’s own reader'}
      </footer>
      <DeleteCase record={doomed} onClose={() => setDoomed(null)} />
    </main>
  )
}
