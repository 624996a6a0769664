import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { FlowcaseApp } from './app/flowcase-app'
import { CHECKOUT, giveToApp, Workspace } from './app/folders'
import { caseDatabases, storedFiles } from './app/stored-case'

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

    const archives = workspace.path('archives')
    mkdirSync(archives)
    giveToApp(archives)
    const archive = path.join(archives, 'evidence.flowcase')

    await test.step('a kill while the case is duplicated leaves half a copy', async () => {
      const app = await FlowcaseApp.start(data)
      await app.saveTo(archive)
      await app.page.getByRole('button', { name: 'Archive the case evidence…' }).click()
      await app.page.getByRole('button', { name: 'Choose the file…' }).click()
      await expect(app.page.getByText(`was archived in ${archive}`)).toBeVisible({ timeout: 60_000 })
      await app.page.getByRole('button', { name: 'Duplicate the case evidence' }).click()
      await killWhenBegun(app)
    })

    await test.step('which is removed at the next start, as is what a kill leaves of an opened archive', async () => {
      const app = await FlowcaseApp.start(data)
      await expectRemainsRemoved(app)
      await app.electron.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
      }, archive)
      await app.page.keyboard.press('Control+Shift+O')
      await killWhenBegun(app)
    })

    await test.step('while a copy that is still being made is left alone by another window', async () => {
      const app = await FlowcaseApp.start(data)
      try {
        await expectRemainsRemoved(app)
        const other = otherEngine(app)
        await app.page.getByRole('button', { name: 'Duplicate the case evidence' }).click()
        expect(await other).toEqual({ removed: 0, listed: 1 })
        await expect(app.page.getByRole('link', { name: /^evidence/ })).toHaveCount(2, { timeout: 60_000 })
        for (const title of ['evidence (copy)', 'evidence']) {
          await app.openCase(title)
          await expect(app.stat('Lines')).toContainText((FLOWS + truth.length).toLocaleString('en-US'))
          const findings = await exportFindings(app, workspace.path('data', `${title}.json`))
          const read = truth.map((log) => log.path)
          expect(findings.totals).toMatchObject(shellTotals(evidence, read))
          await app.page.keyboard.press('Control+0')
        }
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
  const killAll = await killerOf(app)
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
  await killAll()
  return stored
}

/** Kills every process of the app as soon as a second case lies in IndexedDB, before it is listed. */
async function killWhenBegun(app: FlowcaseApp): Promise<void> {
  const killAll = await killerOf(app)
  await expect.poll(() => caseDatabases(app), { intervals: [5] }).toBe(2)
  await killAll()
}

/** The app has begun with half a case that nobody lists; says so, and has the one whole case alone. */
async function expectRemainsRemoved(app: FlowcaseApp): Promise<void> {
  await expect(app.page.getByText('What was left of it has been removed')).toBeVisible()
  await expect(app.page.getByRole('link', { name: /^evidence/ })).toHaveCount(1)
  expect(await caseDatabases(app)).toBe(1)
}

/**
 * An engine of its own, as that of a second window is, which looks for remains as soon as there is a second case.
 * @returns how many it removed, and how many cases were listed then
 */
function otherEngine(app: FlowcaseApp): Promise<{ readonly removed: number; readonly listed: number }> {
  const assets = readdirSync(path.join(CHECKOUT, 'out/renderer/assets'))
  const engine = assets.find((name) => name.startsWith('engine-worker'))
  return app.page.evaluate(async (url) => {
    const worker = new Worker(url, { type: 'module' })
    const ask = (method: string) =>
      new Promise<unknown>((resolve, reject) => {
        worker.onmessage = ({ data }) => (data.ok ? resolve(data.value) : reject(new Error(data.message)))
        worker.onerror = () => reject(new Error(`No engine starts from ${url}.`))
        worker.postMessage({ call: 1, method, args: [] })
      })
    // It is there before it matters.
    await ask('listCases')
    const cases = async () =>
      (await indexedDB.databases()).filter(({ name }) => name?.startsWith('flowcase-case-')).length
    while ((await cases()) < 2);
    const removed = (await ask('removeRemains')) as number
    const listed = ((await ask('listCases')) as unknown[]).length
    worker.terminate()
    return { removed, listed }
  }, `assets/${engine}`)
}

/** Kills every process of the app at once; to be asked for before it matters when. */
async function killerOf(app: FlowcaseApp): Promise<() => Promise<void>> {
  const processes = await app.electron.evaluate(({ app }) => [
    process.pid,
    ...app.getAppMetrics().map(({ pid }) => pid),
  ])
  return async () => {
    const closed = app.electron.waitForEvent('close')
    for (const pid of new Set(processes)) kill(pid)
    await closed
  }
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
