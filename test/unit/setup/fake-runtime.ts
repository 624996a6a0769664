import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Runs `behaviour` (POSIX sh) in place of the Electron runtime; its words are "$@". */
export function writeRuntime(directory: string, behaviour: string): string {
  mkdirSync(join(directory, 'resources/app/out'), { recursive: true })
  writeFileSync(join(directory, 'resources/app/package.json'), '{}')
  const runtime = join(directory, 'electron')
  writeFileSync(runtime, `#!/bin/sh\n${behaviour}\n`)
  chmodSync(runtime, 0o755)
  return runtime
}
