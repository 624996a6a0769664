import { shellPath, shellWord } from './shell'

/** Which files a command reads: all of a search below the current folder, or named ones. */
export type FileSelection =
  | { readonly by: 'find'; readonly find: string }
  | { readonly by: 'name'; readonly words: string }

/** More names than these are searched for rather than listed. */
const LISTED = 3

/** What the decoder puts where a file name is no valid text: such a name can't be typed. */
const UNTYPEABLE = '\ufffd'

/**
 * The shortest text that selects exactly the chosen files among all files of the evidence folder.
 * Searches take regular files only, as the evidence does: a link that happens to have a flow log's
 * name is not followed. Paths are relative, '/' between the parts.
 */
export function selectFiles(chosen: readonly string[], all: readonly string[]): FileSelection {
  if (chosen.length <= LISTED && !chosen.some((path) => path.includes(UNTYPEABLE))) {
    return { by: 'name', words: chosen.map(shellPath).join(' ') }
  }
  const wanted = new Set(chosen)
  const others = all.filter((path) => !wanted.has(path))
  const names: string[] = []
  const paths: string[] = []
  for (const [ending, group] of byEnding(chosen)) {
    const hit = others.filter((path) => path.endsWith(ending))
    const cheap = length(hit) + ending.length < length(group)
    if (ending !== '' && cheap) names.push(ending)
    else paths.push(...group)
  }
  const tests = [
    ...names.map((ending) => `-name ${shellWord(`*${pattern(ending)}`)}`),
    ...paths.map((path) => `-path ${shellWord(`./${pattern(path)}`)}`),
  ]
  const excluded = others
    .filter((path) => names.some((ending) => path.endsWith(ending)))
    .map((path) => ` ! -path ${shellWord(`./${pattern(path)}`)}`)
  const test = tests.length === 1 ? tests[0] : `\\( ${tests.join(' -o ')} \\)`
  return { by: 'find', find: `find . -type f ${test}${excluded.join('')}` }
}

function length(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + path.length, 0)
}

/** Groups paths by the ending of the name: ".log.gz", ".log", or "" when it has none. */
function byEnding(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const ending = /(?<=.)(\.[A-Za-z]{1,8})?\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? ''
    const group = groups.get(ending)
    if (group) group.push(path)
    else groups.set(ending, [path])
  }
  return groups
}

/** A pattern of find(1) that matches the text itself. */
function pattern(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&').replaceAll(UNTYPEABLE, '*')
}
