import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import { hasPorts, protocolLabel } from '../../../shared/network/protocols'
import { serviceName } from '../../../shared/network/services'
import type { Biflow, BiflowSide } from '../../../shared/query/biflow'
import type { TimeRange } from '../../../shared/query/query'
import { useCaseId } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import { DetailPane, Fact } from '../parts/detail-pane'
import { RowLink } from '../parts/links'
import { Time } from '../parts/time'
import { SideAddress } from './biflow-columns'
import { biflowFilter } from './biflow-filter'
import { INITIATOR_REASONS } from './initiator-reason'

interface BiflowDetailProps {
  readonly row: Biflow
  readonly source: FlowSource
  readonly time: TimeRange
  onClose(): void
}

/** Both sides of a conversation, and why one of them is taken for the one that began. */
export function BiflowDetail({ row, source, time, onClose }: BiflowDetailProps) {
  const caseId = useCaseId()
  const { initiator, responder, protocol, start, end } = row
  const filter = printFilter(biflowFilter(row))
  const unit = source === 'vpc' ? 'Records' : 'Flows'
  return (
    <DetailPane label="Details of the conversation" title="Conversation" onClose={onClose}>
      <dl className="facts">
        <Fact name="Initiator">
          <Side side={initiator} protocol={protocol} />
        </Fact>
        <Fact name="Responder">
          <Side side={responder} protocol={protocol} />
        </Fact>
        <Fact name="Protocol">{protocol === null ? '–' : protocolLabel(protocol)}</Fact>
        <Fact name="Start">{start === null ? '–' : <Time at={start} />}</Fact>
        <Fact name="End">{end === null ? '–' : <Time at={end} />}</Fact>
        {source === 'vpc' && <Fact name="Rejected">{formatCount(row.rejected)}</Fact>}
      </dl>
      <table className="biflow-ways">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Of</span>
            </th>
            <th scope="col">Sent</th>
            <th scope="col">Back</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{unit}</th>
            <td>{formatCount(initiator.flows)}</td>
            <td>{formatCount(responder.flows)}</td>
          </tr>
          <tr>
            <th scope="row">Packets</th>
            <td>{formatCount(initiator.packets)}</td>
            <td>{formatCount(responder.packets)}</td>
          </tr>
          <tr>
            <th scope="row">Bytes</th>
            <td title={formatBytes(initiator.bytes)}>{formatCount(initiator.bytes)}</td>
            <td title={formatBytes(responder.bytes)}>{formatCount(responder.bytes)}</td>
          </tr>
        </tbody>
      </table>
      <section aria-label="Who began">
        <h3>Who began</h3>
        <p>{INITIATOR_REASONS[row.reason].why}</p>
        <p className="muted">
          All flows of these two ends that match are one row, however far apart they are.
          {source === 'vpc' && ' What two logged interfaces saw is counted at each of them.'}
        </p>
        <p>
          <RowLink className="text-link" to={flowsPath(caseId, filter, { source, time })}>
            Show its {unit.toLowerCase()}
          </RowLink>
        </p>
      </section>
    </DetailPane>
  )
}

function Side({ side, protocol }: { readonly side: BiflowSide; readonly protocol: number | null }) {
  const ported = protocol !== null && hasPorts(protocol)
  const service = ported ? serviceName(side.port, protocol) : null
  return (
    <>
      <SideAddress side={side} />
      {ported && <span className="num"> port {side.port}</span>}{' '}
      {service && <span className="muted">{service}</span>}
    </>
  )
}
