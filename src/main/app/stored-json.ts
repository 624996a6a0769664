import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'

// Synchronous: these are documents of a few kilobytes, and one of them is written while the app quits.

/**
 * A small document in the app's own data. null when it was never written; one that can't be understood
 * is set aside as FILE.damaged, said on standard error, and null too.
 */
export function readStored<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const parsed = schema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  renameSync(file, `${file}.damaged`)
  console.warn(`${file} is damaged and was set aside as ${path.basename(file)}.damaged`)
  return null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Writes the document whole or not at all, readable by its owner alone. */
export function writeStored(file: string, value: unknown): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const partial = `${file}.partial`
  const descriptor = openSync(partial, 'w', 0o600)
  try {
    writeFileSync(descriptor, `${JSON.stringify(value, null, 2)}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(partial, file)
}
