/** Requests and replies of the attacked web shop, as bytes on the wire. */

import { Random } from './random.mjs'

/** @typedef {import('./tcp.mjs').Turn} Turn */

const HOST = 'shop.example.com'
const TOOL = 'python-requests/2.28.1'
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/117.0'

/**
 * A picture drawn of random lines: it gives pages the size that real ones have.
 * @param {Random} random
 * @param {number} points
 */
function drawing(random, points) {
  let path = 'M0 0'
  for (let i = 0; i < points; i++) path += `L${random.below(960)} ${random.below(640)}`
  return `<svg viewBox="0 0 960 640" role="img" aria-label="Shop"><path fill="none" stroke="#446" d="${path}"/></svg>`
}

/**
 * @param {string} title
 * @param {string} content
 */
const page = (title, content) =>
  Buffer.from(
    `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${title}</title></head>\n<body>\n${content}\n</body>\n</html>\n`,
  )

/** What every refused log-in is answered with. */
export const LOGIN_PAGE = page(
  'Log in',
  `${drawing(new Random('log-in page'), 1290)}
<p class="error">Unknown user or wrong password.</p>
<form method="post" action="/login">
<label>User <input name="username" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button>Log in</button>
</form>`,
)

/**
 * @param {string} title
 * @param {number} points size of the page, at about eight bytes each
 */
export const sitePage = (title, points) => page(title, drawing(new Random(`page ${title}`), points))

/**
 * @param {string} user
 * @param {string} password
 */
export function loginRequest(user, password) {
  const form = `username=${encodeURIComponent(user)}&password=${encodeURIComponent(password)}`
  return Buffer.from(
    `POST /login HTTP/1.1\r\nHost: ${HOST}\r\nUser-Agent: ${TOOL}\r\nAccept-Encoding: identity\r\nAccept: */*\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
  )
}

/**
 * @param {string} path
 * @param {string} [cookie]
 */
export function pageRequest(path, cookie) {
  const session = cookie === undefined ? '' : `Cookie: session=${cookie}\r\n`
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\nUser-Agent: ${BROWSER}\r\nAccept: text/html,*/*;q=0.8\r\nAccept-Language: en-US,en;q=0.5\r\n${session}Connection: close\r\n\r\n`,
  )
}

/**
 * @param {string} status
 * @param {number} at epoch seconds
 * @param {Buffer} body
 * @param {string} [extra] further header lines, each with its line end
 */
export function replyHead(status, at, body, extra = '') {
  return Buffer.from(
    `HTTP/1.1 ${status}\r\nServer: nginx/1.18.0\r\nDate: ${new Date(at * 1000).toUTCString()}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${body.length}\r\n${extra}Connection: close\r\nX-Frame-Options: DENY\r\nX-Content-Type-Options: nosniff\r\n\r\n`,
  )
}

/**
 * One request and its reply, whose head leaves in a segment of its own.
 * @param {Buffer | number} request content, or the length of opaque content
 * @param {number} think microseconds that the server takes
 * @param {Buffer | number} head
 * @param {Buffer | number} body
 * @returns {Turn[]}
 */
export const exchange = (request, think, head, body) => [
  turn(true, request, 60),
  turn(false, head, think),
  turn(false, body, 120),
]

/**
 * @param {boolean} fromClient
 * @param {Buffer | number} content
 * @param {number} wait microseconds
 * @returns {Turn}
 */
export const turn = (fromClient, content, wait) =>
  typeof content === 'number'
    ? { fromClient, length: content, wait }
    : { fromClient, length: content.length, wait, content }
