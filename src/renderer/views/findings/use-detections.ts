import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { NOTHING_REVIEWED } from '../../../shared/case/case'
import { useAsk } from '../../app/answers'
import { useIsReading, useOpenCase } from '../../app/open-case'
import { type DetectionRun, runDetectors } from '../../investigation/detectors/run-detectors'

export interface RunProgress {
  readonly done: number
  readonly of: number
  /** Of the detector that looks at the flows. */
  readonly title: string
}

export interface Detections {
  /** The last run; while another is under way, the one before. */
  readonly run: DetectionRun | undefined
  readonly error: unknown
  /** null: no run is under way. */
  readonly progress: RunProgress | null
  cancel(): void
  start(): void
}

const NO_NETWORKS: readonly string[] = []

/** Runs the detectors over the open case with its thresholds, when all evidence is read. */
export function useDetections(): Detections {
  const { record, contents, evidence } = useOpenCase()
  const reading = useIsReading()
  const ask = useAsk()
  const client = useQueryClient()
  const [progress, setProgress] = useState<RunProgress>({ done: 0, of: 1, title: '' })
  const { thresholds } = record.review ?? NOTHING_REVIEWED
  const { suspects, networks = NO_NETWORKS } = record
  const queryKey = [record.id, contents.revision, 'detections', suspects, networks, thresholds]
  const { data, error, isFetching, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      runDetectors({
        ask,
        suspects,
        networks,
        evidence,
        thresholds,
        signal,
        onProgress: (done, of, title) => setProgress({ done, of, title }),
      }),
    enabled: !reading,
    placeholderData: keepPreviousData,
  })
  return {
    run: data,
    error,
    progress: isFetching ? progress : null,
    cancel: () => void client.cancelQueries({ queryKey }),
    start: () => void refetch(),
  }
}
