import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { PrintPages } from '../export/print-pages'
import { isInside } from '../folders/containment'
import { isAppUrl, parseUrl } from './app-address'
import { CONTENT_SECURITY_POLICY } from './content-security-policy'

/** What a request for an app:// address stands for. */
export type AppResource =
  | { readonly kind: 'file'; readonly path: string }
  /** A report that waits to be printed. */
  | { readonly kind: 'print'; readonly token: string }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 405 }

const PRINT_PATH = /^\/print\/([0-9a-f-]{36})$/

/** Pure, and the whole decision: only GET, only this host, only files in `root` (an absolute path). */
export function resolveAppResource(method: string, url: string, root: string): AppResource {
  if (method !== 'GET') return { kind: 'refused', status: 405 }
  if (!isAppUrl(url)) return { kind: 'refused', status: 403 }
  const name = decodePath(parseUrl(url)?.pathname ?? '')
  if (name === null || name.includes('\0')) return { kind: 'refused', status: 400 }
  // A backslash is a separator on Windows and never part of a name of ours.
  if (name.includes('\\')) return { kind: 'refused', status: 403 }
  const token = PRINT_PATH.exec(name)?.[1]
  if (token !== undefined) return { kind: 'print', token }
  const file = path.join(root, name === '/' || name === '' ? 'index.html' : name)
  return isInside(root, file) ? { kind: 'file', path: file } : { kind: 'refused', status: 403 }
}

function decodePath(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return null
  }
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.eot': 'application/vnd.ms-fontobject',
}

/** Answers app:// requests from the built renderer in `root` and from the reports that wait to be printed. */
export function appProtocolHandler(
  root: string,
  pages: PrintPages,
): (request: Pick<Request, 'method' | 'url'>) => Promise<Response> {
  return async (request) => {
    const resource = resolveAppResource(request.method, request.url, root)
    if (resource.kind === 'refused') return respond(null, resource.status, 'text/plain')
    if (resource.kind === 'print') {
      const html = pages.read(resource.token)
      return html === null ? respond(null, 404, 'text/plain') : respond(html, 200, 'text/html; charset=utf-8')
    }
    try {
      const type = CONTENT_TYPES[path.extname(resource.path)] ?? 'application/octet-stream'
      return respond(new Uint8Array(await readFile(resource.path)), 200, type)
    } catch {
      return respond(null, 404, 'text/plain')
    }
  }
}

function respond(body: string | Uint8Array<ArrayBuffer> | null, status: number, type: string): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': type,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  })
}
