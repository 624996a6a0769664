import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashes, newFolder, SUSPECT_ROWS, sampleCase, shell } from './case-on-disk'

// The figures of the reference investigation stand here as numbers: nothing of the generator is imported.
let folder: string

beforeAll(async () => {
  folder = await newFolder()
  await sampleCase(folder)
})

afterAll(() => rm(folder, { recursive: true }))

const logNames = async () => (await readdir(folder)).filter((name) => name.endsWith('.log.gz')).sort()

describe('inventory', () => {
  it('has 579 log files and one capture, and nothing else', async () => {
    expect(await shell(folder, 'ls *.log.gz | wc -l')).toBe('579')
    expect(await shell(folder, 'ls -A | grep -v "[.]log[.]gz$"')).toBe('investigate.pcap')
  })

  it('names files as AWS does, in one delivery of one flow log', async () => {
    const pattern =
      '^111122223333_vpcflowlogs_us-east-1_fl-[0-9a-f]{17}_20230928T[0-9]{4}Z_[0-9a-f]{8}[.]log[.]gz$'
    expect(await shell(folder, `ls *.log.gz | grep -Ec '${pattern}'`)).toBe('579')
    expect(await shell(folder, 'ls *.log.gz | cut -d_ -f4 | sort -u | wc -l')).toBe('1')
  })

  it('is gzip made on a FAT file system, with the original name, intact', async () => {
    for (const name of await logNames()) {
      const bytes = await readFile(join(folder, name))
      expect([...bytes.subarray(0, 4), bytes[9]]).toEqual([0x1f, 0x8b, 8, 8, 0])
      expect(bytes.subarray(10, bytes.indexOf(0, 10)).toString()).toBe(name.replace(/\.gz$/, ''))
    }
    expect(await shell(folder, 'gzip -t *.log.gz && echo intact')).toBe('intact')
  })

  it('has files of about 32 KB unpacked, taking the one in the middle', async () => {
    const sizes = `gzip -l *.log.gz | awk '$4 ~ /[.]log$/ {print $2}' | sort -n | sed -n 290p`
    const middle = Number(await shell(folder, sizes))
    expect(middle).toBeGreaterThan(30_000)
    expect(middle).toBeLessThan(34_000)
  })
})

describe('format and count', () => {
  it('begins each file with the same header of 20 fields', async () => {
    const headers = await shell(folder, `zcat *.log.gz | grep '^version' | sort | uniq -c`)
    expect(headers.trim()).toBe(
      '579 version region account-id instance-id interface-id type srcaddr dstaddr srcport dstport protocol bytes packets tcp-flags start end action log-status flow-direction traffic-path',
    )
    expect(await shell(folder, `zcat *.log.gz | awk 'NF != 20' | wc -l`)).toBe('0')
  })

  it('shows a header, a REJECT and two ACCEPTs first', async () => {
    const lines = (await shell(folder, 'zcat *.log.gz | head -4')).split('\n').map((line) => line.split(' '))
    expect(lines[0]?.[0]).toBe('version')
    expect([lines[1]?.[6], lines[1]?.[16]]).toEqual(['35.203.211.65', 'REJECT'])
    for (const line of lines.slice(2)) {
      expect(line.slice(6, 8)).toContain('10.130.8.94')
      expect(line[16]).toBe('ACCEPT')
    }
  })

  it('has 173,198 lines: 579 headers and 172,619 data lines, 36 of them NODATA', async () => {
    expect(await shell(folder, 'zcat *.log.gz | wc -l')).toBe('173198')
    expect(await shell(folder, `zcat *.log.gz | grep -vc '^version'`)).toBe('172619')
    expect(await shell(folder, `zcat *.log.gz | awk '$18 == "NODATA"' | wc -l`)).toBe('36')
    const shape = `zcat *.log.gz | awk '$18 == "NODATA" {print $1, $6$7$8$9$10$11$12$13$14, $17, $19, $20}' | sort -u`
    expect(await shell(folder, shape)).toBe('5 --------- - - -')
  })

  it('ends every file with a newline', async () => {
    for (const name of await logNames()) {
      expect(gunzipSync(await readFile(join(folder, name))).at(-1)).toBe(0x0a)
    }
  })
})

