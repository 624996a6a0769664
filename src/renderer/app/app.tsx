import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Redirect, Route, Router, Switch } from 'wouter'
import { CountView } from '../views/count/count-view'
import { AddressView } from '../views/entity/address-view'
import { ServiceView } from '../views/entity/service-view'
import { EvidenceView } from '../views/evidence/evidence-view'
import { FindingsView } from '../views/findings/findings-view'
import { FlowsView } from '../views/flows/flows-view'
import { GraphView } from '../views/graph/graph-view'
import { HelpView } from '../views/help/help-view'
import { HomeView } from '../views/home/home-view'
import { ListsView } from '../views/lists/lists-view'
import { NetflowView } from '../views/netflow/netflow-view'
import { NotebookView } from '../views/notebook/notebook-view'
import { OverviewView } from '../views/overview/overview-view'
import { ReportView } from '../views/report/report-view'
import { SettingsView } from '../views/settings/settings-view'
import { SuspectView } from '../views/suspect/suspect-view'
import { TimelineView } from '../views/timeline/timeline-view'
import { answers } from './answer-cache'
import { ArchiveProgress } from './archive-progress'
import { chooseArchive, openPath } from './archives'
import { bridge } from './bridge'
import { runCommand, useCommand } from './commands'
import { DropTarget } from './drop-target'
import { Failure } from './failure'
import { isStart, navigate, partOf, travel, useHashLocation, useHashSearch } from './hash-location'
import { useMouseTravel } from './mouse-travel'
import { notifyProblem } from './notices'
import { CommandPalette } from './palette/command-palette'
import { goToPane } from './panes'
import { casePath } from './places'
import { chooseFolder, listCases, useSession } from './session'
import { CaseShell } from './shell/case-shell'
import { useShortcuts } from './shortcuts'
import { ShortcutsDialog } from './shortcuts-dialog'
import { toggleTheme, useThemeClass } from './theme'

export function App() {
  useThemeClass()
  useShortcuts()
  return (
    <Failure>
      <QueryClientProvider client={answers}>
        <Router hook={useHashLocation} searchHook={useHashSearch}>
          <Commands />
          <DropTarget />
          <Switch>
            <Route path="/" component={HomeView} />
            <Route path="/settings" component={SettingsView} />
            <Route path="/help" component={HelpView} />
            <Route path="/case/:id/evidence">
              {({ id }) => (
                <CaseShell caseId={id} view="evidence">
                  <EvidenceView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/overview">
              {({ id }) => (
                <CaseShell caseId={id} view="overview">
                  <OverviewView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/timeline">
              {({ id }) => (
                <CaseShell caseId={id} view="timeline">
                  <TimelineView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/suspect/:address?">
              {({ id, address }) => (
                <CaseShell caseId={id} view="suspect">
                  <SuspectView address={partOf(address)} />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/address/:address?">
              {({ id, address }) => (
                <CaseShell caseId={id} view="address">
                  <AddressView address={partOf(address)} />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/service/:protocol/:port">
              {({ id, protocol, port }) => (
                <CaseShell caseId={id} view="service">
                  <ServiceView protocol={protocol} port={port} />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/graph">
              {({ id }) => (
                <CaseShell caseId={id} view="graph">
                  <GraphView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/flows">
              {({ id }) => (
                <CaseShell caseId={id} view="flows">
                  <FlowsView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/count">
              {({ id }) => (
                <CaseShell caseId={id} view="count">
                  <CountView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/netflow">
              {({ id }) => (
                <CaseShell caseId={id} view="netflow">
                  <NetflowView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/findings">
              {({ id }) => (
                <CaseShell caseId={id} view="findings">
                  <FindingsView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/report">
              {({ id }) => (
                <CaseShell caseId={id} view="report">
                  <ReportView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/notebook">
              {({ id }) => (
                <CaseShell caseId={id} view="notebook">
                  <NotebookView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id/lists">
              {({ id }) => (
                <CaseShell caseId={id} view="lists">
                  <ListsView />
                </CaseShell>
              )}
            </Route>
            <Route path="/case/:id">{({ id }) => <Redirect replace to={casePath(id, 'evidence')} />}</Route>
            <Route>
              <Redirect replace to="/" />
            </Route>
          </Switch>
        </Router>
      </QueryClientProvider>
    </Failure>
  )
}

/** Commands that work everywhere, and what the start of the app asks for. */
function Commands() {
  const [shortcuts, showShortcuts] = useState(false)
  useCommand('open-folder', () => void chooseFolder().catch(notifyProblem))
  useCommand('open-archive', () => void chooseArchive().catch(notifyProblem))
  useCommand('go-home', () => navigate('/'))
  useCommand('go-back', () => travel(-1))
  useCommand('go-forward', () => travel(1))
  useMouseTravel()
  useCommand('next-pane', () => goToPane(1))
  useCommand('previous-pane', () => goToPane(-1))
  useCommand('toggle-theme', toggleTheme)
  useCommand('open-settings', () => navigate('/settings'))
  useCommand('open-help', () => navigate('/help'))
  useCommand('show-shortcuts', () => showShortcuts(true))
  useEffect(() => bridge.subscribe('menu.command', runCommand), [])
  useEffect(() => bridge.subscribe('path.opened', (path) => void openPath(path).catch(notifyProblem)), [])
  useEffect(() => {
    const { start } = useSession.getState().facts
    void listCases()
      // A page that was loaded anew is where it was, not where the app was started.
      .then(() => (start && isStart() ? openPath(start) : undefined))
      .catch(notifyProblem)
  }, [])
  return (
    <>
      <ShortcutsDialog open={shortcuts} onClose={() => showShortcuts(false)} />
      <CommandPalette />
      <ArchiveProgress />
    </>
  )
}
