import type { EvidenceFile } from '../../shared/evidence/evidence'
import { formatCounted } from '../../shared/format/number'
import type { AppFacts, FlowcaseBridge, Job, JobResult } from '../../shared/ipc/channels'
import { handedPort } from '../app/handed-ports'
import type { Engine, OpenCase } from '../engine/engine-api'
import { investigateCase } from '../investigation/investigate-case'
import { buildReport } from '../report'
import { keyFigures } from './key-figures'

/** Does the job of a headless run through the same parts as the window, and hands main the files to write. */
export async function runJob(
  engine: Engine,
  bridge: FlowcaseBridge,
  facts: AppFacts,
  job: Job,
): Promise<void> {
  let result: JobResult
  try {
    result = await resultOf(engine, bridge, facts, job)
  } catch (problem) {
    result = { state: 'failed', message: problem instanceof Error ? problem.message : String(problem) }
  }
  await bridge.request('job.finish', result)
}

async function resultOf(
  engine: Engine,
  bridge: FlowcaseBridge,
  facts: AppFacts,
  job: Job,
): Promise<JobResult> {
  const tell = (text: string) => bridge.request('job.progress', { text })
  const { record, evidence, contents } = await readFolder(engine, bridge, job)
  if (contents.flows.vpc === 0) {
    return {
      state: 'no-evidence',
      message:
        evidence.length === 0
          ? `${job.folder.path} holds no file.`
          : `${job.folder.path} has no flow evidence: of ${formatCounted(evidence.length, 'file')} none is a flow log with a record.`,
    }
  }
  await tell(`Investigating ${record.suspects.join(', ')}`)
  const investigation = await investigateCase((query) => engine.ask(query), record, evidence)
  await tell('Writing the report')
  const report = buildReport(investigation, { version: facts.version, nfdump: facts.nfdump })
  const contentOf = { pdf: report.html, md: report.markdown, json: report.json }
  return {
    state: 'done',
    head: { title: record.title, examiner: record.examiner },
    files: [
      ...job.formats.map((format) => ({ format, content: contentOf[format] })),
      { format: 'sh', content: report.verifyScript },
    ],
    figures: [...keyFigures(investigation)],
    damaged: evidence.flatMap(damageLine),
  }
}

/** Makes a case of the folder and reads all of it. */
async function readFolder(engine: Engine, bridge: FlowcaseBridge, job: Job): Promise<OpenCase> {
  const created = await engine.createCase({
    title: job.title ?? job.folder.name,
    examiner: job.examiner ?? '',
    timeZone: job.timeZone,
    folderId: job.folder.folderId,
    folderPath: job.folder.path,
  })
  await engine.updateCase(created.id, { suspects: job.suspects })
  await engine.openCase(created.id)
  const ended = new Promise<OpenCase>((resolve, reject) => {
    engine.subscribe((event) => {
      if (event.type === 'progress') {
        const { stage, filesDone, files, flows } = event.progress
        const text = `${stage}: ${filesDone} of ${formatCounted(files, 'file')}, ${formatCounted(flows, 'flow')}`
        bridge.request('job.progress', { text }).catch(reject)
      }
      if (event.type !== 'import-ended') return
      if (event.outcome.state === 'complete') resolve(event.open)
      else
        reject(
          new Error(event.outcome.state === 'failed' ? event.outcome.message : 'The reading was cancelled.'),
        )
    })
  })
  const { importId } = await bridge.request('import.start', {
    folderId: job.folder.folderId,
    known: [],
    nextEvidenceId: 0,
  })
  const [open] = await Promise.all([ended, engine.attachImport(await handedPort(importId))])
  return open
}

/** A line for each file that was not read whole. */
function damageLine(file: EvidenceFile): readonly string[] {
  if (file.damage) return [`${file.path}: ${file.damage.message}`]
  if (file.kind === 'unreadable') return [`${file.path}: ${file.remark ?? 'could not be read'}`]
  return []
}
