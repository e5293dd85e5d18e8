import { describe, expect, it } from 'vitest';
import { ManifestError, readManifests } from '../../src/kube/manifest';

const DEPLOYMENT = `# a comment
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: { app.kubernetes.io/name: web }
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: nginx
        imagee: nginx:1.7.9
        resources:
          limits:
            cpu: 500m
`;

const errorOf = (text: string): ManifestError => {
  try {
    readManifests('x.yaml', text);
  } catch (error) {
    return error as ManifestError;
  }
  throw new Error('the file was read');
};

describe('a file of manifests', () => {
  it('holds one object a document, and each of a List', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n';
    const names = readManifests('x.yaml', `${DEPLOYMENT}---\n# nothing here\n---\n${list}`).map(({ manifest }) => manifest.metadata?.name);
    expect(names).toEqual(['web', 'a', 'b']);
  });

  it('may be JSON, or empty', () => {
    expect(readManifests('x.json', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}')).toHaveLength(1);
    expect(readManifests('x.yaml', '')).toEqual([]);
    expect(readManifests('x.yaml', '---\n# nothing\n---\n')).toEqual([]);
  });

  it('is read as go-yaml reads it: octal modes, yes and no, but no base 60 and no dates', () => {
    const [one] = readManifests('x.yaml', 'apiVersion: v1\nkind: X\nmode: 0644\non: yes\nports: 22:22\nday: 2025-03-31\ntext: "0644"\n');
    expect(one!.manifest).toEqual({ apiVersion: 'v1', kind: 'X', mode: 420, true: true, ports: '22:22', day: '2025-03-31', text: '0644' });
  });

  it.each([
    ['e1', 'e1'],
    ['E5', 'E5'],
    ['-e2', '-e2'],
    ['.e3', '.e3'],
    ['.', '.'],
    ['1e3', 1000],
    ['1.5e3', 1500],
    ['.5', 0.5],
    ['1.', 1],
    ['1e', '1e'],
  ])('reads %s as go-yaml does: a number has digits (resolve.go yamlStyleFloat)', (text, value) => {
    expect(readManifests('x.yaml', `apiVersion: v1\nkind: X\nvalue: ${text}\n`)[0]!.manifest['value']).toBe(value);
  });

  it.each([
    ['spec.replicas', 8, 3],
    ['spec.template.spec.containers[0].imagee', 13, 9],
    ['spec.template.spec.containers[0].resources.limits[cpu]', 16, 13],
    ['metadata.labels.app.kubernetes.io/name', 6, 13],
    ['spec.template.spec.containers[0].ports[0]', 12, 9],
    ['spec.selector', 7, 1],
    ['nowhere', 2, 1],
  ])('%s stands at line %d, column %d', (path, line, column) => {
    expect(readManifests('x.yaml', DEPLOYMENT)[0]!.positionOf(path)).toEqual({ line, column });
  });

  it('finds fields of the items of a List and of later documents', () => {
    const text = `${DEPLOYMENT}---\nkind: List\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec:\n    containers: []\n`;
    const pod = readManifests('x.yaml', text)[1]!;
    expect([pod.start.line, pod.positionOf('spec.containers').line]).toEqual([21, 24]);
  });
});

describe('a file that is no manifest', () => {
  const yaml = (line: number, words: string) => `error parsing x.yaml: error converting YAML to JSON: yaml: line ${line}: ${words}`;

  it.each([
    ['kind: Pod\n  metadata:\n    name: x\n', yaml(1, 'mapping values are not allowed in this context'), 'x.yaml:1:7'],
    ['a: 1\nb: c: d\n', yaml(2, 'mapping values are not allowed in this context'), 'x.yaml:2:4'],
    ['a:\n\tb: c\n', yaml(2, 'found character that cannot start any token'), 'x.yaml:2:1'],
    ['a: 1\nb: `x`\n', yaml(2, 'found character that cannot start any token'), 'x.yaml:2:4'],
    ['a: 1\nb: [1, 2\nc: d\n', yaml(2, "did not find expected ',' or ']'"), 'x.yaml:3:1'],
    ['s:\n  c:\n  - n: a\n   i: b\n', yaml(3, "did not find expected '-' indicator"), 'x.yaml:4:1'],
    ['a: "x\n', yaml(2, 'found unexpected end of stream'), 'x.yaml:2:1'],
  ])('%j', (text, message, place) => {
    const error = errorOf(text);
    expect([error.message, error.place]).toEqual([message, place]);
  });

  it('names a key that stands twice', () => {
    const error = errorOf('spec:\n  image: a\n  image: b\n');
    expect(error.message).toBe(
      'error parsing x.yaml: error converting YAML to JSON: yaml: unmarshal errors:\n  line 3: key "image" already set in map',
    );
    expect(error.place).toBe('x.yaml:3:3');
  });

  it("says what is missing, in kubectl's words", () => {
    const off = 'if you choose to ignore these errors, turn validation off with --validate=false';
    expect(errorOf('kind: Pod\n').message).toBe(`error validating "x.yaml": error validating data: apiVersion not set; ${off}`);
    expect(errorOf('a: 1\n').message).toBe(`error validating "x.yaml": error validating data: [apiVersion not set, kind not set]; ${off}`);
    expect(errorOf('- a\n').message).toBe(
      'error parsing x.yaml: json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
    expect(errorOf('hello\n').message).toBe(
      'error parsing x.yaml: json: cannot unmarshal string into Go value of type map[string]interface {}',
    );
  });

  it('is not let through when it is a bomb', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
    ];
    expect(errorOf(bomb.join('\n')).message).toMatch(/yaml: document contains excessive aliasing$/);
    expect(errorOf('a: *nowhere\n').message).toMatch(/yaml: unknown anchor 'nowhere' referenced$/);
    expect(errorOf('['.repeat(200_000)).message).toMatch(/^error parsing x.yaml: error converting YAML to JSON: yaml: /);
  });

  it('is refused unread when it is larger than a request may be', () => {
    expect(() => readManifests('x.yaml', 'a'.repeat(5_000_000))).toThrow('Request entity too large: limit is 3145728');
  });
});
