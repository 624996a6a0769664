import { Button, Tag } from '@blueprintjs/core'
import { Th } from '@blueprintjs/icons'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { protocolLabel, protocolNumber } from '../../../shared/network/protocols'
import { ianaName, serviceName } from '../../../shared/network/services'
import { useDerived } from '../../app/answers'
import { navigate } from '../../app/hash-location'
import { useCaseId, useIsReading } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import { serviceFlows } from '../../investigation/entity/service-ends'
import { askSidedSummary } from '../../investigation/entity/sided-summary'
import { Problem, Waiting } from '../parts/problem'
import { SourceSwitch, usePlaceSource } from '../parts/source-switch'
import { AddressFigures } from './address-figures'
import { DirectionTimeline } from './direction-timeline'
import { ServiceEndsTable } from './service-ends-table'

const MAX_PORT = 65_535

/** A port of a protocol: who serves it, who uses it, how much went each way. */
export function ServiceView(props: { readonly protocol: string; readonly port: string }) {
  const caseId = useCaseId()
  const source = usePlaceSource()
  const protocol = protocolNumber(props.protocol) ?? Number(props.protocol)
  const port = Number(props.port)
  const known = Number.isInteger(protocol) && protocol >= 0 && protocol <= 255
  if (!known || !Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    return (
      <div className="view-scroll">
        <Problem
          title={`${props.port}/${props.protocol} is no service`}
          problem="A service is a port from 0 to 65535 of a protocol, such as service/tcp/22."
        />
      </div>
    )
  }
  const flows = serviceFlows(protocol, port)
  const label = `${port}/${protocolLabel(protocol)}`
  return (
    <div className="view-scroll">
      <div className="view-head">
        <h1>Service {label}</h1>
        <Registered port={port} protocol={protocol} />
        <Button
          icon={<Th />}
          minimal
          onClick={() => navigate(flowsPath(caseId, printFilter(flows.all), { source }))}
        >
          Its flows
        </Button>
        <span className="grow" />
        <SourceSwitch />
      </div>
      <ServicePage key={`${source} ${label}`} label={label} protocol={protocol} port={port} source={source} />
    </div>
  )
}

function Registered({ port, protocol }: { readonly port: number; readonly protocol: number }) {
  const name = serviceName(port, protocol)
  const registered = ianaName(port, protocol)
  return (
    <>
      <Tag minimal intent={name === null ? 'warning' : 'none'}>
        {name ?? 'not in the services list'}
      </Tag>
      <span className="muted">
        {registered ? `IANA’s registry: ${registered}` : 'not registered with IANA'}
      </span>
    </>
  )
}

function ServicePage(props: {
  readonly label: string
  readonly protocol: number
  readonly port: number
  readonly source: FlowSource
}) {
  const { label, protocol, port, source } = props
  const flows = serviceFlows(protocol, port)
  const reading = useIsReading()
  const { data, error } = useDerived(['service', source, protocol, port], (ask) =>
    askSidedSummary(ask, source, flows),
  )
  if (error) return <Problem title={`The flows of ${label} could not be counted`} problem={error} />
  if (!data) return <Waiting what={`Counting the flows of ${label}…`} />
  if (data.total.records === 0) {
    return (
      <p className="notice" role="status">
        {reading
          ? `No flow with ${label} has been read yet.`
          : `No flow of this source has port ${label} on either side.`}
      </p>
    )
  }
  return (
    <>
      <AddressFigures summary={data} source={source} />
      <DirectionTimeline
        about={label}
        source={source}
        filter={flows.all}
        window={data.window}
        directions={[
          { label: 'From the port', where: flows.sent },
          { label: 'To the port', where: flows.received },
        ]}
      />
      <ServiceEndsTable which="servers" protocol={protocol} port={port} source={source} />
      <ServiceEndsTable which="clients" protocol={protocol} port={port} source={source} />
    </>
  )
}
