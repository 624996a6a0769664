import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { giveToApp } from './app/folders'
import { KEYBOARD_CASES, OpenedByKeys } from './app/keyboard-case'

/** An exported flow, as far as it is looked at here. */
interface Flow {
  readonly bytes: number | bigint
  readonly start: number | bigint | Date
  readonly datetime?: string
}

for (const one of KEYBOARD_CASES) {
  test(`flows are exported in every format, as awk has them: ${one.name}`, async () => {
    const opened = await OpenedByKeys.start(one)
    const { app, page, workspace, folder } = opened
    const saved = workspace.path('saved')
    mkdirSync(saved)
    giveToApp(saved)
    // Records, bytes, first and last start of what is exported.
    const byHand = `zcat *.gz | awk '$8 == "${one.address}" || $7 == "${one.address}" {
      if ($9 != ${one.port} && $10 != ${one.port}) next
      n++; b += $12; if (!first || $15 < first) first = $15; if ($15 > last) last = $15 }
      END { printf "%d %.0f %d %d", n, b, first, last }'`
    const [records, bytes, first, last] = execFileSync('sh', ['-c', byHand], {
      cwd: folder,
      encoding: 'utf8',
    })
      .split(' ')
      .map(Number) as [number, number, number, number]
    expect(records).toBeGreaterThan(100)
    const exportAs = async (item: string, file: string) => {
      await app.saveTo(`${saved}/${file}`)
      await page.keyboard.press('Control+Shift+S')
      await page.getByRole('menuitem', { name: new RegExp(`^${item}`) }).click()
      await expect(page.getByText(`flows written to ${saved}/${file}`)).toContainText(
        records.toLocaleString('en-US'),
      )
      return readFileSync(`${saved}/${file}`)
    }
    const sum = (flows: readonly Flow[]) => Number(flows.reduce((sum, flow) => sum + BigInt(flow.bytes), 0n))
    const ofLines = (file: Buffer) =>
      file
        .toString('utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Flow)
    try {
      await opened.ask(`ip ${one.address} and port ${one.port}`)
      await expect(page.getByText(`${records.toLocaleString('en-US')} of `)).toBeVisible()

      const objects = ofLines(await exportAs('JSON lines', 'flows.jsonl'))
      expect(objects).toHaveLength(records)
      expect(sum(objects)).toBe(bytes)

      const events = ofLines(await exportAs('Timesketch', 'events.jsonl'))
      expect(events).toHaveLength(records)
      expect(sum(events)).toBe(bytes)
      const times = events.map(({ datetime }) => Date.parse(datetime ?? '') / 1000)
      times.sort((a, b) => a - b)
      expect([times[0], times.at(-1)]).toEqual([first, last])

      const parquet = await exportAs('Apache Parquet', 'flows.parquet')
      const rows = (await parquetReadObjects({
        file: Uint8Array.from(parquet).buffer,
        compressors,
      })) as unknown as readonly Flow[]
      expect(rows).toHaveLength(records)
      expect(sum(rows)).toBe(bytes)

      const csv = (await exportAs('CSV', 'flows.csv')).toString('utf8').replace(/^\ufeff/, '')
      const [titles = '', ...lines] = csv.trimEnd().split('\r\n')
      const at = titles.split(',').indexOf('bytes')
      expect(lines).toHaveLength(records)
      expect(lines.reduce((sum, line) => sum + Number(line.split(',')[at]), 0)).toBe(bytes)
      expect(app.complaints).toEqual([])
    } finally {
      await opened.close()
    }
  })
}
