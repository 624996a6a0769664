import type { FlowAnswer, FlowQuery } from '../../../shared/query/query'
import type { Ask, Severity } from '../types'
import type { Detection, DetectorInput, DetectorScope } from './detection'
import type { DetectorId } from './detector-id'
import { DETECTORS } from './detectors'
import { askScope, type CaseFacts } from './scope'

/** Values that the examiner set, by thresholdKey; others are the defaults. */
export type Thresholds = Readonly<Record<string, number>>

export function thresholdKey(detector: DetectorId, threshold: string): string {
  return `${detector}.${threshold}`
}

/** Something that a detector did not look at, and why. */
export interface DetectorRemark {
  readonly detector: DetectorId
  readonly what: string
}

export interface DetectionRun {
  /** null: the case has no flows. */
  readonly scope: DetectorScope | null
  /** Most severe first, then in the order of time. Keys are unique. */
  readonly detections: readonly Detection[]
  readonly remarks: readonly DetectorRemark[]
}

export interface RunOptions extends CaseFacts {
  readonly ask: Ask
  readonly thresholds?: Thresholds | undefined
  /** Ends the run before its next question. */
  readonly signal?: AbortSignal | undefined
  onProgress?(done: number, of: number, title: string): void
}

const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low', 'info']

/**
 * Lets every detector look at the flows, one after the other. Answers are small: the engine groups and
 * orders, and keeps back what is beyond a limit, which is told in a remark. Rejects with the signal's
 * reason when it is cancelled.
 */
export async function runDetectors(options: RunOptions): Promise<DetectionRun> {
  const { ask: askEngine, thresholds = {}, signal, onProgress } = options
  const ask: Ask = (query) => {
    signal?.throwIfAborted()
    return askEngine(query)
  }
  const scope = await askScope(ask, options)
  if (!scope) return { scope, detections: [], remarks: [] }
  const once = askOnce(ask)
  const share = makeOnce()
  const detections: Detection[] = []
  const remarks: DetectorRemark[] = []
  for (const [index, detector] of DETECTORS.entries()) {
    onProgress?.(index, DETECTORS.length, detector.title)
    const found = await detector.detect({
      scope,
      ask,
      once,
      share,
      threshold: (id) => {
        const known = detector.thresholds.find((threshold) => threshold.id === id)
        if (!known) throw new Error(`The rule “${detector.title}” has no threshold “${id}”.`)
        return thresholds[thresholdKey(detector.id, id)] ?? known.value
      },
      earlier: detections,
      remark: (what) => {
        if (!remarks.some((remark) => remark.what === what)) {
          remarks.push({ detector: detector.id, what })
        }
      },
    })
    detections.push(...found)
  }
  signal?.throwIfAborted()
  onProgress?.(DETECTORS.length, DETECTORS.length, '')
  detections.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.at - b.at)
  return { scope, detections, remarks }
}

/** The same question of two detectors is answered once. */
function askOnce(ask: Ask): (query: FlowQuery) => Promise<FlowAnswer> {
  const make = makeOnce()
  return (query) => make(JSON.stringify(query), () => ask(query))
}

function makeOnce(): DetectorInput['share'] {
  const made = new Map<string, Promise<unknown>>()
  return <T>(name: string, make: () => Promise<T>) => {
    const known = (made.get(name) as Promise<T> | undefined) ?? make()
    made.set(name, known)
    return known
  }
}
