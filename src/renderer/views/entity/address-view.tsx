import { Button } from '@blueprintjs/core'
import { Target, Th } from '@blueprintjs/icons'
import { useRef } from 'react'
import { address as addressFilter } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { useDerived } from '../../app/answers'
import { useCommand } from '../../app/commands'
import { navigate } from '../../app/hash-location'
import { useCaseId, useIsReading } from '../../app/open-case'
import { addressPath, flowsPath, suspectPath } from '../../app/places'
import { MarkButton } from '../../casework/mark-button'
import { askSidedSummary } from '../../investigation/entity/sided-summary'
import { TopAddresses, TopPorts } from '../overview/top-tables'
import { AddressInput } from '../parts/address-input'
import { Problem, Waiting } from '../parts/problem'
import { SourceSwitch, usePlaceSource } from '../parts/source-switch'
import { AddressFigures } from './address-figures'
import { DirectionTimeline } from './direction-timeline'
import { Interfaces } from './interfaces-table'
import { LocalityTag } from './locality-tag'
import { NetworksButton } from './networks-dialog'
import { Peers } from './peers-table'
import { Roles } from './roles-table'
import { useLocalities } from './use-localities'

/** Any address of the case; without one, those to begin with. */
export function AddressView({ address }: { readonly address: string | null }) {
  const caseId = useCaseId()
  const input = useRef<HTMLInputElement>(null)
  const source = usePlaceSource()
  useCommand('find', () => input.current?.focus())
  return (
    <div className="view-scroll">
      <div className="view-head suspect-head">
        <h1>Addresses</h1>
        <AddressInput
          key={address}
          inputRef={input}
          initial={address ?? ''}
          autoFocus={address === null}
          onAddress={(wanted) => navigate(addressPath(caseId, wanted))}
        />
        {address !== null && (
          <>
            <Button icon={<Target />} minimal onClick={() => navigate(suspectPath(caseId, address))}>
              Investigate
            </Button>
            <Button
              icon={<Th />}
              minimal
              onClick={() => navigate(flowsPath(caseId, printFilter(addressFilter(address)), { source }))}
            >
              Its flows
            </Button>
            <MarkButton subject={{ kind: 'address', address }} />
            <span className="grow" />
            <SourceSwitch />
          </>
        )}
      </div>
      {address === null ? (
        <div className="two">
          <TopAddresses />
          <TopPorts />
        </div>
      ) : (
        <AddressPage key={`${source} ${address}`} address={address} source={source} />
      )}
    </div>
  )
}

function AddressPage({ address, source }: { readonly address: string; readonly source: FlowSource }) {
  const known = useLocalities()
  const reading = useIsReading()
  const { data, error } = useDerived(['address', source, address], (ask) =>
    askSidedSummary(ask, source, {
      all: addressFilter(address),
      sent: addressFilter(address, 'src'),
      received: addressFilter(address, 'dst'),
    }),
  )
  if (error) return <Problem title={`The flows of ${address} could not be counted`} problem={error} />
  if (!data) return <Waiting what={`Counting the flows of ${address}…`} />
  const locality = known?.localities.of(address)
  return (
    <>
      <div className="row entity-place" role="note">
        <LocalityTag locality={locality} />
        <span className="muted">{locality?.reason}</span>
        {known && !known.whole && (
          <span className="warning-text">Only the interfaces with most records were looked at.</span>
        )}
        <NetworksButton inferred={known?.localities.inferredNetworks ?? []} />
      </div>
      {data.total.records === 0 ? (
        <p className="notice" role="status">
          {reading
            ? `No flow of ${address} has been read yet.`
            : `No flow of this case has ${address} as its source or destination. Check the spelling: the input suggests the addresses that occur.`}
        </p>
      ) : (
        <>
          <AddressFigures summary={data} source={source} />
          <DirectionTimeline
            about={address}
            source={source}
            filter={addressFilter(address)}
            window={data.window}
            directions={[
              { label: 'Sent', where: addressFilter(address, 'src') },
              { label: 'Received', where: addressFilter(address, 'dst') },
            ]}
          />
          <Roles address={address} source={source} records={data.total.records} />
          <Peers address={address} source={source} localities={known?.localities ?? null} />
          {source === 'vpc' && <Interfaces address={address} owned={known?.interfaces ?? null} />}
        </>
      )}
    </>
  )
}
