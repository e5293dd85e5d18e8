import { describe, expect, it } from 'vitest';
import { targetOf } from '../../src/cli/proxy';

describe('serve --proxy', () => {
  it('takes the address of kubectl proxy, with a prefix where there is one', () => {
    expect(targetOf('http://127.0.0.1:8001', 'localhost').origin).toBe('http://127.0.0.1:8001');
    expect(targetOf('http://127.0.0.1:8001/k8s-api', '127.0.0.1').pathname).toBe('/k8s-api');
  });

  it.each(['8001', 'localhost:8001', 'ftp://127.0.0.1', 'http://user:word@127.0.0.1', ''])('refuses %s', (address) => {
    expect(() => targetOf(address, 'localhost')).toThrow('--proxy takes the address of kubectl proxy');
  });

  it('listens on this machine only', () => {
    expect(() => targetOf('http://127.0.0.1:8001', '0.0.0.0')).toThrow('on this machine only');
  });
});
