/** A session with a PostgreSQL database, in its protocol 3.0. */

import { turn } from './http.mjs'

/**
 * @typedef {import('./random.mjs').Random} Random
 * @typedef {import('./tcp.mjs').Turn} Turn
 */

/** @param {number} value */
function int32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** @param {number} value */
function int16(value) {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

/** @param {string} value */
const text = (value) => Buffer.from(`${value}\0`)

/**
 * @param {string} type one letter
 * @param {readonly Buffer[]} parts
 */
function message(type, ...parts) {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int32(4 + body.length), body])
}

const READY = message('Z', Buffer.from('I'))

function startup() {
  const body = Buffer.concat([int32(196_608), ...['user', 'shop', 'database', 'reporting', ''].map(text)])
  return Buffer.concat([int32(4 + body.length), body])
}

/** @param {Random} random */
const welcome = (random) =>
  Buffer.concat([
    message('R', int32(0)),
    message('S', text('server_version'), text('14.9')),
    message('S', text('client_encoding'), text('UTF8')),
    message('K', int32(random.between(1_000, 30_000)), random.bytes(4)),
    READY,
  ])

/**
 * @param {Random} random
 * @param {number} rows
 */
function orders(random, rows) {
  const columns = ['order_id', 'amount']
  const description = columns.map((name) =>
    Buffer.concat([text(name), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]),
  )
  const data = Array.from({ length: rows }, () => {
    const values = [
      String(random.between(100_000, 999_999)),
      `${random.below(900)}.${random.between(10, 99)}`,
    ]
    return message('D', int16(2), ...values.flatMap((value) => [int32(value.length), Buffer.from(value)]))
  })
  return Buffer.concat([
    message('T', int16(2), ...description),
    ...data,
    message('C', text(`SELECT ${rows}`)),
    READY,
  ])
}

/**
 * @param {Random} random
 * @param {number} queries one every ten seconds or so
 * @returns {Turn[]}
 */
export function postgresSession(random, queries) {
  const turns = [turn(true, startup(), 200), turn(false, welcome(random), 3_000)]
  for (let i = 0; i < queries; i++) {
    const query = `SELECT order_id, amount FROM orders WHERE id > ${random.below(1_000_000)} LIMIT 40`
    turns.push(turn(true, message('Q', text(query)), random.between(6_000_000, 14_000_000)))
    turns.push(turn(false, orders(random, random.between(3, 40)), random.between(600, 5_000)))
  }
  turns.push(turn(true, message('X'), 2_000_000))
  return turns
}
