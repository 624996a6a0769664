import { z } from 'zod'
import { type RequestArgs, type RequestName, type RequestReply, requests } from '../../shared/ipc/channels'
import type { WireAnswer } from '../../shared/ipc/wire'
import { ExpectedError } from '../app/expected-error'
import { refuseSender, type SenderEvent, type TrustedSenders } from './sender'

/** One handler for each request of the contract; `sender` is the web contents that asked. */
export type Handlers<Sender> = {
  readonly [N in RequestName]: (
    args: RequestArgs<N>,
    sender: Sender,
  ) => RequestReply<N> | Promise<RequestReply<N>>
}

/** Checks who asks, parses what is asked, runs the handler and parses what it answers. Never rejects. */
export async function answer<Event extends SenderEvent>(
  name: RequestName,
  handlers: Handlers<Event['sender']>,
  trusted: TrustedSenders,
  event: Event,
  args: unknown,
): Promise<WireAnswer> {
  const refusal = refuseSender(event, trusted)
  if (refusal !== null) return refuse(`Refused ${name}: ${refusal}`)
  const parsedArgs = requests[name].args.safeParse(args)
  if (!parsedArgs.success) return refuse(`Refused ${name}: ${inWords(parsedArgs.error)}`)
  try {
    const handler = handlers[name] as (args: unknown, sender: Event['sender']) => unknown
    const parsedReply = requests[name].reply.safeParse(await handler(parsedArgs.data, event.sender))
    if (parsedReply.success) return { ok: true, value: parsedReply.data }
    return refuse(`${name} has no proper answer: ${inWords(parsedReply.error)}`)
  } catch (error) {
    if (error instanceof ExpectedError) return { ok: false, message: error.message }
    console.error(error)
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** A refusal is a bug of ours or an attack: it is also said on standard error. */
function refuse(message: string): WireAnswer {
  console.error(message)
  return { ok: false, message }
}

function inWords(error: z.ZodError): string {
  return z.prettifyError(error).replaceAll('\n', ' ')
}
