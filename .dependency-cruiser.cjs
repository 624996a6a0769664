/**
 * The layers, by runtime: shared runs anywhere, main has Node and Electron, preload has Electron's
 * sandboxed part, renderer has the DOM. Inside the renderer: engine < investigation < report < views < app.
 */
const node =
  '^(node:.*|assert|buffer|child_process|crypto|dgram|dns|fs|http|https|net|os|path|stream|tls|url|util|v8|vm|worker_threads|zlib)$'
const network = '^(node:)?(http|https|http2|net|tls|dgram|dns|dns/promises)$'

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-runs-anywhere',
      severity: 'error',
      from: { path: '^src/shared' },
      to: {
        path: [
          '^src/(main|preload|renderer)',
          node,
          '^electron$',
          '^react',
          'node_modules/(electron|react|react-dom|dexie|@blueprintjs)/',
        ],
      },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^src/renderer' },
      to: { path: [node, '^electron$', 'node_modules/electron/', '^src/(main|preload)'] },
    },
    {
      name: 'main-has-no-dom',
      severity: 'error',
      from: { path: '^src/main' },
      to: { path: ['^src/(renderer|preload)', 'node_modules/(react|react-dom|dexie|@blueprintjs|uplot)/'] },
    },
    {
      name: 'preload-is-thin',
      severity: 'error',
      from: { path: '^src/preload' },
      to: { path: ['^src/(main|renderer)', node] },
    },
    {
      name: 'no-network-modules',
      comment: 'Flowcase opens no socket.',
      severity: 'error',
      from: { path: '^src' },
      to: { path: network },
    },
    {
      name: 'child-processes-in-one-place',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/main/process/' },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'engine-knows-no-view',
      severity: 'error',
      from: { path: '^src/renderer/engine' },
      to: { path: '^src/renderer/(investigation|report|views|app|headless)' },
    },
    {
      name: 'investigation-asks-only',
      severity: 'error',
      from: { path: '^src/renderer/investigation' },
      to: { path: '^src/renderer/(engine|report|views|app|headless)' },
    },
    {
      name: 'report-draws-no-view',
      severity: 'error',
      from: { path: '^src/renderer/report' },
      to: { path: '^src/renderer/(engine|views|app|headless)' },
    },
    {
      name: 'views-know-no-store',
      severity: 'error',
      from: { path: '^src/renderer/(views|app|report|investigation)' },
      to: { path: '^src/renderer/engine/(?!engine-api|engine-client)' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src', pathNot: ['\\.d\\.ts$', 'tsconfig\\.json$'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
    builtInModules: { add: ['electron'] },
  },
}
