import { z } from 'zod'
import { COMMAND_IDS } from '../commands/commands'
import type { Container, EvidenceKind } from '../evidence/evidence'
import { FIELD_NAME, MOST_FIELDS } from '../flow/log-format'
import { isTimeZone } from '../format/time'

/**
 * The whole contract between renderer and main: requests (renderer asks, main answers) and
 * events (main tells). Names are noun.verb. Arguments are parsed on arrival by these schemas.
 * Flow blocks do not pass here: they go over the import port (import-messages.ts).
 */

export const folderSchema = z.object({
  /** Opaque; main alone knows which folder it stands for. */
  folderId: z.string().regex(/^[0-9a-f]{16}$/),
  /** For display. */
  path: z.string(),
  name: z.string(),
})
export type Folder = z.infer<typeof folderSchema>

export const knownFileSchema = z.object({
  path: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  modifiedMs: z.number(),
  /** As the evidence record has them: with all four, files that repeat this one are not read again. */
  sha256: z.string().nullable().optional(),
  duplicateOf: z.string().nullable().optional(),
  kind: z.custom<EvidenceKind>((value) => typeof value === 'string').optional(),
  container: z.custom<Container>((value) => typeof value === 'string').optional(),
})
export type KnownFile = z.infer<typeof knownFileSchema>

/** The order of the fields of a flow log that has no header, as the examiner stated it. */
export const statedFormatSchema = z.object({
  /** Of the evidence file, relative to the folder. */
  path: z.string(),
  fields: z
    .array(z.string().regex(FIELD_NAME))
    .min(1)
    .max(MOST_FIELDS)
    .refine((fields) => new Set(fields).size === fields.length),
})
export type StatedFormat = z.infer<typeof statedFormatSchema>

/** The time zone of the machine on which nfdump printed local times into a file, as the examiner stated it. */
export const statedZoneSchema = z.object({
  /** Of the evidence file, relative to the folder. */
  path: z.string(),
  zone: z.string().refine(isTimeZone),
})
export type StatedZone = z.infer<typeof statedZoneSchema>

export const importRequestSchema = z.object({
  folderId: folderSchema.shape.folderId,
  /** Evidence that the case holds whole already: skipped when path, size and time are unchanged. */
  known: z.array(knownFileSchema),
  /** The id that the first new file gets. */
  nextEvidenceId: z.number().int().nonnegative(),
  /** For files whose format was needed and has been stated since; they must not be among the known ones. */
  formats: z.array(statedFormatSchema).optional(),
  /** For files that nfdump printed; they must not be among the known ones. */
  zones: z.array(statedZoneSchema).optional(),
})
export type ImportRequest = z.infer<typeof importRequestSchema>

export const reportFormatSchema = z.enum(['pdf', 'md', 'json', 'sh'])
export type ReportFormat = z.infer<typeof reportFormatSchema>

export const reportFileSchema = z.object({
  format: reportFormatSchema,
  /** The text of the file; for a PDF, the HTML that it is printed from. */
  content: z.string(),
})
export type ReportFile = z.infer<typeof reportFileSchema>

export const reportHeadSchema = z.object({
  /** Stand in the header and footer of each PDF page. */
  title: z.string(),
  examiner: z.string(),
})

export const exportRequestSchema = z.object({ head: reportHeadSchema, file: reportFileSchema })
export type ExportRequest = z.infer<typeof exportRequestSchema>

/** Malformed lines of the evidence, as they are to stand in a file. */
export const linesExportSchema = z.object({ format: z.enum(['csv', 'txt']), content: z.string() })
export type LinesExport = z.infer<typeof linesExportSchema>

/**
 * What the flows that match a filter are written as: the values in CSV, JSON lines, Apache Parquet or
 * Timesketch's JSON lines, or the lines of the evidence that they were read from.
 */
export const flowExportFormatSchema = z.enum(['csv', 'jsonl', 'parquet', 'timesketch', 'lines'])
export type FlowExportFormat = z.infer<typeof flowExportFormatSchema>

/** What the engine sends a file of: flows, or a case whole. */
export const exportFormatSchema = z.enum([...flowExportFormatSchema.options, 'archive'])
export type ExportFormat = z.infer<typeof exportFormatSchema>

export const exportStartSchema = z.object({
  format: exportFormatSchema,
  /** That the evidence lies in: lines are read from it again. */
  folderId: folderSchema.shape.folderId,
  /** Of the file, unless the examiner gives it another. */
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^/\\]+$/),
})

/** A file that a case was archived in. */
export const archiveSchema = z.object({
  /** Opaque; main alone knows which file it stands for. */
  archiveId: z.uuid(),
  /** For display. */
  path: z.string(),
})
export type Archive = z.infer<typeof archiveSchema>

/** What a path that was dropped, or named on the command line, leads to. */
export const openableSchema = z.union([
  z.object({ folder: folderSchema }),
  z.object({ archive: archiveSchema }),
])
export type Openable = z.infer<typeof openableSchema>

/** A line of an evidence file, which the file is opened again for. */
export const lineRequestSchema = z.object({
  folderId: folderSchema.shape.folderId,
  /** Of the evidence file, relative to the folder. */
  path: z.string().min(1),
  /** Counted from 1, as FlowRuns counts it. */
  line: z.number().int().min(1),
  /** The order of its fields, where no header tells it. */
  fields: statedFormatSchema.shape.fields.nullable(),
})
export type LineRequest = z.infer<typeof lineRequestSchema>

export const lineReplySchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('read'),
    /** The line, bytes that are no printable ASCII escaped; null when no record is in that line any more. */
    text: z.string().nullable(),
    /** Of the file as it is now. */
    sha256: z.string().nullable(),
  }),
  /** Another line was asked for meanwhile. */
  z.object({ state: z.literal('superseded') }),
  z.object({ state: z.literal('unreadable'), message: z.string() }),
])
export type LineReply = z.infer<typeof lineReplySchema>

/** What a headless run is to do: the parsed words of `flowcase report`. */
export const jobSchema = z.object({
  folder: folderSchema,
  suspects: z.array(z.string()).min(1),
  title: z.string().nullable(),
  examiner: z.string().nullable(),
  timeZone: z.string(),
  formats: z.array(z.enum(['pdf', 'md', 'json'])).min(1),
})
export type Job = z.infer<typeof jobSchema>

export const jobResultSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('done'),
    head: reportHeadSchema,
    files: z.array(reportFileSchema),
    /** Key figures for people: label and value, in order. */
    figures: z.array(z.object({ label: z.string(), value: z.string() })),
    /** One line for each file that is damaged or unreadable. */
    damaged: z.array(z.string()),
  }),
  z.object({ state: z.literal('no-evidence'), message: z.string() }),
  z.object({ state: z.literal('failed'), message: z.string() }),
])
export type JobResult = z.infer<typeof jobResultSchema>

export const appFactsSchema = z.object({
  version: z.string(),
  /** Version of nfdump on this machine, null when nfpcapd or nfdump is not installed. */
  nfdump: z.string().nullable(),
  platform: z.string(),
  /** What is named on the command line, opened when the window starts. */
  start: openableSchema.nullable(),
  /** Set in a headless run. */
  job: jobSchema.nullable(),
})
export type AppFacts = z.infer<typeof appFactsSchema>

/** The programs of nfdump's on this machine, and where they may lie. */
export const toolFactsSchema = z.object({
  /** All that were found; `fault` is why one can't be used. */
  programs: z.array(
    z.object({
      name: z.enum(['nfpcapd', 'nfdump']),
      path: z.string(),
      version: z.string().nullable(),
      used: z.boolean(),
      fault: z.string().nullable(),
    }),
  ),
  /** Of the two that are used; null when there are none, and `reason` says why. */
  version: z.string().nullable(),
  reason: z.string().nullable(),
  /** Folders for portable copies: one of the app's own data, and one that the examiner has chosen. */
  ownFolder: z.string(),
  chosenFolder: z.string().nullable(),
})
export type ToolFacts = z.infer<typeof toolFactsSchema>

