import { useSession } from '../../app/session'
import { CopyButton } from '../parts/hash'
import { Panel } from '../parts/panel'
import { INSTALL_STEPS } from './install-steps'

/** What to install on each system, that of this machine first. */
export function InstallPanel() {
  const { platform } = useSession((state) => state.facts)
  const steps = [
    ...INSTALL_STEPS.filter((step) => step.platform === platform),
    ...INSTALL_STEPS.filter((step) => step.platform !== platform),
  ]
  return (
    <Panel title="How to install nfdump" note="On any machine; Flowcase itself downloads nothing">
      <table className="cases">
        <thead>
          <tr>
            <th scope="col">System</th>
            <th scope="col">Type</th>
            <th scope="col">Know</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ system, command, note }) => (
            <tr key={system}>
              <th scope="row">{system}</th>
              <td>
                <code className="mono">{command}</code>
                <CopyButton text={command} what={`command for ${system}`} />
              </td>
              <td className="muted">{note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
