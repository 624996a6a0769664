import { Button, SegmentedControl } from '@blueprintjs/core'
import { Undo } from '@blueprintjs/icons'
import { useMemo, useRef } from 'react'
import { address as addressFilter, type Filter } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import { useDerived } from '../../app/answers'
import { notify, notifyProblem } from '../../app/notices'
import { useOpenCase } from '../../app/open-case'
import { usePlaceQuery } from '../../app/places'
import { changeCase } from '../../app/session'
import { useFilterText } from '../../casework/tagged-filter'
import { askClimb, askNextServices, MAX_SERVICES, type NextService } from '../../investigation/ladder-climb'
import { FilterBar } from '../filter/filter-bar'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Count } from '../parts/figures'
import { PortLabel } from '../parts/links'
import { Panel } from '../parts/panel'
import { Problem, Waiting } from '../parts/problem'
import { ClimbTable } from './climb-table'

type Sources = FlowSource | 'both'

const SOURCES: Readonly<Record<Sources, readonly FlowSource[]>> = {
  vpc: ['vpc'],
  netflow: ['netflow'],
  both: ['vpc', 'netflow'],
}

/**
 * The exclusion ladder by hand: from a suspect, or any filter, the examiner takes services away one
 * at a time, until nothing is left, or what is unknown stands alone. All of it is in the place, so
 * that Back undoes a step too.
 */
export function LadderClimb({ suspect }: { readonly suspect: string }) {
  const { contents, record } = useOpenCase()
  const [params, change] = usePlaceQuery()
  const input = useRef<HTMLInputElement>(null)
  const own = printFilter(addressFilter(suspect))
  const text = params.get('from') ?? own
  const { parsed, asked } = useFilterText(text)
  const kept = record.ladders?.[suspect]
  const away = params.get('away') ?? (text === own && kept ? kept.join(',') : '')
  const ports = useMemo(() => away.split(',').filter(Boolean).map(Number), [away])
  const named = params.get('in') as Sources | null
  const sources = named ?? (contents.flows.netflow > 0 ? 'both' : 'vpc')
  // 'none' keeps an empty ladder apart from one that was not begun here.
  const take = (next: readonly number[]) => change({ away: next.length === 0 ? 'none' : next.join(',') })
  const isKept = (kept ?? []).join(',') === ports.filter(Number.isInteger).join(',')
  const taken = useMemo(() => ports.filter(Number.isInteger), [ports])
  const keep = () => {
    const { [suspect]: _, ...others } = record.ladders ?? {}
    changeCase({ ladders: taken.length === 0 ? others : { ...others, [suspect]: taken } })
      .then(() => notify(`The report takes these ports of ${suspect} away first, in this order`))
      .catch(notifyProblem)
  }
  return (
    <div className="suspect-panels climb">
      <div className="toolbar climb-bar">
        <FilterBar text={text} inputRef={input} onApply={(from) => change({ from, away: 'none' })} />
        {contents.flows.netflow > 0 && (
          <SegmentedControl
            small
            options={[
              { value: 'vpc', label: 'Flow logs' },
              { value: 'netflow', label: 'NetFlow' },
              { value: 'both', label: 'Both' },
            ]}
            value={sources}
            onValueChange={(value) => change({ in: value })}
          />
        )}
        <Button small icon={<Undo />} disabled={taken.length === 0} onClick={() => take(taken.slice(0, -1))}>
          Undo
        </Button>
        {text === own && (
          <Button small disabled={isKept} onClick={keep}>
            {isKept && taken.length > 0 ? 'Kept for the report' : 'Keep for the report'}
          </Button>
        )}
      </div>
      {parsed.ok ? (
        <Climbed
          key={text}
          filter={asked}
          sources={SOURCES[sources]}
          ports={taken}
          onTake={(port) => take([...taken, port])}
        />
      ) : (
        <p className="notice">The ladder can't begin while its filter can't be read.</p>
      )}
    </div>
  )
}

interface ClimbedProps {
  readonly filter: Filter
  readonly sources: readonly FlowSource[]
  readonly ports: readonly number[]
  onTake(port: number): void
}

