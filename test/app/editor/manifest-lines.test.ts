import { expect, test } from 'vitest';
import { manifestLines } from '../../../src/app/editor/manifest-lines';

const TWO = `# first
apiVersion: v1
kind: Service
metadata:
  name: web
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2

`;

test('each object of a file has its lines', () => {
  expect(manifestLines(TWO)).toEqual([
    { from: 2, to: 5, kind: 'Service', name: 'web' },
    { from: 7, to: 12, kind: 'Deployment', name: 'web' },
  ]);
});

test('what is not yet an object has none, and the others keep theirs', () => {
  expect(manifestLines(`${TWO}---\nkind: Pod\n`)).toHaveLength(2);
  expect(manifestLines('a: [')).toEqual([]);
  expect(manifestLines('')).toEqual([]);
});
