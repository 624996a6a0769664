import { Button, ButtonGroup, TextArea } from '@blueprintjs/core'
import { Cross, Tick } from '@blueprintjs/icons'
import { useEffect, useId, useRef, useState } from 'react'
import type { FindingDecision } from '../../../shared/case/case'
import type { Detection } from '../../investigation/detectors/detection'
import { decide } from './review'

/** How long after the last key a comment is kept, in milliseconds. */
const KEEP_AFTER_MS = 400

/** Accept, reject or comment on a finding; a second click takes the decision back. */
export function Decision({
  detection,
  decision,
}: {
  readonly detection: Detection
  readonly decision: FindingDecision | undefined
}) {
  const id = useId()
  const verdict = decision?.verdict ?? null
  const [comment, setComment] = useState(decision?.comment ?? '')
  const pending = useRef<(() => void) | null>(null)
  const stored = decision?.comment ?? ''
  useEffect(() => {
    if (comment === stored) {
      pending.current = null
      return
    }
    const keep = () => {
      pending.current = null
      decide(detection, { comment })
    }
    pending.current = keep
    const timer = setTimeout(keep, KEEP_AFTER_MS)
    return () => clearTimeout(timer)
  }, [comment, stored, detection])
  // What was typed last is kept, too, when another finding is looked at.
  useEffect(() => () => pending.current?.(), [])
  const toggle = (wanted: 'accepted' | 'rejected') =>
    decide(detection, { verdict: verdict === wanted ? null : wanted })
  return (
    <section aria-label="Decision" className="decision">
      <ButtonGroup fill>
        <Button
          icon={<Tick />}
          aria-pressed={verdict === 'accepted'}
          active={verdict === 'accepted'}
          intent={verdict === 'accepted' ? 'success' : 'none'}
          title="It goes into the report"
          onClick={() => toggle('accepted')}
        >
          {verdict === 'accepted' ? 'Accepted' : 'Accept'}
        </Button>
        <Button
          icon={<Cross />}
          aria-pressed={verdict === 'rejected'}
          active={verdict === 'rejected'}
          title="It stays out of the report"
          onClick={() => toggle('rejected')}
        >
          {verdict === 'rejected' ? 'Rejected' : 'Reject'}
        </Button>
      </ButtonGroup>
      <label htmlFor={id}>Comment</label>
      <TextArea
        id={id}
        fill
        rows={2}
        value={comment}
        maxLength={4_000}
        placeholder="Why; stands in the report when accepted"
        onChange={(event) => setComment(event.currentTarget.value)}
      />
    </section>
  )
}