function Climbed({ filter, sources, ports, onTake }: ClimbedProps) {
  const { data, error, isPlaceholderData } = useDerived(['climb', filter, sources, ports], (ask) =>
    askClimb(ask, sources, filter, ports),
  )
  const rest = data?.at(-1)?.filter
  const next = useDerived(
    ['climb-next', rest, sources],
    async (ask) => (rest ? askNextServices(ask, sources, rest) : []),
    { enabled: rest !== undefined },
  )
  // Services of the step before must not be taken for those of this one.
  const isOld = isPlaceholderData || next.isPlaceholderData
  const columns = useMemo(() => nextColumns(sources, isOld, onTake), [sources, isOld, onTake])
  if (error) return <Problem title="The ladder could not be climbed" problem={error} />
  if (!data) return <Waiting what="Counting what remains…" />
  const left = data.at(-1)?.remaining ?? []
  const isEmpty = left.every(({ records }) => records === 0)
  return (
    <div className="two">
      <Panel title="Steps" note="what remains after each, with its filter and command">
        <ClimbTable steps={data} />
        <p className={`ladder-end ${isEmpty ? 'good' : 'warn'}`}>
          {isEmpty ? (
            <strong>The residue is empty.</strong>
          ) : (
            <strong>
              {left
                .map(
                  ({ source, records }) =>
                    `${formatCount(records)} ${source === 'vpc' ? 'records' : 'flows'}`,
                )
                .join(' and ')}{' '}
              remain.
            </strong>
          )}
        </p>
      </Panel>
      <Panel
        flush
        title="What remains, by service"
        note={`what taking it away takes${next.data?.length === MAX_SERVICES ? `; the ${MAX_SERVICES} largest` : ''}`}
      >
        <DataTable
          label="Services that remain"
          columns={columns}
          rows={next.data ?? []}
          empty={
            next.data === undefined
              ? 'Counting…'
              : isEmpty
                ? 'Nothing remains.'
                : 'What remains has no ports.'
          }
        />
      </Panel>
    </div>
  )
}

function nextColumns(
  sources: readonly FlowSource[],
  isOld: boolean,
  onTake: (port: number) => void,
): readonly DataColumn<NextService>[] {
  return [
    {
      id: 'port',
      title: 'Service',
      track: 'minmax(88px, 1fr)',
      value: (row) => row.port,
      cell: (row) => <PortLabel port={row.port} protocol={row.protocol} />,
    },
    {
      id: 'name',
      title: 'Name',
      track: '112px',
      value: (row) => row.name,
      cell: (row) => (row.name === null ? <span className="unlisted">not listed</span> : row.name),
    },
    ...sources.flatMap((source) => volumeColumns(source)),
    {
      id: 'take',
      title: '',
      track: '104px',
      cell: (row) => (
        <Button
          small
          minimal
          tabIndex={-1}
          className="take"
          disabled={isOld}
          title={`and not port ${row.port}`}
          aria-label={`Take away port ${row.port}`}
          onClick={() => onTake(row.port)}
        >
          Take away
        </Button>
      ),
    },
  ]
}

/** Flows and bytes of one source: two sources of one flow must not be added up. */
function volumeColumns(source: FlowSource): readonly DataColumn<NextService>[] {
  const bytesOf = (row: NextService) => row.volumes[source]?.bytes ?? 0
  return [
    {
      id: `${source}-records`,
      title: source === 'vpc' ? 'Records' : 'NetFlow flows',
      track: source === 'vpc' ? '84px' : '124px',
      end: true,
      fit: 'count',
      value: (row) => row.volumes[source]?.records ?? 0,
      cell: (row) => <Count of={row.volumes[source]?.records ?? 0} />,
    },
    {
      id: `${source}-bytes`,
      title: source === 'vpc' ? 'Bytes' : 'NetFlow bytes',
      track: source === 'vpc' ? '96px' : '124px',
      end: true,
      value: bytesOf,
      cell: (row) => (
        <span className="num" title={`${formatCount(bytesOf(row))} bytes in ${SOURCE_NAMES[source]}`}>
          {formatBytes(bytesOf(row))}
        </span>
      ),
    },
  ]
}

const SOURCE_NAMES: Readonly<Record<FlowSource, string>> = { vpc: 'the flow logs', netflow: 'NetFlow' }
