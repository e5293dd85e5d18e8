import { describe, expect, test } from 'vitest';
import { goTemplate } from '../../../src/kubectl/printers/go-template';

/** As text/template and kubectl's template printer have it. */

const pod = (name: string, phase: string) => ({
  metadata: { name, labels: { app: 'web', tier: 'front' } },
  status: { phase, restarts: 3 },
});
const list = { kind: 'List', items: [pod('a', 'Running'), pod('b', 'Pending')], password: 'c2VzYW1l' };

test.each([
  // Fields and texts.
  ['{{.kind}}', 'List'],
  ['kind: {{ .kind }}!', 'kind: List!'],
  ['{{.missing}}', '<no value>'],
  ['{{.missing.deeper}}', '<no value>'],
  ['{{"\\n"}}|{{`raw`}}', '\n|raw'],
  ['{{(index .items 0).metadata.name}}', 'a'],
  ['{{(index .items 1).metadata.labels}}', 'map[app:web tier:front]'],
  ['{{index .items 0 "metadata" "name"}}', 'a'],
  ['{{/* nothing */}}x', 'x'],
  ['a  {{- .kind -}}  b', 'aListb'],
  // range: https://kubernetes.io/docs/reference/kubectl/ and everybody's scripts
  ['{{range .items}}{{.metadata.name}} {{end}}', 'a b '],
  ['{{range .items}}{{.metadata.name}}{{"\\t"}}{{.status.phase}}{{"\\n"}}{{end}}', 'a\tRunning\nb\tPending\n'],
  ['{{range $i, $pod := .items}}{{$i}}={{$pod.metadata.name}},{{end}}', '0=a,1=b,'],
  ['{{range $key, $value := (index .items 0).metadata.labels}}{{$key}}:{{$value}} {{end}}', 'app:web tier:front '],
  ['{{range .none}}x{{else}}nothing{{end}}', 'nothing'],
  ['{{range .items}}{{$.kind}} {{end}}', 'List List '],
  // if and with
  ['{{range .items}}{{if eq .status.phase "Running"}}{{.metadata.name}}{{end}}{{end}}', 'a'],
  ['{{range .items}}{{if eq .status.phase "Running"}}up{{else if eq .status.phase "Pending"}}soon{{else}}?{{end}} {{end}}', 'up soon '],
  ['{{with .missing}}x{{else}}none{{end}}', 'none'],
  ['{{with index .items 0}}{{.metadata.name}}{{end}}', 'a'],
  ['{{if and .kind (not .missing)}}yes{{end}}', 'yes'],
  ['{{if or .missing .kind}}yes{{end}}', 'yes'],
  ['{{if gt (len .items) 1}}many{{end}}', 'many'],
  // Variables, pipelines and functions.
  ['{{$n := .kind}}{{$n}}', 'List'],
  ['{{$n := "x"}}{{range .items}}{{$n = .metadata.name}}{{end}}{{$n}}', 'b'],
  ['{{.password | base64decode}}', 'sesame'],
  ['{{len .items}}', '2'],
  ['{{printf "%s-%d" .kind 7}}', 'List-7'],
  ['{{range .items}}{{printf "%-5s|" .metadata.name}}{{end}}', 'a    |b    |'],
  ['{{print 1 2 "x"}}', '1 2x'],
  ['{{exists . "kind"}} {{exists . "kind2"}}', 'true false'],
])('%s', (template, text) => {
  expect(goTemplate(template)(list)).toBe(text);
});

describe('what is wrong is told in Go’s words', () => {
  test.each([
    ['{{.kind', 'template: output:1: unclosed action'],
    ['{{range .items}}x', 'template: output:1: unexpected EOF'],
    ['x{{end}}', 'template: output:1: unexpected {{end}}'],
    ['{{nonsense .kind}}', 'template: output:1: function "nonsense" not defined'],
    ['{{}}', 'template: output:1: missing value for command'],
    ['{{if}}x{{end}}', 'template: output:1: missing value for if'],
  ])('%s', (template, message) => {
    expect(() => goTemplate(template)).toThrow(message);
  });
});
