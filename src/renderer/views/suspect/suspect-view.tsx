import { Button, Tab, Tabs } from '@blueprintjs/core'
import { Star, StarEmpty, Th } from '@blueprintjs/icons'
import { useRef } from 'react'
import { address as addressFilter } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import { formatCount } from '../../../shared/format/number'
import { useCommand } from '../../app/commands'
import { navigate } from '../../app/hash-location'
import { useSources } from '../../app/investigations'
import { useIsReading, useOpenCase } from '../../app/open-case'
import { flowsPath, suspectPath, usePlaceQuery } from '../../app/places'
import { toggleSuspect } from '../../app/suspects'
import { MarkButton } from '../../casework/mark-button'
import { AddressInput } from '../parts/address-input'
import { Problem, Waiting } from '../parts/problem'
import { LadderClimb } from './ladder-climb'
import { SourcePanels } from './source-panels'
import { SuspectComparison } from './suspect-comparison'
import { SuspectStart } from './suspect-start'

/** Everything about one address. */
export function SuspectView({ address }: { readonly address: string | null }) {
  const { record } = useOpenCase()
  const input = useRef<HTMLInputElement>(null)
  useCommand('find', () => input.current?.focus())
  return (
    <div className="view-scroll">
      <div className="view-head suspect-head">
        <h1>Suspect</h1>
        <AddressInput
          key={address}
          inputRef={input}
          initial={address ?? ''}
          autoFocus={address === null}
          onAddress={(wanted) => navigate(suspectPath(record.id, wanted))}
        />
        {address !== null && <SuspectActions address={address} />}
      </div>
      {address === null ? <SuspectStart /> : <Investigated address={address} />}
    </div>
  )
}

function SuspectActions({ address }: { readonly address: string }) {
  const { record } = useOpenCase()
  const marked = record.suspects.includes(address)
  return (
    <>
      <Button
        icon={marked ? <Star /> : <StarEmpty />}
        intent={marked ? 'none' : 'primary'}
        active={marked}
        aria-pressed={marked}
        onClick={() => toggleSuspect(address)}
      >
        {marked ? 'Suspect of this case' : 'Mark as suspect'}
      </Button>
      <MarkButton subject={{ kind: 'address', address }} />
      <Button
        minimal
        icon={<Th />}
        onClick={() => navigate(flowsPath(record.id, printFilter(addressFilter(address))))}
      >
        Its flows
      </Button>
    </>
  )
}

function Investigated({ address }: { readonly address: string }) {
  const { data, error, isPending, isPlaceholderData } = useSources(address)
  const reading = useIsReading()
  const { revision } = useOpenCase().contents
  const counted = useRef(revision)
  if (!isPlaceholderData) counted.current = revision
  const ofLess = reading || counted.current !== revision
  const [params, change] = usePlaceQuery()
  // While flows arrive its questions are not about the same flows: it is done again when they are in.
  if (error && !reading) return <Problem title={`${address} could not be investigated`} problem={error} />
  if (isPending || error || data.address !== address) return <Waiting what={`Investigating ${address}…`} />
  const { vpc, netflow } = data
  if (vpc.total.records === 0 && !(netflow && netflow.total.records > 0)) {
    return (
      <p className="notice" role="status">
        {ofLess
          ? `No flow of ${address} has been read yet.`
          : `No flow of this case has ${address} as its source or destination. Check the spelling: the input suggests the addresses that occur.`}
      </p>
    )
  }
  const tab = params.get('tab') ?? 'vpc'
  return (
    <>
      {ofLess && (
        <p className="notice" role="status">
          {reading
            ? 'The evidence is still being read: these figures are of a part of it, and will change.'
            : 'More evidence was read since these figures were counted: they are counted anew.'}
        </p>
      )}
      <Tabs
        id="suspect-sources"
        selectedTabId={tab}
        onChange={(id) => change({ tab: id === 'vpc' ? '' : String(id), from: '', away: '', in: '' })}
        renderActiveTabPanelOnly
      >
        <Tab
          id="vpc"
          title="VPC flow logs"
          tagContent={formatCount(vpc.total.records)}
          panel={<SourcePanels view={vpc} suspect={address} />}
        />
        {netflow && (
          <Tab
            id="netflow"
            title="NetFlow"
            tagContent={formatCount(netflow.total.records)}
            panel={<SourcePanels view={netflow} suspect={address} />}
          />
        )}
        {netflow && (
          <Tab id="comparison" title="Comparison" panel={<SuspectComparison address={address} />} />
        )}
        <Tab id="ladder" title="Exclusion ladder" panel={<LadderClimb key={address} suspect={address} />} />
      </Tabs>
    </>
  )
}
