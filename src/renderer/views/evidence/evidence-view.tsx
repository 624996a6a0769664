import { Button, InputGroup } from '@blueprintjs/core'
import { Refresh, Search } from '@blueprintjs/icons'
import { memo, useDeferredValue, useMemo, useRef, useState } from 'react'
import { type EvidenceFile, givesNetflow } from '../../../shared/evidence/evidence'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount, formatCounted } from '../../../shared/format/number'
import type { ScanRemark } from '../../../shared/ipc/import-messages'
import { useCommand } from '../../app/commands'
import { useCaseZone, useIsReading, useOpenCase } from '../../app/open-case'
import { numberOf, usePlaceQuery } from '../../app/places'
import { readEvidence } from '../../app/session'
import { DataTable } from '../parts/data-table'
import { Count } from '../parts/figures'
import { Stat, Stats } from '../parts/panel'
import { Select } from '../parts/select'
import { evidenceColumns } from './evidence-columns'
import { EvidenceGone } from './evidence-gone'
import { totalsOf } from './evidence-totals'
import { ExportLines } from './export-lines'
import { FileDetail } from './file-detail'
import { FormatDialog } from './format-dialog'
import { FormatsNeeded } from './formats-needed'
import { ScanRemarks } from './scan-remarks'
import { ZonesAssumed } from './zones-assumed'

type Show = 'all' | 'flow-logs' | 'captures' | 'others' | 'attention' | 'format'

const SHOWN: readonly { readonly value: Show; readonly text: string }[] = [
  { value: 'all', text: 'All files' },
  { value: 'flow-logs', text: 'Flow logs' },
  { value: 'captures', text: 'Captures' },
  { value: 'others', text: 'Other files' },
  { value: 'attention', text: 'Damaged, malformed or remarked' },
  { value: 'format', text: 'Waiting for a format' },
]

/** Every file of the evidence: what it is, whether it is whole, and what lies in it. */
export function EvidenceView() {
  const { evidence, remarks, record } = useOpenCase()
  // While evidence is read rows come by the dozen: they are drawn in small steps, between which keys
  // and clicks are answered.
  return (
    <EvidenceFiles
      evidence={useDeferredValue(evidence)}
      remarks={remarks}
      folder={record.folderPath}
      reading={useIsReading()}
      zone={useCaseZone()}
    />
  )
}

interface EvidenceFilesProps {
  readonly evidence: readonly EvidenceFile[]
  readonly remarks: readonly ScanRemark[]
  readonly folder: string
  readonly reading: boolean
  readonly zone: string
}

