import type { AwkRecord } from './awk'

/**
 * Reads the flows that `nfdump -q -N -6 -o fmt:…` prints, for an awk condition: asks for the
 * columns that a program needs and knows what each is called in awk (-F' *[|] *').
 */
export interface NfdumpColumns {
  readonly record: AwkRecord
  read(field: string): string | null
  /** The argument of -o with all columns asked for so far, packets first. */
  format(): string
  /** Functions and rules that must stand before any rule of the program. */
  prelude(): string
}

/** Format tags of nfdump, by the name of the field. ICMP has its type and code in the port's place. */
const TAGS: Readonly<Record<string, string>> = {
  packets: '%pkt',
  start: '%ts',
  end: '%te',
  protocol: '%pr',
  srcaddr: '%sa',
  srcport: '%sp',
  dstaddr: '%da',
  dstport: '%dp',
  'icmp-type': '%it',
  'icmp-code': '%ic',
  'tcp-flags': '%flg',
  bytes: '%byt',
}

/** Milliseconds since 1970 of "2023-09-28 17:22:35.120" (UTC), "-" outside of 1970 to 2105. */
const TIME_FUNCTION =
  'function t(v,y,m){y=substr(v,1,4)+0;m=substr(v,6,2)+0;if(length(v)!=23||y<1970||y>2105)return "-";if(m<3){y--;m+=12}' +
  'return ((365*y+int(y/4)-int(y/100)+int(y/400)+int((153*m-457)/5)+substr(v,9,2)-719469)*86400' +
  '+substr(v,12,2)*3600+substr(v,15,2)*60+substr(v,18,2))*1000+substr(v,21)} ' +
  'function sec(v){return v=="-"?v:v/1000} '

/** "...AP.SF" stands for eight bits, the highest first; some versions print their number. */
const FLAGS_FUNCTION =
  'function fl(v,i,b){if(v~/^[0-9]+$/)return v;for(i=1;i<=length(v);i++)b=2*b+(substr(v,i,1)!=".");return b} '

export function nfdumpColumns(): NfdumpColumns {
  const columns: string[] = ['packets']
  const column = (field: string): string => {
    if (!columns.includes(field)) columns.push(field)
    return `$${columns.indexOf(field) + 1}`
  }
  const times = () => {
    column('start')
    column('end')
  }
  const number = (field: string): string | null => {
    switch (field) {
      case 'start':
      case 'end':
        // Both are needed: packets out of order make flows that end before they begin.
        times()
        return field === 'start' ? 'sec(a)' : 'sec(b)'
      case 'srcport':
      case 'dstport':
        column('protocol')
        return column(field)
      case 'tcp-flags':
        return `fl(${column(field)})`
      case 'icmp-type':
      case 'icmp-code':
        return `(${column('protocol')}~/^(1|58)$/?${column(field)}:"-")`
      case 'protocol':
      case 'packets':
      case 'bytes':
        return column(field)
      default:
        return null
    }
  }
  return {
    record: {
      // Read late: a program that looks at no address asks for none.
      get sources() {
        return [column('srcaddr')]
      },
      get destinations() {
        return [column('dstaddr')]
      },
      source: 'netflow',
      address: (field) => (field === 'srcaddr' || field === 'dstaddr' ? column(field) : null),
      number,
      text: () => null,
      mayBeAbsent: (field) => /^(start|end|icmp-)/.test(field),
      duration: () => '(b-a)/1000',
    },
    read: (field) => (field === 'srcaddr' || field === 'dstaddr' ? column(field) : number(field)),
    format: () => `fmt:${columns.map((field) => TAGS[field]).join('|')}`,
    prelude: () => {
      const has = (field: string) => columns.includes(field)
      const ports = ['srcport', 'dstport'].filter(has).map(column)
      return [
        has('start') ? TIME_FUNCTION : '',
        has('tcp-flags') ? FLAGS_FUNCTION : '',
        ports.length === 0 ? '' : `${column('protocol')}~/^(1|58)$/{${ports.join('=')}=0} `,
        has('start')
          ? `{a=t(${column('start')});b=t(${column('end')});if(a!="-"&&b!="-"&&b<a){v=a;a=b;b=v}} `
          : '',
      ].join('')
    },
  }
}
