/** What main sends to the engine over the port of an archive that is opened: its bytes without the seal, in order. */
export type ArchiveMessage =
  | { readonly type: 'piece'; readonly bytes: Uint8Array }
  /** All of it was sent. SHA-256 of the whole file, lower-case hexadecimal. */
  | { readonly type: 'end'; readonly path: string; readonly sha256: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'cancelled' }

/** What the engine sends back for each piece that it has taken. */
export interface ArchiveReply {
  readonly type: 'credit'
}

/** Pieces that may be on their way to the engine at once. */
export const ARCHIVE_CREDITS = 4

/** Bytes of a piece. */
export const ARCHIVE_PIECE = 1 << 19
