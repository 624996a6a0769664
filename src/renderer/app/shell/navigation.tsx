import {
  Book,
  Database,
  Document,
  Graph as GraphIcon,
  GroupedBarChart,
  Home,
  IpAddress,
  Layers,
  Lightbulb,
  PanelStats,
  Properties,
  SeriesSearch,
  Target,
  Th,
  TimelineEvents,
} from '@blueprintjs/icons'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { formatCount } from '../../../shared/format/number'
import { useCasework } from '../../casework/casework-state'
import { viewPath } from '../../views/pivot/filtered-place'
import { useHashLocation, useHashSearch } from '../hash-location'
import { useOpenCase } from '../open-case'
import { type CaseView, suspectPath } from '../places'
import { useSession } from '../session'

/** The views of the open case, with what they hold. */
export function Navigation({ view }: { readonly view: CaseView }) {
  const { record, evidence, contents } = useOpenCase()
  const facts = useSession((state) => state.facts)
  const casework = useCasework()
  const [path] = useHashLocation()
  // The links of other views carry the question of this one.
  useHashSearch()
  const items: readonly (readonly [CaseView, string, ReactNode, number | null])[] = [
    ['evidence', 'Evidence', <Layers key="i" />, evidence.length],
    ['overview', 'Overview', <PanelStats key="i" />, null],
    ['timeline', 'Timeline', <TimelineEvents key="i" />, null],
    ['suspect', 'Suspect', <Target key="i" />, null],
    ['address', 'Addresses', <IpAddress key="i" />, null],
    ['graph', 'Graph', <GraphIcon key="i" />, null],
    ['flows', 'Flows', <Th key="i" />, contents.flows.vpc],
    ['count', 'Count', <GroupedBarChart key="i" />, null],
    ['netflow', 'NetFlow', <SeriesSearch key="i" />, contents.flows.netflow],
    ['findings', 'Findings', <Lightbulb key="i" />, null],
    ['report', 'Report', <Document key="i" />, null],
    ['notebook', 'Notebook', <Book key="i" />, casework.marks.length],
    ['lists', 'Lists', <Properties key="i" />, casework.lists.length],
  ]
  return (
    <nav className="nav" aria-label="Case">
      <div className="brand">
        <Database size={16} />
        Flowcase
      </div>
      <Link to="/" className="nav-item">
        <Home />
        <span className="grow">All cases</span>
      </Link>
      <ul className="nav-list">
        {items.map(([id, name, icon, count]) => (
          <li key={id}>
            <Link
              to={viewPath(record.id, id, window.location.hash)}
              className="nav-item"
              aria-current={
                view === id && !(id === 'suspect' && path.split('/').length > 4) ? 'page' : undefined
              }
              data-active={view === id}
            >
              {icon}
              <span className="grow">{name}</span>
              {count !== null && count > 0 && <span className="nav-count">{formatCount(count)}</span>}
            </Link>
            {id === 'suspect' && record.suspects.length > 0 && (
              <ul className="nav-sub" aria-label="Suspects of this case">
                {record.suspects.map((address) => {
                  const to = suspectPath(record.id, address)
                  return (
                    <li key={address}>
                      <Link to={to} className="nav-item" aria-current={path === to ? 'page' : undefined}>
                        <span className="grow address">{address}</span>
                      </Link>
                    </li>
                  )
                })}
              </ul>
            )}
          </li>
        ))}
      </ul>
      <span className="grow" />
      <p className="nav-foot">
        Flowcase {facts.version}
        <br />
        Offline. Evidence is read only.
      </p>
    </nav>
  )
}
