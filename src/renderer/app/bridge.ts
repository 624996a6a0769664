import type { FlowcaseBridge } from '../../shared/ipc/channels'

declare global {
  interface Window {
    /** Put there by the preload; the page's only way to the main process. */
    readonly flowcase: FlowcaseBridge
  }
}

export const bridge: FlowcaseBridge = window.flowcase

/** The message of whatever was thrown, for people. */
export function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem)
}
