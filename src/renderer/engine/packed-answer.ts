import { type AnswerColumns, answerOf, columnsOf } from '../../shared/query/answer-columns'
import type { FlowAnswer } from '../../shared/query/query'

/** An answer as it crosses from the worker to the page. */
export type PackedAnswer = AnswerColumns

export function packAnswer(answer: FlowAnswer): PackedAnswer {
  return columnsOf(answer)
}

export function unpackAnswer(packed: PackedAnswer): FlowAnswer {
  return answerOf(packed)
}

/** What need not be copied on the way, as nobody looks at it again. */
export function transferred({ keys, values }: PackedAnswer): readonly ArrayBuffer[] {
  const arrays = [...keys.map(({ codes }) => codes), ...Object.values(values)]
  const buffers = arrays.flatMap((array) => (ArrayBuffer.isView(array) ? [array.buffer] : []))
  return Array.from(new Set(buffers as ArrayBuffer[]))
}
