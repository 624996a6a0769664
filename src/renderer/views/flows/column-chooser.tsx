import { Button, Checkbox, Popover } from '@blueprintjs/core'
import { Properties } from '@blueprintjs/icons'
import { fieldSpec } from '../../../shared/flow/fields'

interface ColumnChooserProps {
  readonly present: readonly string[]
  readonly shown: readonly string[]
  onChoose(fields: readonly string[] | null): void
}

/** Which fields the table shows. */
export function ColumnChooser({ present, shown, onChoose }: ColumnChooserProps) {
  const toggle = (field: string) => {
    onChoose(shown.includes(field) ? shown.filter((other) => other !== field) : [...shown, field])
  }
  return (
    <Popover
      placement="bottom-end"
      content={
        <div className="chooser">
          <fieldset>
            <legend>Columns</legend>
            <div className="chooser-list">
              {present.map((field) => (
                <Checkbox
                  key={field}
                  checked={shown.includes(field)}
                  onChange={() => toggle(field)}
                  labelElement={
                    <>
                      {fieldSpec(field).title} <span className="muted mono">{field}</span>
                    </>
                  }
                />
              ))}
            </div>
          </fieldset>
          <div className="row">
            <Button small onClick={() => onChoose(null)}>
              The usual columns
            </Button>
            <Button small onClick={() => onChoose(present)}>
              All
            </Button>
          </div>
        </div>
      }
    >
      <Button icon={<Properties />}>Columns</Button>
    </Popover>
  )
}
