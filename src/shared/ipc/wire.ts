/** How requests, events and ports travel between the preload and main; the page never sees these names. */

export const requestChannel = (name: string): string => `request:${name}`

export const eventChannel = (name: string): string => `event:${name}`

/** Carries ports of imports and exports to the preload, which hands them on to the page. */
export const PORT_CHANNEL = 'port'

/** What main answers to a request. A refusal travels as its message alone: Electron would put its own words before it. */
export type WireAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }
