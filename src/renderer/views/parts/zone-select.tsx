import { useMemo } from 'react'
import { Select } from './select'

interface ZoneSelectProps {
  readonly zone: string
  readonly id?: string
  onZone(zone: string): void
}

/** The time zone that is shown beside UTC. */
export function ZoneSelect({ zone, id, onZone }: ZoneSelectProps) {
  const options = useMemo(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    const names = new Set(['UTC', zone, ...(own ? [own] : []), ...Intl.supportedValuesOf('timeZone')])
    return Array.from(names, (name) => ({
      value: name,
      text: name === 'UTC' ? 'UTC only' : `UTC + ${name}`,
    }))
  }, [zone])
  return (
    <Select
      label="Time zone beside UTC"
      title="Time zone that is shown beside UTC"
      value={zone}
      options={options}
      onValue={onZone}
      {...(id ? { id } : {})}
    />
  )
}
