import { spawnSync } from 'node:child_process'
import { chmodSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../temporary-folder'

/** The awks of this machine: the system's own, and what else is installed. */
const AWKS = ['awk', 'mawk', 'gawk', 'original-awk', 'busybox awk'].filter((awk, i, all) => {
  const target = programOf(awk)
  return target !== '' && all.findIndex((other) => programOf(other) === target) === i
})

function programOf(awk: string): string {
  const found = spawnSync('sh', ['-c', `command -v ${awk.split(' ')[0]}`], { encoding: 'utf8' }).stdout.trim()
  return found === '' ? '' : realpathSync(found)
}

const directories = AWKS.map((awk) => {
  const directory = temporaryFolder('awk')
  const path = spawnSync('sh', ['-c', `command -v ${awk.split(' ')[0]}`], { encoding: 'utf8' }).stdout.trim()
  writeFileSync(
    join(directory, 'awk'),
    `#!/bin/sh\nexec ${[path, ...awk.split(' ').slice(1)].join(' ')} "$@"\n`,
  )
  chmodSync(join(directory, 'awk'), 0o755)
  return { awk, directory }
})

interface RunOptions {
  /** Whether it may write to standard error. */
  readonly complaints?: boolean
  /** Beside, or in the place of, what this process has. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a command in a folder with every awk there is; fails unless all print the same and nothing goes wrong. */
export function run(
  command: string,
  folder: string,
  { complaints = false, environment = {} }: RunOptions = {},
): string {
  const outputs = directories.map(({ awk, directory }) => {
    // On standard input: one argument of a program may not be as long as many commands are.
    const { stdout, stderr, status } = spawnSync('sh', ['-s'], {
      input: command,
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...environment, PATH: `${directory}:${process.env.PATH}` },
    })
    if (status !== 0 || (stderr !== '' && !complaints)) {
      throw new Error(`${awk}: exit code ${status}, ${stderr}\n${command.slice(0, 2000)}`)
    }
    return stdout
  })
  if (new Set(outputs).size !== 1) {
    throw new Error(
      `awks differ: ${JSON.stringify(AWKS)} print ${JSON.stringify(outputs)}\n${command.slice(0, 2000)}`,
    )
  }
  return outputs[0] as string
}
