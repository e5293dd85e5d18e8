import { describe, expect, it } from 'vitest';
import { checkRules, reviewRules } from '../../src/kube/custom/rules';
import type { Rule, Schema } from '../../src/kube/custom/schema';

/** Source: the examples in apiserver/pkg/cel/library (quantity.go, urls.go, ip.go, cidr.go, regex.go, lists.go, format.go),
 *  cel-go/ext (strings.go, sets.go), apiserver/pkg/cel/escaping.go */

const SCHEMA: Schema = {
  type: 'object',
  properties: {
    text: { type: 'string' },
    list: { type: 'array', items: { type: 'integer' } },
    namespace: { type: 'string' },
    'a-b.c': { type: 'string' },
    a__b: { type: 'string' },
  },
};

const VALUE = { text: '10.1.2.3', list: [3, 1, 2], namespace: 'prod', 'a-b.c': 'x', a__b: 'y' };

const ruled = (rule: string, more: Partial<Rule> = {}): Schema => ({ ...SCHEMA, 'x-kubernetes-validations': [{ rule, ...more }] });

const verdict = (rule: string) => {
  expect(reviewRules(ruled(rule), '')).toEqual({ wrong: [], beyond: [] });
  return checkRules(VALUE, undefined, ruled(rule)).map(({ message }) => message);
};

describe('Kubernetes libraries of CEL', () => {
  it.each([
    `quantity('1k') == quantity('1000') && quantity('1Mi').compareTo(quantity('1M')) == 1`,
    `quantity('50k').add(20).sub(quantity('1')).asInteger() == 50019`,
    `isQuantity('1.3Gi') && !isQuantity('200K') && !quantity('50m').isInteger() && quantity('-3').sign() == -1`,
    `quantity('150Mi').isGreaterThan(quantity('100Mi')) && quantity('50M').isLessThan(quantity('100M'))`,
    `quantity('500m').asApproximateFloat() == 0.5`,
    `url('https://example.com:80/path%20with?k1=a&k2=b&k2=c').getHost() == 'example.com:80'`,
    `url('https://example.com/').getPort() == '' && url('https://[::1]:80/').getHostname() == '::1'`,
    `url('https://example.com/a%20b/').getEscapedPath() == '/a%20b/' && url('/path').getScheme() == ''`,
    `url('https://example.com?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}`,
    `isURL('https://user:pass@example.com:80/path') && isURL('/absolute') && !isURL('https://a b') && !isURL('../relative')`,
    `isIP(self.text) && !isIP('010.1.2.3') && !isIP('::ffff:1.2.3.4') && ip(self.text).family() == 4`,
    `ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8:0:0::ABCD') && ip('0:0::1') == ip('::1')`,
    `ip('127.0.0.1').isLoopback() && ip('fe80::1').isLinkLocalUnicast() && ip('224.0.0.1').isLinkLocalMulticast()`,
    `ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast() && ip('::').isUnspecified()`,
    `cidr('10.0.0.0/8').containsIP(ip(self.text)) && cidr('10.0.0.0/8').containsIP(self.text)`,
    `cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24') && !cidr('192.168.0.0/24').containsCIDR(cidr('192.168.0.0/16'))`,
    `string(cidr('192.168.1.5/24').masked()) == '192.168.1.0/24' && cidr('::1/128').prefixLength() == 128`,
    `cidr('192.168.1.5/24').ip() == ip('192.168.1.5') && !isCIDR('192.168.0.0/33')`,
    `'abc 123'.find('[0-9]+') == '123' && '123 abc 456'.findAll('[0-9]+') == ['123', '456'] && 'aa'.findAll('a', 1) == ['a']`,
    `self.list.sum() == 6 && self.list.min() == 1 && self.list.max() == 3 && !self.list.isSorted() && [1, 2].isSorted()`,
    `self.list.indexOf(2) == 2 && [1, 2, 2].lastIndexOf(2) == 2 && self.list.indexOf(9) == -1`,
    `sets.contains(self.list, [1, 2]) && sets.equivalent([1, 1, 2], [2, 1]) && !sets.intersects([1], [2])`,
    `!format.dns1123Label().validate('my-label').hasValue() && format.dns1123Label().validate('My').value().size() == 1`,
    `format.named('uuid').value().validate('no').hasValue() && !format.named('unknown').hasValue()`,
    `!format.dns1123SubdomainPrefix().validate('my-').hasValue() && !format.labelValue().validate('').hasValue()`,
    `'%s is %d of %.1f, %x'.format([self.text, 3, 2.5, 255]) == '10.1.2.3 is 3 of 2.5, ff'`,
    `'a-b-c'.replace('-', '+', 1) == 'a+b-c' && 'tacocat'.charAt(3) == 'o' && strings.quote('a') == '"a"'`,
    `self.__namespace__ == 'prod' && self.a__dash__b__dot__c == 'x' && self.a__underscores__b == 'y'`,
  ])('%s', (rule) => {
    expect(verdict(rule)).toEqual([]);
  });

  it('what cannot be read is an error of the rule, not of the server', () => {
    expect(verdict(`quantity('x').isInteger()`)[0]).toContain('quantities must match the regular expression');
    expect(verdict(`ip(self.__namespace__).family() == 4`)[0]).toContain('IP Address "prod" parse error during conversion from string');
    expect(verdict(`self.text.matches('[')`)).toHaveLength(1);
  });

  it('oldSelf may be an optional: then a rule about it holds for new objects as well', () => {
    const rule = ruled(`oldSelf.hasValue() || self.text == 'first'`, { optionalOldSelf: true, message: 'must begin as first' });
    expect(checkRules(VALUE, undefined, rule)).toMatchObject([{ message: 'Invalid value: "object": must begin as first' }]);
    expect(checkRules({ ...VALUE, text: 'first' }, undefined, rule)).toEqual([]);
    expect(checkRules(VALUE, VALUE, rule)).toEqual([]);
  });
});