describe('the suspect', () => {
  it('has 33,232 records', async () => {
    expect(await shell(folder, `${SUSPECT_ROWS} | wc -l`)).toBe('33232')
  })

  it('acts from 17:22:35 to 23:59:05, and its last record ends in the same slot', async () => {
    const starts = `${SUSPECT_ROWS} | awk '{print $15}' | sort -n | sed -n '1p;$p'`
    expect(await shell(folder, starts)).toBe('1695921755\n1695945545')
    const end = Number(await shell(folder, `${SUSPECT_ROWS} | awk '{print $16}' | sort -n | tail -1`))
    expect(end).toBeGreaterThan(1_695_945_545)
    expect(end).toBeLessThan(1_695_945_600)
  })

  it('takes 265,183,813 bytes on port 8889 and 190,703,527 from port 80', async () => {
    expect(await shell(folder, `${SUSPECT_ROWS} | awk '$10=="8889"{s+=$12} END {print s}'`)).toBe('265183813')
    expect(await shell(folder, `${SUSPECT_ROWS} | awk '$9=="80"{s+=$12} END {print s}'`)).toBe('190703527')
  })

  it('uses ports 80, 22 and 8889 and no other', async () => {
    const service = `{print $9 == 80 || $9 == 22 || $9 == 8889 ? $9 : $10}`
    expect(await shell(folder, `${SUSPECT_ROWS} | awk '${service}' | sort -nu`)).toBe('22\n80\n8889')
    const residue = `${SUSPECT_ROWS} | awk '$9 !~ /^(80|22|8889)$/ && $10 !~ /^(80|22|8889)$/' | wc -l`
    expect(await shell(folder, residue)).toBe('0')
  })

  it('guesses first, then gets a shell, then takes data', async () => {
    const first = (condition: string) =>
      shell(folder, `${SUSPECT_ROWS} | awk '${condition} {print $15}' | sort -n | head -1`).then(Number)
    const guess = await first('$10 == 80')
    const shellAccess = await first('$9 == 22 && $17 == "ACCEPT"')
    const transfer = await first('$10 == 8889')
    expect(guess).toBe(1_695_921_755)
    expect(shellAccess - guess).toBeGreaterThan(3 * 3600)
    expect(transfer).toBeGreaterThan(shellAccess)
  })

  it('is refused on 22 before it gets in', async () => {
    const refused = await shell(
      folder,
      `${SUSPECT_ROWS} | awk '$17 == "REJECT" {print $7, $10, $14, $19}' | uniq -c`,
    )
    expect(refused).toMatch(/^ *\d+ 20\.106\.124\.93 22 2 ingress$/)
  })
})

describe('decoys', () => {
  it('are there', async () => {
    const lookAlike =
      '^(120.106.124.93|2001:db8::20:106:124:93|20.106.124.(9|130|193)|201.6.124.93|20.1.106.124)$'
    const counts = `zcat *.log.gz | awk '{print $7; print $8}' | grep -E '${lookAlike.replaceAll('.', '[.]')}' | sort | uniq -c | awk '{print $2, $1}'`
    expect(await shell(folder, counts)).toBe(
      [
        '120.106.124.93 45',
        '20.1.106.124 9',
        '20.106.124.130 22',
        '20.106.124.193 20',
        '20.106.124.9 20',
        '2001:db8::20:106:124:93 12',
        '201.6.124.93 19',
      ].join('\n'),
    )
  })

  it('make a pattern for the address find more than the suspect', async () => {
    expect(await shell(folder, 'zcat *.log.gz | grep 20.106.124.93 | wc -l')).toBe('33289')
    expect(await shell(folder, 'zcat *.log.gz | grep -F 20.106.124.93 | wc -l')).toBe('33277')
    const sloppy = `zcat *.log.gz | grep 20.106.124.93 | awk '$10=="8889"{s+=$12} END {print s}'`
    expect(await shell(folder, sloppy)).toBe('268562908')
  })

  it('have 8889 and 80 in use by others', async () => {
    const others = `$7 != "20.106.124.93" && $8 != "20.106.124.93"`
    const rows = (condition: string) =>
      shell(folder, `zcat *.log.gz | awk '${others} && ${condition}' | wc -l`).then(Number)
    expect(await rows('$10 == 8889 && $17 == "ACCEPT"')).toBeGreaterThan(1_000)
    expect(await rows('$9 == 80')).toBeGreaterThan(1_000)
  })
})

