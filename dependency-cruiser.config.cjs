/** Imports run one way: sim ← kube ← { cluster, http, kubectl, lessons, stage } ← playground ← app ← entries. */
const rooms = ['sim', 'kube', 'cluster', 'kubectl', 'lessons', 'stage', 'shell', 'http', 'real', 'app', 'cli'];
const may = {
  sim: ['sim'],
  kube: ['kube', 'sim'],
  cluster: ['cluster', 'kube', 'sim'],
  kubectl: ['kubectl', 'kube', 'sim'],
  lessons: ['lessons', 'kube'],
  stage: ['stage', 'kube'],
  http: ['http', 'kube', 'sim'],
  real: ['real', 'kube'],
  shell: ['shell', 'kubectl', 'kube', 'sim'],
};

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    ...Object.entries(may).map(([room, allowed]) => ({
      name: `${room}-imports`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: `^src/(${allowed.join('|')})/`, dependencyTypesNot: ['type-only'] },
    })),
    {
      name: 'app-is-last',
      severity: 'error',
      from: { path: `^src/(${rooms.filter((room) => room !== 'app').join('|')})/` },
      to: { path: '^src/app/' },
    },
  ],
  options: { tsPreCompilationDeps: 'specify', tsConfig: { fileName: 'tsconfig.json' }, doNotFollow: { path: 'node_modules' } },
};
