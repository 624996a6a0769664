import { awkString } from '../../../shared/filter/awk'
import { fieldSpec } from '../../../shared/flow/fields'

/**
 * The parser's rule for a line that is a record, as the awk function ok(): every column of the
 * header is there (n of them, c[name] is the number of one), only a comment may come behind them, no
 * control character but tabs is in the line, numbers are digits up to 2^64 − 2, addresses are addresses, and '-' is right everywhere.
 */
export function validityFunction(fields: readonly string[]): string {
  const names = (kind: string) =>
    awkString(fields.filter((field) => fieldSpec(field).kind === kind).join(' '))
  return (
    `BEGIN{split(${names('number')},a," ");for(i in a)num[a[i]];split(${names('address')},a," ");for(i in a)adr[a[i]]} ` +
    'function ok(i,v){if(NF<n||NF>n&&$(n+1)!~/^#/||!NF||/[\\001-\\010\\013-\\037]/)return 0;' +
    'for(i in num)if(i in c){v=$c[i];if(v!="-"&&(v!~/^[0-9]+$/||length(v)>20||length(v)==20&&v"">"18446744073709551614"))return 0}' +
    'for(i in adr)if(i in c){v=$c[i];if(v!="-"&&!ip(v))return 0}return 1} ' +
    'function ip(v,p,i,k,l,r){if(v!~/:/){if(split(v,p,".")!=4)return 0;' +
    'for(i=1;i<=4;i++)if(p[i]!~/^(0|[1-9][0-9]?[0-9]?)$/||p[i]>255)return 0;return 1}' +
    'if(match(v,/:[0-9]+[.][0-9.]*$/)){if(!ip(substr(v,RSTART+1)))return 0;v=substr(v,1,RSTART)"0:0"}' +
    'k=index(v,"::");l=split(k?substr(v,1,k-1):v,p,":");if(!hex(p,l))return 0;if(!k)return l==8;' +
    'r=split(substr(v,k+2),p,":");return hex(p,r)&&l+r<8} ' +
    'function hex(p,k,i){for(i=1;i<=k;i++)if(length(p[i])>4||p[i]!~/^[0-9a-fA-F]+$/)return 0;return 1} '
  )
}
