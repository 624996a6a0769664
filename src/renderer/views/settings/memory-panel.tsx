import { limitMemory } from '../../app/memory'
import { usePreferences } from '../../app/preferences'
import { Panel } from '../parts/panel'
import { Select } from '../parts/select'

const CHOICES = [0.25, 0.5, 1, 2, 4, 8, 16, 32]

/** How much of a case may be in memory. */
export function MemoryPanel() {
  const memoryGiB = usePreferences((state) => state.memoryGiB)
  return (
    <Panel title="Memory" note="For the flows of the open case; from the next case that is opened">
      <div className="field-row">
        <label htmlFor="memory">Flows in memory, at most</label>
        <Select
          id="memory"
          label="Flows in memory, at most"
          value={String(memoryGiB)}
          options={CHOICES.map((value) => ({ value: String(value), text: `${value} GiB` }))}
          onValue={(value) => void limitMemory(Number(value))}
        />
      </div>
      <p className="muted after-text">
        One GiB holds some 40 million flows. What does not fit is read from the case’s database each time it
        is looked at: answers stay right, but take longer.
      </p>
    </Panel>
  )
}
