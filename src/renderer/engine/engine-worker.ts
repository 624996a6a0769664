import type { EngineCall, EngineReply } from './engine-rpc'
import { EngineSession } from './engine-session'

const session = new EngineSession((event) => reply({ event }))

function reply(message: EngineReply): void {
  postMessage(message)
}

addEventListener('message', async ({ data }: MessageEvent<EngineCall>) => {
  const { call, method, args } = data
  try {
    const run = session[method] as (...args: unknown[]) => Promise<unknown>
    reply({ call, ok: true, value: await run.apply(session, [...args]) })
  } catch (error) {
    reply({ call, ok: false, message: error instanceof Error ? error.message : String(error) })
  }
})
