import { type FindingDecision, type FindingReview, NOTHING_REVIEWED } from '../../../shared/case/case'
import { notifyProblem } from '../../app/notices'
import { changeCase, useSession } from '../../app/session'
import type { Detection } from '../../investigation/detectors/detection'
import type { Thresholds } from '../../investigation/detectors/run-detectors'

/** What the examiner decided in the open case. */
export function useReview(): FindingReview {
  return useSession((state) => state.open?.record.review ?? NOTHING_REVIEWED)
}

/** Keeps what the examiner decides about a finding; what is neither decided nor commented on is forgotten. */
export function decide(
  detection: Detection,
  change: Partial<Pick<FindingDecision, 'verdict' | 'comment'>>,
): void {
  const review = useSession.getState().open?.record.review ?? NOTHING_REVIEWED
  const before = review.decisions[detection.key] ?? { verdict: null, comment: '' }
  const decision: FindingDecision = { ...before, ...change, title: detection.title }
  const { [detection.key]: _, ...others } = review.decisions
  const decided = decision.verdict !== null || decision.comment.trim() !== ''
  keep({ ...review, decisions: decided ? { ...others, [detection.key]: decision } : others })
}

export function setThresholds(thresholds: Thresholds): void {
  const review = useSession.getState().open?.record.review ?? NOTHING_REVIEWED
  keep({ ...review, thresholds })
}

function keep(review: FindingReview): void {
  changeCase({ review }).catch(notifyProblem)
}
