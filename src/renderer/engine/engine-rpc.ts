import type { Engine, EngineEvent } from './engine-api'

export type EngineMethod = Exclude<keyof Engine, 'subscribe'>

export interface EngineCall {
  readonly call: number
  readonly method: EngineMethod
  readonly args: readonly unknown[]
}

export type EngineReply =
  | { readonly call: number; readonly ok: true; readonly value: unknown }
  | { readonly call: number; readonly ok: false; readonly message: string }
  | { readonly event: EngineEvent }
