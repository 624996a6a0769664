import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { Figure } from '../../shared/findings/figure'
import { oneLine } from '../../shared/format/one-line'
import { plainPath, shellPath, shellWord } from './command/shell'

/** What the script says of its origin; plain text. */
export interface VerifyHead {
  readonly title: string
  readonly tool: string
  /** For people, in UTC. */
  readonly generated: string
}

/**
 * A script for a POSIX shell that checks the report without Flowcase: the SHA-256 of every evidence
 * file, then every figure by its own command. It prints one line for each check and a summary, and
 * exits with 0 only when everything is equal. It writes nothing into the evidence folder.
 */
export function verifyScript(
  head: VerifyHead,
  evidence: readonly EvidenceFile[],
  figures: readonly Figure[],
): string {
  const hashed = evidence.filter((file) => file.sha256 !== null)
  const listed = hashed.filter(isListable)
  const single = hashed.filter((file) => !isListable(file))
  const unread = evidence.filter((file) => file.sha256 === null)
  const commands = figures.map((figure) => figure.command)
  const hashList = listed.map(checksumLine).join('\n')
  const mark = heredocMark([hashList, ...commands])
  return `#!/bin/sh
# Checks the findings report ${JSON.stringify(oneLine(head.title))}
# against the evidence, without Flowcase: SHA-256 of every file, then every figure by its own command.
# Written by ${oneLine(head.tool)} on ${head.generated}.
#
# Usage: sh verify.sh [FOLDER]     FOLDER is the evidence folder; the current directory if not given.
# Needs: sh, find, awk, sha256sum (or shasum)${needs(commands)}.
# Exit code: 0 everything is equal, 1 something differs or is missing, 2 the check could not be made.

export LC_ALL=C
unset CDPATH
cd -- "\${1:-.}" || exit 2
if command -v sha256sum >/dev/null; then sha256() { sha256sum "$@"; }
elif command -v shasum >/dev/null; then sha256() { shasum -a 256 "$@"; }
else echo "Neither sha256sum nor shasum is installed." >&2; exit 2; fi

equal=0
different=0
messages=$(mktemp) || exit 2
trap 'rm -f "$messages"' EXIT
trap 'exit 2' HUP INT TERM

# Names of files may hold characters that a terminal obeys.
visible() { tr '\\000-\\011\\013-\\037\\177' '?'; }

# Reads "name: OK" and "name: FAILED" of the checksum program.
hashes() {
  sha256 -c - 2>/dev/null | visible | sed -n -e 's/^\\(.*\\): OK$/ok         SHA-256 of \\1/p' -e 's/^\\(.*\\): FAILED.*$/DIFFERENT  SHA-256 of \\1/p' >"$messages"
  cat "$messages"
  good=$(grep -c '^ok ' "$messages")
  equal=$((equal + good))
  different=$((different + $1 - good))
  missing=$(($1 - $(grep -c '' "$messages")))
  [ "$missing" -eq 0 ] || echo "DIFFERENT  $missing files could not be checked"
}

# hash SHA-256 NAME FILE: for a name that no list of checksums can hold.
hash() {
  found=$(sha256 <"$3" | cut -c 1-64)
  if [ "$found" = "$1" ]; then
    equal=$((equal + 1))
    printf 'ok         SHA-256 of %s\\n' "$2"
  else
    different=$((different + 1))
    printf 'DIFFERENT  SHA-256 of %s\\n' "$2"
  fi
}

# figure ID VALUE UNIT: runs the command on its standard input.
figure() {
  found=$(sh 2>"$messages")
  if [ "$found" = "$2" ]; then
    equal=$((equal + 1))
    echo "ok         $1 = $2 $3"
  else
    different=$((different + 1))
    printf "DIFFERENT  %s: the report has %s %s, the evidence gives '%s'\\n" "$1" "$2" "$3" "$found"
    visible <"$messages" | sed 's/^/             /'
  fi
}
${listed.length === 0 ? '' : `\nhashes ${listed.length} <<'${mark}'\n${hashList}\n${mark}\n`}${single
  .map((file) => `\nhash ${file.sha256} ${shellWord(oneLine(file.path))} ${shellPath(file.path)}`)
  .join('')}${unread
  .map((file) => `\nprintf '%s\\n' ${shellWord(`not checked  ${oneLine(file.path)}: it could not be read`)}`)
  .join('')}
${figures.map((figure) => figureCheck(figure, mark)).join('\n')}
echo
echo "$equal checks are equal, $different differ."
[ "$different" -eq 0 ]
`
}

/** Versions of sha256sum differ on carriage returns in names, and a name that is no text can't be in this script. */
function isListable(file: EvidenceFile): boolean {
  return plainPath(file.path)?.includes('\r') === false
}

/** As sha256sum writes it: names with a backslash or line break are escaped, and the line says so. */
function checksumLine(file: EvidenceFile): string {
  const plain = plainPath(file.path) ?? file.path
  const path = plain.startsWith('-') ? `./${plain}` : plain
  const escaped = path.replace(/[\\\n]/g, (character) => (character === '\n' ? '\\n' : '\\\\'))
  return `${escaped === path ? '' : '\\'}${file.sha256}  ${escaped}`
}

function figureCheck(figure: Figure, mark: string): string {
  const value = figure.value === null ? 'null' : String(figure.value)
  return `figure ${shellWord(figure.id)} ${value} ${shellWord(figure.unit)} <<'${mark}'\n${figure.command}\n${mark}`
}

/** A line that occurs in none of the texts that it ends. */
function heredocMark(texts: readonly string[]): string {
  let mark = 'END'
  while (texts.some((text) => text.split('\n').includes(mark))) mark += '_'
  return mark
}

function needs(commands: readonly string[]): string {
  const programs = ['zcat', 'zstdcat', 'nfpcapd', 'nfdump'].filter((name) =>
    commands.some((command) => command.includes(`${name} `)),
  )
  return programs.map((name) => `, ${name}`).join('')
}
