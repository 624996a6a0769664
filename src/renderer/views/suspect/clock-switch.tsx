import { Switch } from '@blueprintjs/core'
import { AS_RECORDED } from '../../../shared/case/case'
import { notify, notifyProblem } from '../../app/notices'
import { useOpenCase } from '../../app/open-case'
import { changeCase } from '../../app/session'
import { OFFSET_LIMITS, offsetSpread, offsetText } from '../../investigation/clock-offset-text'
import type { Correlation } from '../../investigation/types'
import { Stat } from '../parts/panel'

/** The estimated clock offset of the captures, and the examiner's choice to take it off. */
export function ClockSwitch({ correlation }: { readonly correlation: Correlation }) {
  const { record } = useOpenCase()
  const { clock, appliedOffset } = correlation
  const settings = record.correlation ?? AS_RECORDED
  const apply = (clockOffset: number | null) => {
    changeCase({ correlation: { ...settings, clockOffset } })
      .then(() =>
        notify(
          clockOffset === null
            ? 'The captures’ times are compared as they were recorded'
            : `For comparing, the captures’ clock is taken to be ${offsetText(clockOffset)}`,
        ),
      )
      .catch(notifyProblem)
  }
  const title = clock ? `${offsetSpread(clock)}. ${OFFSET_LIMITS}` : OFFSET_LIMITS
  return (
    <Stat
      label="Clock of the captures"
      note={
        clock && (
          <span title={title}>
            estimate of {clock.tuples.toLocaleString('en')}, ± {clock.deviation} s
          </span>
        )
      }
      beside={
        (clock || appliedOffset !== null) && (
          <Switch
            className="clock-switch"
            checked={appliedOffset !== null}
            label={appliedOffset === null ? 'not applied' : `applied: ${offsetText(appliedOffset)}`}
            title="Takes the offset off the captures’ times wherever both sources are compared. Nothing else changes."
            onChange={(event) => apply(event.currentTarget.checked && clock ? clock.seconds : null)}
          />
        )
      }
    >
      <span title={title}>{clock === null ? '–' : offsetText(clock.seconds)}</span>
    </Stat>
  )
}
