import path from 'node:path'
import { app, BrowserWindow, Menu, session } from 'electron'
import type { Job, JobResult } from '../../shared/ipc/channels'
import { APP_PAGE } from '../app/app-address'
import { dataPath, preloadFile } from '../app/app-files'
import { serveApp } from '../app/baseline'
import { ExpectedError } from '../app/expected-error'
import { getHeadlessWindowOptions, HEADLESS_PARTITION } from '../app/window-options'
import { warmReaders } from '../evidence/import'
import { PrintPages } from '../export/print-pages'
import { resolveEvidenceFolder } from '../folders/evidence-folder'
import { FolderRegistry } from '../folders/folder-registry'
import { answerRequests } from '../ipc/answer-requests'
import { createHandlers } from '../ipc/handlers'
import { Imports } from '../ipc/import-port'
import { TrustedSenders } from '../ipc/sender'
import { preferToolDirectories } from '../netflow/find-tools'
import { ToolFolders } from '../netflow/tool-folders'
import { EXIT, type ExitCode } from './exit-code'
import { figuresTable } from './figures-table'
import { onPageFailure, PageFailure } from './page-failure'
import { printable } from './printable'
import { ProgressLine } from './progress-line'
import { checkReportTarget } from './report-target'
import type { ReportCommand } from './report-words'
import { writeReport } from './write-report'

export interface ReportSurroundings {
  /** What relative paths of the command are relative to. */
  readonly cwd: string
  /** Where a launcher wants the files instead of DIR; null when there is none. */
  readonly stage: string | null
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** The app's own data that lasts, which knows where a portable nfdump lies. */
  readonly lastingData: string
}

/**
 * Does what `flowcase report` says: the page of the app, in a hidden window whose case is kept in memory,
 * investigates as it would for an examiner; main writes the files. Throws UsageError; any other error that
 * is no ExpectedError is a bug.
 */
export async function runReport(command: ReportCommand, around: ReportSurroundings): Promise<ExitCode> {
  const { cwd, stage, stdout, stderr } = around
  const progress = new ProgressLine(command.quiet ? null : stderr)
  const say = (text: string) => {
    progress.end()
    stderr.write(`${text}\n`)
  }
  try {
    const evidence = await resolveEvidenceFolder(path.resolve(cwd, command.folder))
    const target = await checkReportTarget(path.resolve(cwd, command.out), evidence, stage)
    await app.whenReady()
    Menu.setApplicationMenu(null)
    const headless = session.fromPartition(HEADLESS_PARTITION)
    const pages = new PrintPages()
    serveApp(headless, pages)
    const result = await runJob(command, evidence, progress, around.lastingData)
    if (result.state === 'no-evidence') throw new ExpectedError(result.message)
    if (result.state === 'failed') throw new PageFailure(result.message)
    await writeReport({
      job: result,
      formats: command.formats,
      target,
      session: headless,
      pages,
      onFile: (name) => progress.show(`Writing ${name}`),
    })
    progress.end()
    if (!command.quiet) say(`The report is in ${target.shownAs}`)
    stdout.write(figuresTable(result.figures))
    if (result.damaged.length === 0) return EXIT.written
    say(
      `flowcase: some evidence is damaged or unreadable; the report counts what could be read:\n${result.damaged
        .map((line) => `  ${printable(line)}`)
        .join('\n')}`,
    )
    return EXIT.writtenWithDamage
  } catch (error) {
    progress.end()
    if (!(error instanceof ExpectedError)) throw error
    say(`flowcase: no report: ${printable(error.message)}`)
    return EXIT.noReport
  }
}

/** Opens the hidden window, gives its page the job and waits for what comes of it. */
async function runJob(
  command: ReportCommand,
  evidence: string,
  progress: ProgressLine,
  lastingData: string,
): Promise<JobResult> {
  const folders = FolderRegistry.open(null)
  const folder = await folders.register(evidence)
  const { suspects, title, examiner, timeZone, formats } = command
  const job: Job = { folder, suspects: [...suspects], title, examiner, timeZone, formats: [...formats] }
  const imports = new Imports(dataPath('work'))
  const tools = ToolFolders.open({
    data: lastingData,
    evidenceHolding: (target) => folders.holding(target),
  })
  preferToolDirectories(tools.directories)
  const window = new BrowserWindow(
    getHeadlessWindowOptions({ preload: preloadFile(), packaged: app.isPackaged }),
  )
  const trusted = new TrustedSenders()
  trusted.add(window.webContents)
  try {
    return await new Promise<JobResult>((resolve, reject) => {
      const fail = (reason: string) => reject(new PageFailure(reason))
      const listener = {
        job,
        progress: (text: string) => {
          progress.show(text)
          return undefined
        },
        finish: (result: JobResult) => {
          resolve(result)
          return undefined
        },
      }
      onPageFailure(window, fail)
      answerRequests(
        createHandlers({
          folders,
          imports,
          tools,
          start: Promise.resolve(null),
          services: null,
          headless: listener,
        }),
        trusted,
      )
      window.loadURL(APP_PAGE).catch((error: unknown) => fail(`${APP_PAGE} did not load: ${String(error)}`))
      warmReaders()
    })
  } finally {
    imports.cancelAll()
  }
}
