import { findPath, findPattern, plainPath, shellPath, shellWord } from './shell'

/** Which files a command reads: all of a search below the current folder, or named ones. */
export type FileSelection =
  | { readonly by: 'find'; readonly find: string }
  | { readonly by: 'name'; readonly words: string }

/** More names than these are searched for rather than listed. */
const LISTED = 3

/**
 * The shortest text that selects exactly the chosen files among all files of the evidence folder.
 * Searches take regular files only, as the evidence does: a link that happens to have a flow log's
 * name is not followed. Paths are relative, '/' between the parts.
 */
export function selectFiles(chosen: readonly string[], all: readonly string[]): FileSelection {
  if (chosen.length <= LISTED) return { by: 'name', words: chosen.map(shellPath).join(' ') }
  const wanted = new Set(chosen)
  const folders = new Set(chosen.flatMap(foldersOf))
  const others = all.filter((path) => !wanted.has(path))
  const exclusionsOf = (endings: readonly string[]) => [
    ...new Set(
      others
        .filter((path) => endings.some((ending) => path.endsWith(ending)))
        .map((path) => exclusion(path, folders)),
    ),
  ]
  const endings: string[] = []
  const paths: string[] = []
  for (const [ending, group] of byEnding(chosen)) {
    const cheap = length(exclusionsOf([ending])) + ending.length < length(group)
    if (ending !== '' && cheap) endings.push(ending)
    else paths.push(...group)
  }
  const tests = [
    ...endings.map((ending) => `-name ${shellWord(`*${findPattern(ending)}`)}`),
    ...paths.map((path) => `-path ${findPath(path)}`),
  ]
  const test = tests.length === 1 ? tests[0] : `\\( ${tests.join(' -o ')} \\)`
  return { by: 'find', find: `find . -type f ${test}${exclusionsOf(endings).join('')}` }
}

/** Leaves the file out, or the largest folder around it from which nothing is chosen. */
function exclusion(path: string, folders: ReadonlySet<string>): string {
  const folder = foldersOf(path).find((each) => !folders.has(each) && plainPath(each) !== null)
  return folder === undefined
    ? ` ! -path ${findPath(path)}`
    : ` ! -path ${shellWord(`./${findPattern(plainPath(folder) ?? folder)}/*`)}`
}

/** "a" and "a/b" of "a/b/c.log", the outermost first. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}

function length(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0)
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
