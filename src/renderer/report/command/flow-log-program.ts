import type { Filter } from '../../../shared/filter/ast'
import { type AwkRecord, all, awkCondition, awkFunctions, awkString } from '../../../shared/filter/awk'
import { FIELDS, fieldSpec } from '../../../shared/flow/fields'
import type { AwkResult, FieldReader } from './awk-result'
import { type FlowLogFiles, NEXT_FILE } from './flow-log-files'
import { validityFunction } from './flow-log-validity'

/** Fields that stand for the ends of a flow: the second is there where a log has it. */
const SOURCES = ['srcaddr', 'pkt-srcaddr']
const DESTINATIONS = ['dstaddr', 'pkt-dstaddr']
const TIMES = ['start', 'end']

/** Some logs have times in milliseconds: from here on they are (the parser's own limit). */
const SECONDS_FUNCTION = 'function sec(v){return v=="-"?v:v+0>=1e11?v/1000:v+0} '

/** Takes the byte order mark away, be it three characters or, in a UTF-8 locale, one. */
const ORDER_MARK_RULE = 'index($0,"\\357\\273\\277")==1{$0=substr($0,length("\\357\\273\\277")+1)} '

/**
 * An awk program over the text of all flow logs. It finds columns by the names in header lines:
 * $c["bytes"], where c holds the number of each column, or f("bytes") where some file lacks a
 * field that the program reads. NODATA and SKIPDATA lines are no records.
 */
export function flowLogProgram(
  logs: FlowLogFiles,
  filter: Filter,
  result: (read: FieldReader) => AwkResult,
): string {
  // Rendered twice: the first time tells which fields are read, and so how they can be read.
  const used = new Set<string>()
  const readBy =
    (form: (name: string) => string): FieldReader =>
    (field) => {
      if (!logs.fields.includes(field)) return null
      used.add(field)
      const expression = form(awkString(field))
      return logs.milliseconds && TIMES.includes(field) ? `sec(${expression})` : expression
    }
  const render = (read: FieldReader) => ({
    condition: awkCondition(filter, recordOf(read)),
    status: read('log-status'),
    result: result(read),
  })
  const indirect = render(readBy((name) => `f(${name})`))
  const direct = !logs.anyHeader && [...used].every(logs.always)
  const { condition, status, result: output } = direct ? render(readBy((name) => `$c[${name}]`)) : indirect
  const isRecord = all([
    logs.malformed ? 'ok()' : 'NF',
    status === null ? '1' : `${status}!~/^(NODATA|SKIPDATA)$/`,
    condition.expression,
  ])
  return [
    awkFunctions(condition.functions),
    logs.milliseconds ? SECONDS_FUNCTION : '',
    direct ? '' : 'function f(n){return n in c?$c[n]:"-"} ',
    logs.malformed ? validityFunction(logs.fields) : '',
    logs.orderMark ? ORDER_MARK_RULE : '',
    logs.timed ? '{sub(/^[0-9]...-..-..T[^ \\t]*[ \\t]/,"")} ' : '',
    logs.carriageReturns ? '{sub(/[ \\t\\r]+$/,"")} ' : '',
    headerRules(logs, direct),
    `${isRecord}{${output.each}}`,
    output.end === '' ? '' : ` END{${output.end}}`,
  ].join('')
}

function recordOf(read: FieldReader): AwkRecord {
  const present = (fields: readonly string[]) => fields.flatMap((field) => read(field) ?? [])
  return {
    sources: present(SOURCES),
    destinations: present(DESTINATIONS),
    source: 'vpc',
    address: (field) => (fieldSpec(field).kind === 'address' ? read(field) : null),
    number: (field) => (fieldSpec(field).kind === 'number' ? read(field) : null),
    text: (field) => (fieldSpec(field).kind === 'text' ? read(field) : null),
    mayBeAbsent: () => true,
    duration: () => `${read('end')}-${read('start')}`,
  }
}

/** Rules that learn the columns from header lines. */
function headerRules(logs: FlowLogFiles, direct: boolean): string {
  const learn = [
    direct ? '' : 'split("",c);',
    logs.malformed || logs.anyHeader ? 'n=NF;' : '',
    'for(i=1;i<=NF;i++)c[$i]=i;next',
  ].join('')
  if (!logs.anyHeader) {
    return `${logs.headerStarts.map((name) => `$1==${awkString(name)}`).join('||')}{${learn}} `
  }
  // As the parser does it: a header is names only, none twice, and at least half of them known.
  return [
    `BEGIN{split(${awkString(FIELDS.map((field) => field.name).join(' '))},a," ");for(i in a)known[a[i]]} `,
    'function header(i,k,u){if(NF<2)return 0;split("",u);for(i=1;i<=NF;i++){',
    'if($i!~/^[a-z][a-z0-9-]*$/||($i in u))return 0;u[$i]=1;k+=($i in known)}return k*2>=NF} ',
    logs.marked ? `$0=="${NEXT_FILE}"{n=0;next} ` : '',
    `header(){${learn}} `,
    logs.marked ? '!n{next} ' : '',
  ].join('')
}