/** Requests: argument schema and reply schema. */
export const requests = {
  'app.facts': { args: z.undefined(), reply: appFactsSchema },
  'folder.choose': { args: z.undefined(), reply: folderSchema.nullable() },
  /** Takes in a folder, or an archive, by its path. */
  'path.register': { args: z.object({ path: z.string().min(1) }), reply: openableSchema },
  /** Whether the folder is still there and readable. */
  'folder.check': { args: z.object({ folderId: folderSchema.shape.folderId }), reply: z.boolean() },
  /** Looks for nfpcapd and nfdump anew. */
  'tools.look': { args: z.undefined(), reply: toolFactsSchema },
  /** Asks for a folder with portable copies of them, and keeps it; null when the examiner changed their mind. */
  'tools.choose': { args: z.undefined(), reply: toolFactsSchema.nullable() },
  'tools.forget': { args: z.undefined(), reply: toolFactsSchema },
  /** Starts an import; the port arrives as a window message of type PORT_MESSAGE with its id. */
  'import.start': { args: importRequestSchema, reply: z.object({ importId: z.string() }) },
  'import.cancel': { args: z.object({ importId: z.string() }), reply: z.boolean() },
  /** Lets an import rest, or go on; false when it is over. */
  'import.pause': { args: z.object({ importId: z.string(), paused: z.boolean() }), reply: z.boolean() },
  /** Asks where to save and writes the file; null when the examiner changed their mind. */
  'report.export': { args: exportRequestSchema, reply: z.object({ path: z.string() }).nullable() },
  /** The same for malformed lines of the evidence. */
  'lines.export': { args: linesExportSchema, reply: z.object({ path: z.string() }).nullable() },
  /**
   * Asks where to save the flows that match a filter, or a case, and opens the file for them; null when the
   * examiner changed their mind. The engine sends what is to be written over the port, which arrives as the one
   * of an import does.
   */
  'export.start': {
    args: exportStartSchema,
    reply: z.object({ exportId: z.string(), path: z.string() }).nullable(),
  },
  'export.cancel': { args: z.object({ exportId: z.string() }), reply: z.boolean() },
  /** Asks for an archive; null when the examiner changed their mind. */
  'archive.choose': { args: z.undefined(), reply: archiveSchema.nullable() },
  /** Checks an archive and sends it over a port, which arrives as the one of an import does. */
  'archive.read': {
    args: archiveSchema.pick({ archiveId: true }),
    reply: z.object({ readId: z.string() }),
  },
  'archive.cancel': { args: z.object({ readId: z.string() }), reply: z.boolean() },
  /** Reads a line of the evidence again; a second request ends the first. */
  'line.read': { args: lineRequestSchema, reply: lineReplySchema },
  /** Shows a file that one of these wrote. */
  'report.reveal': { args: z.object({ path: z.string() }), reply: z.boolean() },
  'job.progress': { args: z.object({ text: z.string() }), reply: z.undefined() },
  'job.finish': { args: jobResultSchema, reply: z.undefined() },
} as const
export type Requests = typeof requests
export type RequestName = keyof Requests
export type RequestArgs<N extends RequestName> = z.infer<Requests[N]['args']>
export type RequestReply<N extends RequestName> = z.infer<Requests[N]['reply']>

/** Commands of the application menu that the renderer carries out. */
export const menuCommandSchema = z.enum(COMMAND_IDS)
export type MenuCommand = z.infer<typeof menuCommandSchema>

const count = z.number().int().nonnegative()

/** Events: what main tells the renderer. */
export const events = {
  'menu.command': menuCommandSchema,
  /** A second start of the app named it. */
  'path.opened': openableSchema,
  /** How many of the flows of an export are written. */
  'export.progress': z.object({ exportId: z.string(), flows: count, total: count }),
  /** How far the reading of an archive is. */
  'archive.progress': z.object({ readId: z.string(), bytes: count, total: count }),
} as const
export type Events = typeof events
export type EventName = keyof Events
export type EventPayload<N extends EventName> = z.infer<Events[N]>

/**
 * Type of the window message with which the preload hands a port to the page: {type, portId}, ports[0].
 * portId is the id of the import or export that the port is of.
 */
export const PORT_MESSAGE = 'flowcase.port'

/** What the preload exposes as window.flowcase. */
export interface FlowcaseBridge {
  request<N extends RequestName>(name: N, args: RequestArgs<N>): Promise<RequestReply<N>>
  /** Returns the function that ends the subscription. */
  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
  /** Registers what was dropped on the window (a DOM File); rejects when it is no folder or archive on disk. */
  registerDropped(file: object): Promise<Openable>
}
