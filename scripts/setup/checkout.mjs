import { fileURLToPath } from 'node:url'

/** The checkout's own directory, absolute, without a slash at the end. */
export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
