import { execFileSync } from 'node:child_process'
import { readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, Workspace } from './app/folders'
import { storedFiles } from './app/stored-case'

/** So much that the reading still goes on when the app is killed. */
const FLOWS = 1_000_000
/** Files that are stored by then: those of the first block of sixteen, at the least. */
const FILES_BEFORE = 1

interface LogFacts {
  readonly path: string
  readonly sha256: string
  readonly lines: number
  readonly records: number
}

interface Findings {
  readonly evidence: readonly (LogFacts & { readonly kind: string; readonly damage: unknown })[]
  readonly totals: Readonly<Record<'lines' | 'records' | 'bytes' | 'packets', number>>
  readonly netflow: readonly { readonly packets: number }[]
}

test('after a kill in the middle of reading the case holds whole files only, and goes on to the end', async () => {
  test.setTimeout(600_000)
  const workspace = new Workspace()
  const evidence = workspace.path('evidence')
  const data = workspace.path('data')
  try {
    const generator = path.join(CHECKOUT, 'scripts/sample-case.mjs')
    execFileSync(process.execPath, [generator, evidence, '--flows', String(FLOWS)])
    const truth = shellFacts(evidence)
    const stored = await killWhileReading(data, evidence)

    await test.step('with its evidence out of reach the case shows what was stored', async () => {
      renameSync(evidence, workspace.path('elsewhere'))
      const app = await FlowcaseApp.start(data)
      try {
        await app.openCase('evidence')
        await expect(app.page.getByRole('alert')).toContainText(`${evidence} is not there`)
        const findings = await exportFindings(app, workspace.path('data', 'partial.json'))
        const logs = logsOf(findings)
        // Nothing that was stored before the kill is lost with it.
        const kept = new Set(findings.evidence.map(({ path }) => path))
        expect(stored.filter((path) => !kept.has(path))).toEqual([])
        expect(logs.length).toBeLessThan(truth.length)
        expect(logs).toEqual(truth.filter(({ path }) => logs.some((log) => log.path === path)))
        const read = logs.map((log) => log.path)
        expect(findings.totals).toMatchObject(shellTotals(workspace.path('elsewhere'), read))
      } finally {
        await app.close()
      }
      renameSync(workspace.path('elsewhere'), evidence)
    })

    await test.step('with its evidence back it reads the rest, nothing twice and nothing left out', async () => {
      const app = await FlowcaseApp.start(data)
      try {
        await app.openCase('evidence')
        await app.readingEnded()
        await expect(app.page.getByText('Reading was stopped before the end')).toHaveCount(0)
        await expect(app.stat('Lines')).toContainText((FLOWS + truth.length).toLocaleString('en-US'))
        const findings = await exportFindings(app, workspace.path('data', 'whole.json'))
        expect(logsOf(findings)).toEqual(truth)
        const read = truth.map((log) => log.path)
        expect(findings.totals).toMatchObject(shellTotals(evidence, read))
        expect(findings.evidence.filter(({ damage }) => damage !== null)).toEqual([])
        expect(findings.netflow).toHaveLength(1)
        expect(app.complaints).toEqual([])
      } finally {
        await app.close()
      }
    })
  } finally {
    workspace.remove()
  }
})

/**
 * Opens the folder as a case, and kills every process of the app when some of it is stored.
 * @returns the files whose records were stored then
 */
async function killWhileReading(data: string, evidence: string): Promise<readonly string[]> {
  const app = await FlowcaseApp.start(data)
  await app.openFolder(evidence)
  const processes = await app.electron.evaluate(({ app }) => [
    process.pid,
    ...app.getAppMetrics().map(({ pid }) => pid),
  ])
  let stored: readonly string[] = []
  await expect
    .poll(
      async () => {
        stored = await storedFiles(app)
        return stored.length
      },
      { intervals: [20] },
    )
    .toBeGreaterThanOrEqual(FILES_BEFORE)
  const closed = app.electron.waitForEvent('close')
  for (const pid of new Set(processes)) kill(pid)
  await closed
  return stored
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It went down with one that was killed before.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function exportFindings(app: FlowcaseApp, file: string): Promise<Findings> {
  await app.go('Report')
  await app.saveTo(file)
  await app.page.getByRole('button', { name: 'JSON', exact: true }).click()
  await expect(app.page.getByText(`Written to ${file}`)).toBeVisible()
  return JSON.parse(readFileSync(file, 'utf8')) as Findings
}

function logsOf({ evidence }: Findings): readonly LogFacts[] {
  return evidence
    .filter(({ kind }) => kind === 'vpc-flow-log')
    .map(({ path, sha256, lines, records }) => ({ path, sha256, lines, records }))
}

/** The flow logs of the folder by the shell, sorted by path as findings.json is. */
function shellFacts(folder: string): readonly LogFacts[] {
  const each = `for f in *.log.gz; do echo "$f $(sha256sum <"$f" | cut -c 1-64) $(zcat "$f" | awk '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == "log-status") status = i; next }
    $status == "OK" { records++ }
    END { print NR, records + 0 }')"; done`
  const facts = shell(folder, each)
    .split('\n')
    .map((line) => {
      const [path = '', sha256 = '', lines, records] = line.split(' ')
      return { path, sha256, lines: Number(lines), records: Number(records) }
    })
  return facts.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** What the named flow logs come to by the shell. */
function shellTotals(folder: string, logs: readonly string[]): Findings['totals'] {
  const sums = `xargs zcat | awk '
    $1 == "version" { for (i = 1; i <= NF; i++) column[$i] = i; next }
    $column["log-status"] == "OK" { records++; bytes += $column["bytes"]; packets += $column["packets"] }
    END { printf "%d %d %.0f %.0f", NR, records, bytes, packets }'`
  const [lines = 0, records = 0, bytes = 0, packets = 0] = shell(folder, sums, logs.join('\n'))
    .split(' ')
    .map(Number)
  return { lines, records, bytes, packets }
}

function shell(folder: string, command: string, input = ''): string {
  return execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', input }).trimEnd()
}
