'use strict';
/* Import directions of docs/architecture.md. Rules bind production code; specs may import what they exercise. */
const spec = '\\.test\\.ts$';
const root = '\\.main\\.ts$'; // composition roots may import anything but tests
const ports = '^venues/(?!registry)[^/]+\\.ts$';
const pkg = (...names) => `node_modules/(${names.join('|')})/`;
/** Files under `folder` may import values only from `allowed`; type-only imports are free. */
const only = (name, folder, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: [spec, root] },
  to: { pathNot: [`^${folder}/`, ...allowed], dependencyTypesNot: ['type-only'] },
});
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^domain/', pathNot: spec },
      to: { pathNot: ['^domain/', pkg('bignumber\\.js')] },
    },
    only('workflows-are-deterministic', 'workflows', [
      '^domain/',
      pkg('@temporalio/workflow', '@temporalio/common'),
    ]),
    only('activities-get-io-injected', 'activities', [
      '^(domain|execution|runtime)/',
      ports,
      pkg('@temporalio/activity', '@temporalio/common', 'zod'),
    ]),
    only('streams-see-ports-only', 'streams', [
      '^(domain|execution|runtime)/',
      ports,
      '^workflows/messages',
      '^worker_threads',
      '^perf_hooks',
    ]),
    only('execution-is-one-step', 'execution', ['^(domain|runtime)/', ports, '^crypto']),
    only('guard-needs-no-temporal', 'guard', ['^(domain|execution|runtime)/', ports, '^net']),
    only('simulator-is-a-stranger', 'simulator', [
      '^(domain|runtime)/',
      pkg('ws', 'fastify', 'zod', 'viem'),
      '^(crypto|zlib|fs|path|events|net|readline|stream)',
    ]),
    only('venue-adapters-stay-adapters', 'venues', [
      '^(domain|runtime)/',
      pkg('ccxt', 'ws', 'undici', 'zod', 'viem'),
      '^(crypto|events|timers|https?|diagnostics_channel|url)',
    ]),
    only('storage-is-a-leaf', 'storage', ['^(domain|runtime)/', pkg('knex', 'pg', 'ioredis', 'zod')]),
    only('config-is-a-leaf', 'config', ['^domain/', pkg('zod', 'yaml'), '^(crypto|fs|path|util)']),
    {
      name: 'runtime-knows-no-trading',
      severity: 'error',
      from: { path: '^runtime/', pathNot: [spec, root] },
      to: {
        path: '^(workflows|activities|workers|streams|execution|domain|venues|storage|simulator|guard|api|cli|backtest|intelligence)/',
      },
    },
    {
      name: 'venues-wired-only-in-roots',
      severity: 'error',
      from: { pathNot: ['^(venues|cli|tests|bench)/', root, spec] },
      to: { path: '^venues/([^/]+/|registry)' },
    },
    {
      name: 'venues-do-not-know-each-other',
      severity: 'error',
      from: { path: '^venues/([^/]+)/' },
      to: { path: '^venues/[^/]+/', pathNot: '^venues/$1/' },
    },
    {
      name: 'drivers-have-one-home',
      severity: 'error',
      from: { pathNot: ['^(storage|venues|simulator|tests|bench)/', root] },
      to: { path: pkg('pg', 'knex', 'ioredis', 'ccxt', 'ws') },
    },
    {
      name: 'nothing-imports-tests-or-bench',
      severity: 'error',
      from: { pathNot: ['^(tests|bench)/', spec] },
      to: { path: ['^(tests|bench)/', spec] },
    },
  ],
  options: {
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
  },
};
