import { z } from 'zod'

/**
 * The schema of a stored document, whose shape must name every property of its type: what somebody adds to
 * the type and forgets here does not compile, and so can't get lost on the way through an archive.
 */
export function documentOf<T extends object>() {
  return <Shape extends { readonly [K in keyof T]-?: z.ZodType<Exclude<T[K], undefined>> }>(shape: Shape) =>
    z.object(shape)
}

/** Whole numbers that count something. */
export const count = z.number().int().nonnegative()

/** Lower-case hexadecimal. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
