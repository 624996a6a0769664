import './without-eval'
import type { FlowAnswer } from '../../shared/query/query'
import type { EngineCall, EngineReply } from './engine-rpc'
import { EngineSession } from './engine-session'
import { packAnswer } from './packed-answer'

const session = new EngineSession((event) => reply({ event }))

function reply(message: EngineReply): void {
  postMessage(message)
}

addEventListener('message', async ({ data }: MessageEvent<EngineCall>) => {
  const { call, method, args } = data
  try {
    const run = session[method] as (...args: unknown[]) => Promise<unknown>
    const value = await run.apply(session, [...args])
    reply({ call, ok: true, value: method === 'ask' ? packAnswer(value as FlowAnswer) : value })
  } catch (error) {
    reply({ call, ok: false, message: error instanceof Error ? error.message : String(error) })
  }
})
