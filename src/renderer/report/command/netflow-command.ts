import type { EvidenceFile } from '../../../shared/evidence/evidence'
import type { Filter } from '../../../shared/filter/ast'
import { all, awkCondition, awkFunctions } from '../../../shared/filter/awk'
import { nfdumpColumns } from '../../../shared/filter/nfdump-awk'
import { type Aggregate, type AwkResult, aggregate, type FieldReader } from './awk-result'
import { shellPath, shellWord } from './shell'

/** The call that made the flows: one output file, about VPC's windows, no header that nfpcapd loops on. */
const NFPCAPD_OPTIONS = "-B 4096 -t 2147483647 -e 60,15 'not ip or ip[0] & 0xf >= 5'"
/** Version 1.6 has another option for the directory, and its own time-outs. */
const NFPCAPD_1_6_OPTIONS = "-B 4096 -t 2147483647 'not ip or ip[0] & 0xf >= 5'"

/** Of each run of rows with the same count the last: a tunnel's outer row comes first (version 1.7.5 on). */
const DROP_OUTER_ROWS = `awk -F'|' '$1!=k{if(NR>1)print l}{k=$1;l=$0}END{if(NR)print l}'`

/**
 * A command that prints a count, sum, minimum or maximum over the flows of all captures. It converts
 * the captures into a temporary directory, which it removes. nfdump gets no filter: its own language
 * would look names up, and reads some filters in another way.
 */
export function netflowCommand(ask: Aggregate, evidence: readonly EvidenceFile[], large: boolean): string {
  const result = (read: FieldReader) => aggregate(ask, read, { large, fractions: true })
  return inTemporaryDirectory(netflowPipe(ask.filter, evidence, '"$d"', result))
}

/**
 * A command that prints the directed five-tuple of each flow, within inTemporaryDirectory, where
 * other files may lie too.
 */
export function netflowTuples(filter: Filter, evidence: readonly EvidenceFile[]): string {
  return netflowPipe(filter, evidence, '"$d/f"', (read) => {
    const fields = ['srcaddr', 'srcport', 'dstaddr', 'dstport', 'protocol'].map(read)
    return { each: `print ${fields.map((field, i) => (i % 2 ? `${field}+0` : field)).join(',')}`, end: '' }
  })
}

/** Runs a command with $d as the name of a fresh directory. */
export function inTemporaryDirectory(command: string): string {
  return `d=$(mktemp -d) && { ${command}; rm -rf "$d"; }`
}

function netflowPipe(
  filter: Filter,
  evidence: readonly EvidenceFile[],
  directory: string,
  result: (read: FieldReader) => AwkResult,
): string {
  const columns = nfdumpColumns()
  const condition = awkCondition(filter, columns.record)
  const output = result(columns.read)
  const program = [
    awkFunctions(condition.functions),
    columns.prelude(),
    `${all(['$1+0>0', condition.expression])}{${output.each}}`,
    output.end === '' ? '' : ` END{${output.end}}`,
  ].join('')
  // Numbers with a decimal point are read and written: in some languages it is a comma.
  return `${readFlows(evidence, directory, columns.format())} | LC_ALL=C awk -F' *[|] *' '${program}'`
}

/** Shell text that writes the flows of all captures, in the columns of a format. */
function readFlows(evidence: readonly EvidenceFile[], directory: string, format: string): string {
  const captures = evidence.filter((file) => file.capture !== null && file.duplicateOf === null)
  const flowFiles = captures.filter((file) => file.kind === 'nfcapd')
  const packets = captures.filter((file) => file.kind !== 'nfcapd')
  const parts = [
    ...packetReaders(packets, directory, format),
    ...flowFiles.map((file) => dump(`-r ${shellPath(file.path)}`, format, file)),
  ]
  if (parts.length === 0) return ':'
  return parts.length === 1 ? (parts[0] as string) : `{ ${parts.join('; ')}; }`
}

function packetReaders(
  captures: readonly EvidenceFile[],
  directory: string,
  format: string,
): readonly string[] {
  const [first, ...others] = captures
  if (!first) return []
  if (others.length === 0 && first.container === 'none') {
    const make = directory === '"$d"' ? '' : `mkdir ${directory}; `
    const from = shellPath(first.path)
    return [`{ ${make}${convert(from, directory, first)}; ${dump(`-R ${directory}`, format, first)}; }`]
  }
  // One after the other, each into an empty directory: nfpcapd would add to the file of the one before.
  const unpackings = [
    { unpack: null, files: captures.filter((file) => file.container === 'none') },
    { unpack: 'zcat', files: captures.filter((file) => file.container === 'gzip') },
    { unpack: 'zstdcat', files: captures.filter((file) => file.container === 'zstd') },
  ]
  return unpackings
    .filter(({ files }) => files.length > 0)
    .map(({ unpack, files }) => {
      const steps = [
        'mkdir "$d/f"',
        ...(unpack ? [`${unpack} "$p" >"$d/p"`] : []),
        convert(unpack ? '"$d/p"' : '"$p"', '"$d/f"', first),
        dump('-R "$d/f"', format, first),
        'rm -rf "$d/f"',
      ]
      return `for p in ${files.map((file) => shellPath(file.path)).join(' ')}; do ${steps.join('; ')}; done`
    })
}

function convert(source: string, directory: string, file: EvidenceFile): string {
  return isAtLeast(file, [1, 7, 0])
    ? `TZ=UTC nfpcapd -r ${source} -w ${directory} ${NFPCAPD_OPTIONS}`
    : `TZ=UTC nfpcapd -r ${source} -l ${directory} ${NFPCAPD_1_6_OPTIONS}`
}

function dump(input: string, format: string, file: EvidenceFile): string {
  const counted = isAtLeast(file, [1, 7, 5])
  const columns = counted ? format.replace('fmt:', 'fmt:%cnt|') : format
  const call = `TZ=UTC nfdump ${input} -q -N -6 -o ${shellWord(columns)}`
  return counted ? `${call} | ${DROP_OUTER_ROWS} | sed 's/^[^|]*|//'` : call
}

/** The version that made the flows, out of "nfpcapd 1.7.1"; unknown ones are taken for 1.7. */
function isAtLeast(file: EvidenceFile, [major, minor, patch]: readonly [number, number, number]): boolean {
  const version = /(\d+)\.(\d+)\.(\d+)/.exec(file.capture?.converter ?? '') ?? ['', '1', '7', '0']
  const [a, b, c] = version.slice(1).map(Number) as [number, number, number]
  return a !== major ? a > major : b !== minor ? b > minor : c >= patch
}
