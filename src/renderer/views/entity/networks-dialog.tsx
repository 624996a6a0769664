import { Button, DialogBody, DialogFooter, TextArea } from '@blueprintjs/core'
import { useState } from 'react'
import { formatNetwork, parseNetwork } from '../../../shared/flow/address'
import { notifyProblem } from '../../app/notices'
import { useOpenCase } from '../../app/open-case'
import { changeCase } from '../../app/session'
import { Dialog } from '../parts/dialog'

/** Networks in the order they were written, each once; the words that are none. */
export function readNetworks(text: string): {
  readonly networks: readonly string[]
  readonly wrong: readonly string[]
} {
  const networks = new Set<string>()
  const wrong: string[] = []
  for (const word of text.split(/[\s,;]+/).filter((part) => part !== '')) {
    const network = parseNetwork(word)
    if (network) networks.add(formatNetwork(network))
    else wrong.push(word)
  }
  return { networks: [...networks], wrong }
}

/** Asks which networks of the case are inside. */
export function NetworksButton({ inferred }: { readonly inferred: readonly string[] }) {
  const { networks = [] } = useOpenCase().record
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button minimal small onClick={() => setOpen(true)}>
        {networks.length === 0 ? 'Name the networks…' : 'Networks…'}
      </Button>
      {open && <NetworksDialog networks={networks} inferred={inferred} onClose={() => setOpen(false)} />}
    </>
  )
}

function NetworksDialog(props: {
  readonly networks: readonly string[]
  readonly inferred: readonly string[]
  onClose(): void
}) {
  const { inferred, onClose } = props
  const [text, setText] = useState(props.networks.join('\n'))
  const { networks, wrong } = readNetworks(text)
  const save = () => {
    changeCase({ networks }).then(onClose, notifyProblem)
  }
  return (
    <Dialog isOpen onClose={onClose} title="Networks of this case">
      <DialogBody>
        <p id="networks-hint">
          Addresses in these networks are internal, such as the CIDR blocks of a VPC: one a line. Private
          addresses and those of interfaces are internal in any case.
        </p>
        <TextArea
          fill
          autoFocus
          className="mono"
          rows={6}
          aria-label="Networks"
          aria-describedby="networks-hint"
          aria-invalid={wrong.length > 0}
          placeholder="10.130.0.0/16"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {wrong.length > 0 && (
          <p className="field-error" role="alert">
            {wrong
              .slice(0, 3)
              .map((word) => `“${word}”`)
              .join(', ')}{' '}
            {wrong.length === 1 ? 'is' : 'are'} no network. Write it as 10.130.0.0/16 or
            2600:1f18:1:2200::/56.
          </p>
        )}
        {inferred.length > 0 && (
          <p className="muted after-text">
            Inferred from the addresses of interfaces: {inferred.slice(0, 8).join(', ')}
            {inferred.length > 8 && ` and ${inferred.length - 8} more`}.
          </p>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button intent="primary" disabled={wrong.length > 0} onClick={save}>
              Keep with the case
            </Button>
          </>
        }
      />
    </Dialog>
  )
}
