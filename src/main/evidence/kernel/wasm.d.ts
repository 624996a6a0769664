/** A source in AssemblyScript, compiled by scripts/build/assemblyscript.ts when it is imported so. */
declare module '*.as.ts?wasm' {
  /** The module in base64. */
  export const wasm: string
}

/** Of the WebAssembly JavaScript interface what is used here: Node's types leave it to those of the DOM. */
declare namespace WebAssembly {
  class Memory {
    /** @param limits in pages of 65,536 bytes */
    constructor(limits: { readonly initial: number; readonly maximum: number })
    readonly buffer: ArrayBuffer
  }
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, Memory>>>>)
    readonly exports: Readonly<Record<string, unknown>>
  }
}
