import { beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../../src/kube/object';
import { session, type Session } from '../session';

/** Every text is what kubectl 1.32 printed of these objects, on a server of ours. */

const object = (apiVersion: string, kind: string, name: string, rest: object): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'default' },
  ...rest,
});
const rule = {
  host: 'a.com',
  http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'none', port: { number: 80 } } } }] },
};

const OBJECTS: readonly Manifest[] = [
  object('rbac.authorization.k8s.io/v1', 'Role', 'reader', {
    rules: [
      { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['deployments/scale'], resourceNames: ['a'], verbs: ['*'] },
    ],
  }),
  object('networking.k8s.io/v1', 'NetworkPolicy', 'np', {
    spec: {
      podSelector: { matchLabels: { app: 'php' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { a: 'b' } } }], ports: [{ port: 80 }] }],
    },
  }),
  object('networking.k8s.io/v1', 'Ingress', 'ing', {
    spec: { ingressClassName: 'nginx', tls: [{ hosts: ['a.com'], secretName: 's' }], rules: [rule] },
  }),
  object('v1', 'ResourceQuota', 'scoped', { spec: { hard: { pods: '10' }, scopes: ['BestEffort'] } }),
];

const TEXTS: Readonly<Record<string, string>> = {
  'describe role reader': `Name:         reader
Labels:       <none>
Annotations:  <none>
PolicyRule:
  Resources               Non-Resource URLs  Resource Names  Verbs
  ---------               -----------------  --------------  -----
  deployments.apps/scale  []                 [a]             [*]
  pods/log                []                 []              [get list]
  pods                    []                 []              [get list]
`,
  'describe netpol np': `Name:         np
Namespace:    default
Created on:   2025-03-31 09:00:05 +0000 UTC
Labels:       <none>
Annotations:  <none>
Spec:
  PodSelector:     app=php
  Allowing ingress traffic:
    To Port: 80/TCP
    From:
      PodSelector: a=b
  Not affecting egress traffic
  Policy Types: Ingress
`,
  'describe ing ing': `Name:             ing
Labels:           <none>
Namespace:        default
Address:          
Ingress Class:    nginx
Default backend:  <default>
TLS:
  s terminates a.com
Rules:
  Host        Path  Backends
  ----        ----  --------
  a.com       
              /   none:80 (<error: services "none" not found>)
Annotations:  <none>
Events:       <none>
`,
  'describe quota scoped': `Name:       scoped
Namespace:  default
Scopes:     BestEffort
 * Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.
Resource  Used  Hard
--------  ----  ----
pods      0     10
`,
  'describe hpa': 'No resources found in default namespace.\n',
};

let world: Session;
beforeAll(() => {
  world = session({}, OBJECTS);
});

test.each(Object.entries(TEXTS))('%s', async (line, text) => {
  expect(await world.run(line)).toBe(text);
});
