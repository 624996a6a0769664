import { useMemo } from 'react'
import { useDerived } from '../../app/answers'
import { useOpenCase } from '../../app/open-case'
import { askInterfaceAddresses, type InterfaceAddress } from '../../investigation/entity/interface-addresses'
import { Localities } from '../../investigation/entity/locality'

interface KnownNetworks {
  readonly localities: Localities
  readonly interfaces: readonly InterfaceAddress[]
  /** Whether the addresses of all interfaces were looked at. */
  readonly whole: boolean
}

/** What tells inside from outside in the open case; null until the flow logs were asked. */
export function useLocalities(): KnownNetworks | null {
  const { networks } = useOpenCase().record
  const { data } = useDerived(['interface-addresses'], askInterfaceAddresses)
  return useMemo(
    () =>
      data
        ? {
            localities: new Localities(networks ?? [], data.addresses),
            interfaces: data.addresses,
            whole: data.whole,
          }
        : null,
    [data, networks],
  )
}
