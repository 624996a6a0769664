import path from 'node:path'
import { app, dialog } from 'electron'
import { applyBaseline } from './app/baseline'
import { type Command, parseCommand, userWords } from './app/command-line'
import { startWindow } from './app/start-window'
import { EXIT } from './headless/exit-code'
import { PageFailure } from './headless/page-failure'
import { printable } from './headless/printable'
import { UsageError } from './headless/report-words'
import { runReport } from './headless/run-report'
import { makeTemporaryData } from './headless/temporary-data'
import { USAGE } from './headless/usage'

/** A launcher that runs the app from elsewhere names the caller's folder. */
const callerFolder = process.env.FLOWCASE_CWD ?? process.cwd()

/** Whether somebody sits before the app who can read a message box. */
let windowed = false
let temporaryData = false

async function run(command: Command): Promise<number | null> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE)
      return EXIT.written
    case 'version':
      process.stdout.write(`flowcase ${app.getVersion()}\n`)
      return EXIT.written
    case 'report': {
      const lastingData = app.getPath('userData')
      makeTemporaryData()
      temporaryData = true
      applyBaseline()
      app.disableHardwareAcceleration()
      endOnSignals()
      return runReport(command, {
        cwd: callerFolder,
        stage: process.env.FLOWCASE_STAGE ?? null,
        stdout: process.stdout,
        stderr: process.stderr,
        lastingData,
      })
    }
    case 'open': {
      applyBaseline()
      await startWindow(command.path === null ? null : path.resolve(callerFolder, command.path))
      return null
    }
  }
}

/** Chromium would end the app with exit code 0, as if the report were written. */
function endOnSignals(): void {
  void app.whenReady().then(() => {
    process.once('SIGINT', () => app.exit(128 + 2))
    process.once('SIGTERM', () => app.exit(128 + 15))
  })
}

/** Ends the app. Before its event loop runs Electron skips the exit handlers, and temporary data would stay. */
function leave(code: number): void {
  if (temporaryData) void app.whenReady().then(() => setImmediate(() => app.exit(code)))
  else app.exit(code)
}

function fail(error: unknown): void {
  if (error instanceof UsageError) {
    process.stderr.write(
      `flowcase: ${printable(error.message)}\nUsage: ${error.form}\n       flowcase --help says more\n`,
    )
    leave(EXIT.usage)
    return
  }
  const text = inWords(error)
  process.stderr.write(`flowcase: a bug: ${text}\n`)
  if (windowed && app.isReady()) dialog.showErrorBox('Flowcase has a bug and must close', text)
  leave(EXIT.bug)
}

function inWords(error: unknown): string {
  if (error instanceof PageFailure) return printable(error.message)
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

try {
  const command = parseCommand(userWords(process.argv, process.defaultApp ?? false))
  windowed = command.kind === 'open'
  run(command).then((code) => {
    if (code !== null) leave(code)
  }, fail)
} catch (error) {
  fail(error)
}
