import { Button } from '@blueprintjs/core'
import { Add, Properties } from '@blueprintjs/icons'
import { useState } from 'react'
import { formatCounted } from '../../../shared/format/number'
import { usePlaceQuery } from '../../app/places'
import { useCasework } from '../../casework/casework-state'
import { useListHits } from '../../casework/list-hits'
import { Panel } from '../parts/panel'
import { Empty, Problem, Waiting } from '../parts/problem'
import { SourceSwitch, usePlaceSource } from '../parts/source-switch'
import { AddList } from './add-list'
import { HitsPanel } from './hits-panel'
import { ListsTable } from './lists-table'

/** Lists of addresses that are looked for, or known to be harmless, and what the case has of them. */
export function ListsView() {
  const { lists } = useCasework()
  const [params, change] = usePlaceQuery()
  const [adding, setAdding] = useState(false)
  const source = usePlaceSource()
  const { data, error } = useListHits(source)
  const matched = data?.filter(({ list }) => lists.includes(list)) ?? []
  const selected = matched.find(({ list }) => list.id === params.get('row')) ?? matched[0] ?? null
  const add = (
    <Button intent="primary" icon={<Add />} onClick={() => setAdding(true)}>
      Add a list…
    </Button>
  )
  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>Lists</h1>
        <SourceSwitch />
        <span className="muted grow">{lists.length > 0 && formatCounted(lists.length, 'list')}</span>
        {lists.length > 0 && add}
      </div>
      {error ? (
        <Problem title="The lists could not be matched" problem={error} />
      ) : lists.length === 0 ? (
        <Empty icon={<Properties size={40} />} title="No list yet" action={add}>
          <p>
            A list has addresses and networks, one a line or in a column of a CSV: indicators of compromise,
            or what is known to be harmless. Flowcase counts the flows of each entry, and marks the indicators
            that an allow list names too.
          </p>
        </Empty>
      ) : matched.length === 0 ? (
        <Waiting what="Looking for the lists in the flows…" />
      ) : (
        <>
          <Panel
            flush
            title="Lists of this case"
            className="fixed"
            height={36 + 30 + 26 * Math.min(5, matched.length) + 16}
          >
            <ListsTable
              matched={matched}
              selected={selected}
              onSelect={({ list }) => change({ row: list.id })}
            />
          </Panel>
          {selected && (
            <HitsPanel key={selected.list.id} selected={selected} matched={matched} source={source} />
          )}
        </>
      )}
      <AddList open={adding} onClose={() => setAdding(false)} />
    </div>
  )
}
