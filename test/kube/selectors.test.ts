import { describe, expect, it } from 'vitest';
import { formatLabelSelector, matches, parseFieldSelector, parseLabelSelector } from '../../src/kube/selectors';

const web = { app: 'web', env: 'prod', 'example.com/tier': 'front', weight: '7' };

describe('a label selector in text', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app=web,env=prod', true],
    ['app=web,env=dev', false],
    ['app', true],
    ['nope', false],
    ['!nope', true],
    ['!app', false],
    ['app!=db', true],
    ['nope!=db', true],
    ['env in (prod, dev)', true],
    ['env in (dev)', false],
    ['env notin (dev)', true],
    ['nope notin (a)', true],
    ['example.com/tier=front , app in (web)', true],
    ['weight>5', true],
    ['weight<5', false],
    ['nope=', false],
  ])('%s selects a web pod: %s', (text, expected) => {
    expect(parseLabelSelector(text)(web)).toBe(expected);
  });

  it('takes an empty value for what it is', () => {
    expect(parseLabelSelector('app=')({ app: '' })).toBe(true);
    expect(parseLabelSelector('app in (a,)')({ app: '' })).toBe(true);
  });

  // Source: apimachinery/pkg/labels/selector.go Parser
  it.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['app=web,', "found '', expected: identifier after ','"],
    ['=web', "found '=', expected: !, identifier, or 'end of string'"],
    ['env in prod', "unable to parse requirement: found 'prod' expected: '('"],
    ['env in (a b)', "unable to parse requirement: found 'b', expected: ',' or ')'"],
    ['env near (a)', "unable to parse requirement: found 'near', expected: in, notin, =, ==, !=, gt, lt"],
    [
      'weight>heavy',
      `unable to parse requirement: values[0]: Invalid value: "heavy": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
  ])('refuses %s as the API server does', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });

  it('refuses a key that no label may have', () => {
    expect(() => parseLabelSelector('-app=web')).toThrow(
      /^unable to parse requirement: key: Invalid value: "-app": name part must consist of/,
    );
  });
});

describe('a LabelSelector object', () => {
  it.each([
    [undefined, false],
    [{}, true],
    [{ matchLabels: { app: 'web' } }, true],
    [{ matchLabels: { app: 'db' } }, false],
    [{ matchExpressions: [{ key: 'env', operator: 'In', values: ['prod', 'dev'] }] }, true],
    [{ matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['prod'] }] }, false],
    [{ matchExpressions: [{ key: 'nope', operator: 'NotIn', values: ['x'] }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
    [{ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'nope', operator: 'Exists' }] }, false],
  ])('%j selects a web pod: %s', (selector, expected) => {
    expect(matches(selector, web)).toBe(expected);
  });

  it('prints its requirements sorted by key', () => {
    const matchExpressions = [
      { key: 'old', operator: 'DoesNotExist' },
      { key: 'env', operator: 'In', values: ['prod', 'dev'] },
    ];
    expect(formatLabelSelector({ matchLabels: { app: 'web' }, matchExpressions })).toBe('app=web,env in (dev,prod),!old');
    expect(formatLabelSelector({})).toBe('<none>');
    expect(formatLabelSelector(undefined)).toBe('<none>');
  });
});

describe('a field selector', () => {
  it('reads equality and inequality', () => {
    expect(parseFieldSelector('status.phase!=Running,spec.nodeName=node-1,metadata.name==x')).toEqual([
      { field: 'status.phase', equal: false, value: 'Running' },
      { field: 'spec.nodeName', equal: true, value: 'node-1' },
      { field: 'metadata.name', equal: true, value: 'x' },
    ]);
  });

  it('refuses a term without an operator', () => {
    expect(() => parseFieldSelector('status.phase')).toThrow("invalid selector: 'status.phase'; can't understand 'status.phase'");
  });
});
