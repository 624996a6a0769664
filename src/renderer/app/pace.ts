import type { ImportProgress } from '../../shared/ipc/import-messages'

/** A progress report and when it came, milliseconds of a steady clock. */
export interface PaceSample {
  readonly at: number
  readonly progress: ImportProgress
}

export interface Pace {
  readonly bytesPerSecond: number
  readonly flowsPerSecond: number
  /** null while nothing can be said yet. */
  readonly secondsLeft: number | null
}

/** Rates are taken over the last seconds, so that a slow file shows. */
const WINDOW_MS = 5_000
/** Over less than this a rate says nothing: reports come in bursts. */
const LEAST_MS = 1_000

/** Adds a report; of those older than the window only the last is kept, as its beginning. */
export function withSample(samples: readonly PaceSample[], sample: PaceSample): readonly PaceSample[] {
  const recent = samples.filter((old) => sample.at - old.at < WINDOW_MS)
  const begin = samples[samples.length - recent.length - 1]
  return [...(begin ? [begin] : []), ...recent, sample]
}

/** How fast the reading goes, and how long it still takes at this rate. */
export function paceOf(samples: readonly PaceSample[]): Pace {
  const first = samples[0]
  const last = samples[samples.length - 1]
  if (!first || !last || last.at - first.at < LEAST_MS)
    return { bytesPerSecond: 0, flowsPerSecond: 0, secondsLeft: null }
  const seconds = (last.at - first.at) / 1000
  const bytesPerSecond = (last.progress.bytesDone - first.progress.bytesDone) / seconds
  const flowsPerSecond = (last.progress.flows - first.progress.flows) / seconds
  const left = last.progress.bytes - last.progress.bytesDone
  return {
    bytesPerSecond,
    flowsPerSecond,
    secondsLeft: bytesPerSecond > 0 ? Math.ceil(left / bytesPerSecond) : null,
  }
}
