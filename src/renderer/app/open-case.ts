import type { OpenCase } from '../engine/engine-api'
import { useSession } from './session'

/** The open case; only for what is drawn inside a case. */
export function useOpenCase(): OpenCase {
  const open = useSession((state) => state.open)
  if (!open) throw new Error('No case is open')
  return open
}

export function useCaseId(): string {
  return useOpenCase().record.id
}

/** IANA name of the zone in which times of the open case are shown beside UTC. */
export function useCaseZone(): string {
  return useSession((state) => state.open?.record.timeZone ?? 'UTC')
}

/** Whether evidence of the open case is being read, so that figures are not final. */
export function useIsReading(): boolean {
  return useSession((state) => state.reading !== null && state.reading.caseId === state.open?.record.id)
}
