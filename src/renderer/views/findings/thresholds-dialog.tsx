import { Button, DialogBody, DialogFooter, InputGroup } from '@blueprintjs/core'
import { type FormEvent, useId, useState } from 'react'
import type { Detector, Threshold } from '../../investigation/detectors/detection'
import type { DetectorId } from '../../investigation/detectors/detector-id'
import { DETECTORS } from '../../investigation/detectors/detectors'
import { type Thresholds, thresholdKey } from '../../investigation/detectors/run-detectors'
import { techniqueText } from '../../report/attack'
import { Dialog } from '../parts/dialog'
import { Select } from '../parts/select'
import { Limits } from './limits'

interface ThresholdsDialogProps {
  readonly first: DetectorId
  readonly values: Thresholds
  onSet(values: Thresholds): void
  onClose(): void
}

const OPTIONS = DETECTORS.map(({ id, title }) => ({ value: id, text: title }))

/** Every rule with its thresholds, which the examiner may set; all are kept with the case. */
export function ThresholdsDialog({ first, values, onSet, onClose }: ThresholdsDialogProps) {
  const form = useId()
  const [chosen, choose] = useState<DetectorId>(first)
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const detector = DETECTORS.find(({ id }) => id === chosen) as Detector
  const textOf = (owner: DetectorId, { id, value }: Threshold) =>
    typed[thresholdKey(owner, id)] ?? String(values[thresholdKey(owner, id)] ?? value)
  const mistakes = DETECTORS.flatMap((owner) =>
    owner.thresholds
      .filter((threshold) => numberOf(textOf(owner.id, threshold), threshold) === null)
      .map((threshold) => `${owner.title}: ${threshold.label}`),
  )
  const set = (event: FormEvent) => {
    event.preventDefault()
    if (mistakes.length > 0) return
    onSet(changed(textOf))
    onClose()
  }
  const toDefaults = () =>
    setTyped((before) => ({
      ...before,
      ...Object.fromEntries(
        detector.thresholds.map(({ id, value }) => [thresholdKey(detector.id, id), String(value)]),
      ),
    }))
  return (
    <Dialog isOpen onClose={onClose} title="Rules and thresholds" className="thresholds-dialog">
      <DialogBody>
        <form id={form} onSubmit={set}>
          <div className="row">
            <Select autoFocus label="Rule" value={chosen} options={OPTIONS} onValue={(id) => choose(id)} />
            <span className="muted grow">{detector.attack.map(techniqueText).join('; ')}</span>
          </div>
          <p className="wrap after-text">{detector.rule}</p>
          <div className="thresholds">
            {detector.thresholds.map((threshold) => (
              <ThresholdField
                key={thresholdKey(detector.id, threshold.id)}
                threshold={threshold}
                text={textOf(detector.id, threshold)}
                onText={(text) =>
                  setTyped((before) => ({ ...before, [thresholdKey(detector.id, threshold.id)]: text }))
                }
              />
            ))}
          </div>
          <p className="muted wrap">{detector.caveat}</p>
          <Limits of={detector} />
        </form>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button onClick={toDefaults}>Defaults of this rule</Button>
            <Button onClick={onClose}>Cancel</Button>
            <Button intent="primary" type="submit" form={form} disabled={mistakes.length > 0}>
              Set and run
            </Button>
          </>
        }
      >
        <span className="muted">
          {mistakes.length > 0 ? `Not a number in its range: ${mistakes.join('; ')}` : 'Kept with the case.'}
        </span>
      </DialogFooter>
    </Dialog>
  )
}

interface ThresholdFieldProps {
  readonly threshold: Threshold
  readonly text: string
  onText(text: string): void
}

function ThresholdField({ threshold, text, onText }: ThresholdFieldProps) {
  const id = useId()
  const wrong = numberOf(text, threshold) === null
  const { least, most } = threshold
  return (
    <div className="threshold">
      <label htmlFor={id}>{threshold.label}</label>
      <InputGroup
        id={id}
        value={text}
        inputMode="decimal"
        intent={wrong ? 'danger' : 'none'}
        aria-invalid={wrong}
        aria-describedby={`${id}-source`}
        rightElement={<span className="threshold-unit">{threshold.unit}</span>}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      <p id={`${id}-source`} className={wrong ? 'field-error' : 'hint'}>
        {wrong
          ? `A number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')} is needed.`
          : `Default ${threshold.value.toLocaleString('en')}. ${threshold.source}.`}
      </p>
    </div>
  )
}

/** null: no number, or one out of range. Digits may be grouped by commas or underscores. */
function numberOf(text: string, { least, most }: Threshold): number | null {
  const value = Number(text.replaceAll(/[,_\s]/g, ''))
  return text.trim() !== '' && value >= least && value <= most ? value : null
}

/** Those that differ from their defaults. */
function changed(textOf: (detector: DetectorId, threshold: Threshold) => string): Thresholds {
  const entries = DETECTORS.flatMap(({ id, thresholds }) =>
    thresholds.map(
      (threshold) =>
        [
          thresholdKey(id, threshold.id),
          numberOf(textOf(id, threshold), threshold) ?? threshold.value,
          threshold.value,
        ] as const,
    ),
  )
  return Object.fromEntries(entries.filter(([, value, usual]) => value !== usual))
}