const EvidenceFiles = memo(({ evidence, remarks, folder, reading, zone }: EvidenceFilesProps) => {
  const [params, change] = usePlaceQuery()
  const search = useRef<HTMLInputElement>(null)
  useCommand('find', () => search.current?.focus())
  const columns = useMemo(() => evidenceColumns(zone), [zone])
  const text = params.get('find') ?? ''
  const show = (params.get('show') ?? 'all') as Show
  const files = useMemo(() => {
    const wanted = text.toLowerCase()
    return evidence.filter(
      (file) =>
        (file.path.toLowerCase().includes(wanted) || (file.sha256?.startsWith(wanted) ?? false)) &&
        (show === 'all' ||
          (show === 'flow-logs' && file.kind === 'vpc-flow-log') ||
          (show === 'captures' && givesNetflow(file.kind)) ||
          (show === 'others' && (file.kind === 'unrecognised' || file.kind === 'unreadable')) ||
          (show === 'format' && file.formatNeeded !== null) ||
          (show === 'attention' &&
            (file.damage !== null || file.remark !== null || file.counts.malformed > 0))),
    )
  }, [evidence, text, show])
  const all = useMemo(() => totalsOf(evidence), [evidence])
  const shown = useMemo(() => totalsOf(files), [files])
  const waiting = useMemo(() => evidence.filter((file) => file.formatNeeded !== null), [evidence])
  const [asked, setAsked] = useState<EvidenceFile | null>(null)
  const selected = evidence.find((file) => file.id === numberOf(params, 'file')) ?? null

  const totals: Readonly<Record<string, string>> = {
    path:
      files.length === evidence.length
        ? formatCounted(shown.files, 'file')
        : `${formatCount(shown.files)} of ${formatCounted(all.files, 'file')}`,
    sizeBytes: formatBytes(shown.sizeBytes),
    unpackedBytes: formatBytes(shown.unpackedBytes),
    ...Object.fromEntries(
      (['lines', 'headerLines', 'records', 'noData', 'skipData', 'malformed', 'blank'] as const).map((id) => [
        id,
        formatCount(shown[id]),
      ]),
    ),
  }

  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>Evidence</h1>
        <InputGroup
          inputRef={search}
          leftIcon={<Search />}
          value={text}
          placeholder="Find by name or hash"
          aria-label="Find files by name or hash"
          className="find"
          spellCheck={false}
          onChange={(event) => change({ find: event.currentTarget.value }, { replace: true })}
        />
        <Select
          label="Files shown"
          value={show}
          options={SHOWN}
          onValue={(value) => change({ show: value === 'all' ? '' : value })}
        />
        <span className="grow" />
        {all.malformed > 0 && <ExportLines files={evidence} disabled={reading} />}
        <ScanRemarks remarks={remarks} />
        <Button icon={<Refresh />} disabled={reading} onClick={() => void readEvidence()}>
          Read new files
        </Button>
      </div>
      {(all.files > 0 || !reading) && (
        <Stats>
          <Stat
            label="Files"
            note={`${formatCounted(all.flowLogs, 'flow log')}, ${formatCounted(all.captures, 'capture')}, ${formatCount(all.others)} other`}
          >
            <Count of={all.files} />
          </Stat>
          <Stat label="Lines" note={`${formatCount(all.headerLines)} of them headers`}>
            <Count of={all.lines} />
          </Stat>
          <Stat
            label="Data lines"
            note={`${formatCount(all.noData)} NODATA, ${formatCount(all.skipData)} SKIPDATA`}
          >
            <Count of={all.lines - all.headerLines - all.blank} />
          </Stat>
          <Stat label="Records" note="flows in the logs">
            <Count of={all.records} />
          </Stat>
          <Stat
            label="Not whole"
            note={`${formatCount(all.malformed)} malformed lines`}
            tone={all.damaged + all.malformed > 0 ? 'warn' : 'good'}
          >
            <Count of={all.damaged} />
          </Stat>
          <Stat
            label="Size"
            note={`${formatBytes(all.unpackedBytes)} unpacked · ${all.hashed === all.files ? 'all hashed' : `${formatCount(all.hashed)} hashed`}`}
          >
            {formatBytes(all.sizeBytes)}
          </Stat>
        </Stats>
      )}
      <FormatsNeeded
        waiting={waiting}
        reading={reading}
        onShow={() => change({ show: 'format' })}
        onState={() => setAsked(waiting[0] ?? null)}
      />
      <EvidenceGone />
      <ZonesAssumed />
      <div className="split">
        <div className="split-main boxed">
          <DataTable
            label="Evidence files"
            className="sticky-first"
            columns={columns}
            rows={files}
            selected={selected}
            onSelect={(file) => change({ file: file.id }, { replace: true })}
            footer={columns.map((column) => totals[column.id] ?? '')}
            empty={
              evidence.length > 0
                ? 'No file matches. Clear the search to see all files.'
                : reading
                  ? 'Files are listed when the folder has been read.'
                  : `Nothing was found in ${folder}. Put the evidence there and choose “Read new files”.`
            }
          />
        </div>
        {selected && (
          <FileDetail
            key={selected.id}
            file={selected}
            reading={reading}
            onState={reading ? null : () => setAsked(selected)}
            onClose={() => change({ file: null }, { replace: true })}
          />
        )}
      </div>
      {asked?.formatNeeded && (
        <FormatDialog
          file={asked}
          needed={asked.formatNeeded}
          alike={waiting.filter(({ formatNeeded }) => formatNeeded?.columns === asked.formatNeeded?.columns)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  )
})
