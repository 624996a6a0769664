import { Button, Popover } from '@blueprintjs/core'
import { InfoSign } from '@blueprintjs/icons'
import { formatCounted } from '../../../shared/format/number'
import type { ScanRemark } from '../../../shared/ipc/import-messages'

/** What of the folder is not part of the evidence, and why. */
export function ScanRemarks({ remarks }: { readonly remarks: readonly ScanRemark[] }) {
  if (remarks.length === 0) return null
  return (
    <Popover
      placement="bottom-end"
      content={
        <ul className="remarks">
          {remarks.map((remark) => (
            <li key={remark.path + remark.message}>
              <span className="mono">{remark.path}</span>
              <span>{remark.message}</span>
            </li>
          ))}
        </ul>
      }
    >
      <Button minimal icon={<InfoSign />}>
        {formatCounted(remarks.length, 'remark')} on the folder
      </Button>
    </Popover>
  )
}
