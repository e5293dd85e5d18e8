import { describe, expect, it } from 'vitest';
import { lessonLink, parseRoute } from '../../src/app/route';

describe('the address', () => {
  it.each([
    ['', { page: 'home' }],
    ['#/', { page: 'home' }],
    ['#/sandbox', { page: 'sandbox' }],
    ['#/lesson/deployment', { page: 'lesson', slug: 'deployment', present: false }],
    ['#/lesson/deployment/scale', { page: 'lesson', slug: 'deployment', step: 'scale', present: false }],
    ['#/lesson/deployment?present', { page: 'lesson', slug: 'deployment', present: true }],
    ['#/lesson/deployment?sheet', { page: 'lesson', slug: 'deployment', present: false, sheet: true }],
    ['#/lesson', { page: 'missing', path: '/lesson' }],
    ['#/nowhere/at/all', { page: 'missing', path: '/nowhere/at/all' }],
    ['#/lesson/%E0%A4%A', { page: 'lesson', slug: '%E0%A4%A', present: false }],
  ])('%j is understood', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });

  it('may say ?present before the hash', () => {
    expect(parseRoute('#/lesson/jobs', '?present')).toMatchObject({ present: true });
  });

  it.each([
    ['deployment', undefined, false],
    ['deployment', 'scale', true],
  ] as const)('is read as it was written: %s %s %s', (slug, step, present) => {
    expect(parseRoute(lessonLink(slug, step, present))).toMatchObject({ page: 'lesson', slug, present, ...(step && { step }) });
  });
});
