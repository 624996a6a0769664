import './without-eval'
import type { FlowAnswer } from '../../shared/query/query'
import type { EngineCall, EngineReply } from './engine-rpc'
import { EngineSession } from './engine-session'
import { packAnswer, transferred } from './packed-answer'

const session = new EngineSession((event) => reply({ event }))

function reply(message: EngineReply, transfer: readonly Transferable[] = []): void {
  postMessage(message, { transfer: [...transfer] })
}

addEventListener('message', async ({ data }: MessageEvent<EngineCall>) => {
  const { call, method, args } = data
  try {
    const run = session[method] as (...args: unknown[]) => Promise<unknown>
    const value = await run.apply(session, [...args])
    if (method === 'ask') {
      const packed = packAnswer(value as FlowAnswer)
      reply({ call, ok: true, value: packed }, transferred(packed))
    } else reply({ call, ok: true, value })
  } catch (error) {
    reply({ call, ok: false, message: error instanceof Error ? error.message : String(error) })
  }
})