describe('records as AWS writes them', () => {
  it('lie in the file whose five minutes hold their end, in no order', async () => {
    let sorted = 0
    for (const name of await logNames()) {
      const [, hours, minutes] = /T(\d\d)(\d\d)Z/.exec(name) ?? []
      const begin = Date.UTC(2023, 8, 28, Number(hours), Number(minutes)) / 1000
      const lines = gunzipSync(await readFile(join(folder, name)))
        .toString()
        .trimEnd()
        .split('\n')
      const ends = lines.slice(1).map((line) => Number(line.split(' ')[15]))
      expect(ends.filter((end) => end < begin || end >= begin + 300)).toEqual([])
      if (ends.every((end, i) => i === 0 || end >= (ends[i - 1] ?? 0))) sorted++
    }
    expect(sorted).toBeLessThan(6)
  })

  it('last up to a minute, and have flags and path that AWS reports', async () => {
    const values = (fields: string) =>
      shell(folder, `zcat *.log.gz | awk '$18 == "OK" {print ${fields}}' | sort -u`)
    expect((await values('$14')).split('\n').sort((a, b) => Number(a) - Number(b))).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '6',
      '18',
      '19',
    ])
    expect(await values('$19, $20')).toBe('egress 1\negress 4\negress 8\ningress -')
    expect(await values('$6, $11')).toBe('IPv4 1\nIPv4 17\nIPv4 6\nIPv6 6')
    expect(await values('($16 < $15 || $16 - $15 > 59)')).toBe('0')
    expect(await values('($6 == "IPv6") - ($7 ~ /:/)')).toBe('0')
  })

  it('are recorded by interfaces of one address each', async () => {
    // The interface's own address is the destination of ingress records and the source of egress ones.
    const own = `zcat *.log.gz | awk '$18 == "OK" {print $5, $6, $19 == "ingress" ? $8 : $7}' | sort -u | cut -d' ' -f1,2 | uniq -d`
    expect(await shell(folder, own)).toBe('')
  })

  it('take everybody else from ranges for documentation and benchmarks', async () => {
    const reserved =
      '^(10[.]130[.]|192[.]0[.]2[.]|198[.]51[.]100[.]|203[.]0[.]113[.]|198[.]1[89][.]|2001:db8:|35[.]203[.]211[.]65$)'
    const named =
      '^(20[.]106[.]124[.](93|9|130|193)|120[.]106[.]124[.]93|201[.]6[.]124[.]93|20[.]1[.]106[.]124)$'
    const strangers = `zcat *.log.gz | awk '$18 == "OK" {print $7; print $8}' | sort -u | grep -Ev '${reserved}' | grep -Ev '${named}' | wc -l`
    expect(await shell(folder, strangers)).toBe('0')
  })
})

describe('a second run', () => {
  it('makes the same bytes', async () => {
    const other = await newFolder()
    await sampleCase(other)
    expect(await hashes(other)).toEqual(await hashes(folder))
    await rm(other, { recursive: true })
  })

  it('into the same folder says that the case is there', async () => {
    const { code, stdout } = await sampleCase(folder)
    expect(code).toBe(0)
    expect(stdout).toBe(
      `${folder} already holds the sample case: 579 log files (173,198 lines) and investigate.pcap.\n`,
    )
  })
})
