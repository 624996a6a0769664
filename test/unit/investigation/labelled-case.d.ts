/** What the tests here use of the labelled case's generator, which is plain JavaScript. */
declare module '*/scripts/labelled-case/index.mjs' {
  export function writeLabelledCase(
    dir: string,
  ): Promise<{ readonly files: number; readonly records: number }>
}
