/** Set-up cannot go on, for a reason that the reader can do something about. The message says what. */
export class SetUpError extends Error {}
