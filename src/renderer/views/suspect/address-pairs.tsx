import { Button, DialogBody, DialogFooter, InputGroup } from '@blueprintjs/core'
import { Cross, Exchange } from '@blueprintjs/icons'
import { type FormEvent, useState } from 'react'
import { type AddressAlias, AS_RECORDED } from '../../../shared/case/case'
import { canonicalAddress } from '../../../shared/flow/address'
import { formatCounted } from '../../../shared/format/number'
import { notifyProblem } from '../../app/notices'
import { useOpenCase } from '../../app/open-case'
import { changeCase } from '../../app/session'
import { Dialog } from '../parts/dialog'

/** Lets the examiner say which public address belongs to which private one. */
export function AddressPairs() {
  const { record } = useOpenCase()
  const [open, setOpen] = useState(false)
  const settings = record.correlation ?? AS_RECORDED
  const save = (aliases: readonly AddressAlias[]) => {
    changeCase({ correlation: { ...settings, aliases } }).catch(notifyProblem)
  }
  const { aliases } = settings
  return (
    <>
      <Button small minimal icon={<Exchange />} onClick={() => setOpen(true)}>
        Addresses{aliases.length > 0 ? ` (${aliases.length})` : '…'}
      </Button>
      <Dialog
        isOpen={open}
        onClose={() => setOpen(false)}
        title="Public and private addresses"
        icon={<Exchange />}
      >
        <DialogBody>
          <p>
            Flow logs have the private address of an interface alone. Where a capture was taken outside of the
            VPC it has the public one: say which belong together, and both sources are compared as of one
            interface.
          </p>
          {aliases.length > 0 && (
            <ul className="plain address-pairs" aria-label={formatCounted(aliases.length, 'pair')}>
              {aliases.map((pair) => (
                <li key={pair.publicAddress}>
                  <span className="num">{pair.publicAddress}</span>
                  <span className="muted">is</span>
                  <span className="num">{pair.privateAddress}</span>
                  <Button
                    minimal
                    small
                    icon={<Cross />}
                    aria-label={`Remove ${pair.publicAddress}`}
                    onClick={() => save(aliases.filter((other) => other !== pair))}
                  />
                </li>
              ))}
            </ul>
          )}
          <PairForm known={aliases} onPair={(pair) => save([...aliases, pair])} />
        </DialogBody>
        <DialogFooter actions={<Button onClick={() => setOpen(false)}>Close</Button>} />
      </Dialog>
    </>
  )
}

interface PairFormProps {
  readonly known: readonly AddressAlias[]
  onPair(pair: AddressAlias): void
}

function PairForm({ known, onPair }: PairFormProps) {
  const [publicText, setPublicText] = useState('')
  const [privateText, setPrivateText] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const publicAddress = canonicalAddress(publicText.trim())
    const privateAddress = canonicalAddress(privateText.trim())
    const problem = faultOf(publicAddress, privateAddress, known)
    setFault(problem)
    if (problem !== null || publicAddress === null || privateAddress === null) return
    onPair({ publicAddress, privateAddress })
    setPublicText('')
    setPrivateText('')
  }
  return (
    <form className="address-pair-form" onSubmit={submit}>
      <InputGroup
        aria-label="Public address"
        placeholder="Public, as 203.0.113.80"
        value={publicText}
        onValueChange={setPublicText}
      />
      <InputGroup
        aria-label="Private address"
        placeholder="Private, as 10.0.0.5"
        value={privateText}
        onValueChange={setPrivateText}
      />
      <Button type="submit">Add</Button>
      {fault !== null && (
        <p className="field-error" role="alert">
          {fault}
        </p>
      )}
    </form>
  )
}

function faultOf(
  publicAddress: string | null,
  privateAddress: string | null,
  known: readonly AddressAlias[],
): string | null {
  if (publicAddress === null || privateAddress === null) {
    return 'Enter two IP addresses, as 203.0.113.80 and 10.0.0.5.'
  }
  if (publicAddress === privateAddress) return 'These are the same address.'
  if (known.some((pair) => pair.publicAddress === publicAddress)) {
    return `${publicAddress} already belongs to a private address. Remove that pair first.`
  }
  // One name for each interface: a private address that is itself replaced would be none.
  if (known.some((pair) => pair.publicAddress === privateAddress || pair.privateAddress === publicAddress)) {
    return 'One of these is already on the other side of a pair.'
  }
  return null
}
