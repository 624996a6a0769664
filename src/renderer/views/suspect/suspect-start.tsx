import { Target } from '@blueprintjs/icons'
import { useDerived } from '../../app/answers'
import { useCaseId, useOpenCase } from '../../app/open-case'
import { suspectPath } from '../../app/places'
import { topBySides } from '../overview/top-by-sides'
import { Bytes } from '../parts/figures'
import { RowLink } from '../parts/links'

/** No address is named yet: what to name, with the addresses that moved most bytes. */
export function SuspectStart() {
  const caseId = useCaseId()
  const { record } = useOpenCase()
  const { data: talkers = [] } = useDerived(['top', 'address', 'vpc', 10], (ask) =>
    topBySides(ask, 'vpc', 'address', 10),
  )
  return (
    <div className="suspect-start">
      <div className="suspect-lead">
        <Target size={28} />
        <h2>Whom do you suspect?</h2>
        <p className="muted">
          Type an address above: the case's own addresses are suggested. Or start from one of the largest
          talkers.
        </p>
      </div>
      <div className="pick">
        {record.suspects.length > 0 && (
          <section>
            <h3>Suspects of this case</h3>
            <ul>
              {record.suspects.map((address) => (
                <li key={address}>
                  <RowLink to={suspectPath(caseId, address)} className="text-link">
                    {address}
                  </RowLink>
                </li>
              ))}
            </ul>
          </section>
        )}
        {talkers.length > 0 && (
          <section>
            <h3>Most bytes, sent and received</h3>
            <ul>
              {talkers.map((talker) => (
                <li key={String(talker.keys[0])}>
                  <RowLink to={suspectPath(caseId, String(talker.keys[0]))} className="text-link">
                    {String(talker.keys[0])}
                  </RowLink>
                  <Bytes of={talker.bytes} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  )
}
