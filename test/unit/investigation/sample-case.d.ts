/** What the tests here use of the sample case's generator, which is plain JavaScript. */
declare module '*/scripts/sample-case/index.mjs' {
  export const PUBLISHED: {
    readonly files: number
    readonly headerLines: number
    readonly dataLines: number
    readonly lines: number
    readonly suspect: string
    readonly victim: string
    readonly suspectRecords: number
    readonly firstStart: number
    readonly lastStart: number
    readonly bytesToPort8889: number
    readonly bytesFromPort80: number
    readonly servicePorts: readonly number[]
    /** Client port by service port. */
    readonly capturedClientPorts: Readonly<Record<number, number>>
  }
  export function writeSampleCase(dir: string): Promise<unknown>
}
