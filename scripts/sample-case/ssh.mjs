/**
 * An SSH session: version strings, key exchange in the clear (RFC 4253, 5656), then packets that nobody can read.
 */

import { turn } from './http.mjs'

/**
 * @typedef {import('./random.mjs').Random} Random
 * @typedef {import('./tcp.mjs').Turn} Turn
 */

const CLIENT_VERSION = 'SSH-2.0-OpenSSH_9.0p1 Debian-1+b2\r\n'
const SERVER_VERSION = 'SSH-2.0-OpenSSH_8.2p1 Ubuntu-4ubuntu0.9\r\n'

const MESSAGE = { keyExchangeInit: 20, newKeys: 21, exchangeInit: 30, exchangeReply: 31 }

/** In the order of RFC 4253, section 7.1. */
const ALGORITHMS = [
  'curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,diffie-hellman-group14-sha256',
  'ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256',
  'chacha20-poly1305@openssh.com,aes128-ctr,aes256-ctr,aes128-gcm@openssh.com',
  'chacha20-poly1305@openssh.com,aes128-ctr,aes256-ctr,aes128-gcm@openssh.com',
  'umac-64-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-256',
  'umac-64-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-256',
  'none,zlib@openssh.com',
  'none,zlib@openssh.com',
  '',
  '',
]

/** @param {string | Buffer} value */
function string(value) {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/**
 * The binary packet of RFC 4253, section 6, before encryption begins.
 * @param {number} message
 * @param {readonly Buffer[]} parts
 */
function packet(message, ...parts) {
  const payload = Buffer.concat([Buffer.from([message]), ...parts])
  const least = 8 - ((5 + payload.length) % 8)
  const padding = least < 4 ? least + 8 : least
  const head = Buffer.alloc(5)
  head.writeUInt32BE(1 + payload.length + padding)
  head[4] = padding
  return Buffer.concat([head, payload, Buffer.alloc(padding)])
}

/** @param {Random} random */
const keyExchangeInit = (random) =>
  packet(MESSAGE.keyExchangeInit, random.bytes(16), ...ALGORITHMS.map(string), Buffer.alloc(5))

/**
 * @param {Random} random
 * @param {number} seconds how long someone types in it
 * @returns {Turn[]}
 */
export function sshSession(random, seconds) {
  const hostKey = Buffer.concat([string('ssh-ed25519'), string(random.bytes(32))])
  const signature = Buffer.concat([string('ssh-ed25519'), string(random.bytes(64))])
  const turns = [
    turn(true, Buffer.from(CLIENT_VERSION), 400),
    turn(false, Buffer.from(SERVER_VERSION), 9_000),
    turn(true, keyExchangeInit(random), 300),
    turn(false, keyExchangeInit(random), 500),
    turn(true, packet(MESSAGE.exchangeInit, string(random.bytes(32))), 2_000),
    turn(
      false,
      Buffer.concat([
        packet(MESSAGE.exchangeReply, string(hostKey), string(random.bytes(32)), string(signature)),
        packet(MESSAGE.newKeys),
      ]),
      4_000,
    ),
    turn(true, packet(MESSAGE.newKeys), 3_000),
    // Service request, user name, password, channel, terminal, shell: encrypted from here on.
    turn(true, 44, 500),
    turn(false, 44, 300),
    turn(true, 68, 500),
    turn(false, 52, 6_000),
    turn(true, 148, 2_400_000),
    turn(false, 28, 90_000),
    turn(true, 112, 1_000),
    turn(false, 500, 40_000),
    turn(true, 460, 700),
    turn(false, 108, 30_000),
    turn(false, 1_076, 60_000),
  ]
  for (let left = seconds * 1e6; left > 0; ) {
    const wait = random.skewed(300_000, 24_000_000)
    // A command line arrives key by key; the log cannot tell, so it comes as one burst and its echo.
    turns.push(turn(true, 36 * random.between(1, 9), wait))
    turns.push(turn(false, 36 + 8 * random.skewed(0, 1_400), random.between(900, 60_000)))
    left -= wait
  }
  return turns
}
