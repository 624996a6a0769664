// The scripts are JavaScript, checked in a project of their own: here stands what the tests call.

interface Step {
  isDone(): boolean | Promise<boolean>
  title(): string
  run(say: (line: string) => void): void | Promise<void>
}

interface RuntimePackage {
  spec: string
  integrity: string
  archive: string
  executable: string
  electronVersion: string
}

interface Requirement {
  kind: 'program' | 'library' | 'font'
  name: string
  packages: readonly string[]
}

interface Counts {
  passed: number
  failed: number
}

declare module '*/scripts/setup/steps.mjs' {
  export function takeSteps(steps: readonly Step[], say: (line: string) => void): Promise<void>
}

declare module '*/scripts/setup/electron-runtime.mjs' {
  export function electronRuntimeStep(options: {
    root: string
    override: string | undefined
    nodeMajor?: number
    installerTimeLimitMs?: number
    registryRuntime?: RuntimePackage
  }): Step
  export function runtimeVersion(root: string): string
}

declare module '*/scripts/setup/runtime-package.mjs' {
  export const REGISTRY_RUNTIME: RuntimePackage
}

declare module '*/scripts/setup/node-modules.mjs' {
  export function nodeModulesStep(root: string): Step
}

declare module '*/scripts/setup/app-build.mjs' {
  export function appBuildStep(root: string): Step
}

declare module '*/scripts/setup/system-packages.mjs' {
  export function requirements(purpose: { display: boolean; tests: boolean }): readonly Requirement[]
  export function findMissing(wanted: readonly Requirement[]): Promise<readonly Requirement[]>
  export function askForRoot(packages: readonly string[]): string
  export function withoutApt(missing: readonly Requirement[]): string
}

declare module '*/scripts/suites/counts.mjs' {
  export function countVitest(report: unknown): Counts
  export function countPlaywright(report: unknown): Counts
  export function judge(counts: Counts | null, exitCode: number): Counts
  export function sum(all: readonly Counts[]): Counts
  export function lastLine(counts: Counts): string
}
