import { describe, expect, it } from 'vitest';
import { inline, markdown } from '../../src/app/markdown';

describe('markdown of lesson texts', () => {
  it('reads paragraphs, code, strong words and links', () => {
    expect(markdown('Ask `kubectl` for **Pods**.\n\nSee [the docs](https://kubernetes.io).')).toEqual([
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'Ask ' },
          { type: 'code', text: 'kubectl' },
          { type: 'text', text: ' for ' },
          { type: 'strong', text: 'Pods' },
          { type: 'text', text: '.' },
        ],
      },
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'See ' },
          { type: 'link', text: 'the docs', href: 'https://kubernetes.io' },
          { type: 'text', text: '.' },
        ],
      },
    ]);
  });

  it('joins the lines of a paragraph, and the lines of a list item', () => {
    expect(markdown('one\ntwo\n\n- first\n  goes on\n- second')).toEqual([
      { type: 'paragraph', content: [{ type: 'text', text: 'one two' }] },
      { type: 'list', items: [[{ type: 'text', text: 'first goes on' }], [{ type: 'text', text: 'second' }]] },
    ]);
  });

  it('reads stressed words, and leaves lone stars alone', () => {
    expect(inline('from *inside* it')).toEqual([
      { type: 'text', text: 'from ' },
      { type: 'stress', text: 'inside' },
      { type: 'text', text: ' it' },
    ]);
    expect(inline('2 * 3 * 4')).toEqual([{ type: 'text', text: '2 * 3 * 4' }]);
  });

  it('leaves HTML as text', () => {
    expect(inline('<img src=x onerror=alert(1)>')).toEqual([{ type: 'text', text: '<img src=x onerror=alert(1)>' }]);
  });

  it.each(['javascript:alert', 'data:text/html,x', '//evil.example', 'JaVaScRiPt:x'])('does not make a link of %s', (href) => {
    expect(inline(`[press](${href})`)).toEqual([{ type: 'text', text: `[press](${href})` }]);
  });

  it('says nothing of an empty text', () => {
    expect(markdown('  \n\n ')).toEqual([]);
  });

  it('reads tables; a row that is too short has empty cells', () => {
    const cell = (text: string) => [{ type: 'text', text }];
    expect(markdown('| Pattern | Controller |\n| --- | --- |\n| Batch | Job |\n| Daemon |')).toEqual([
      {
        type: 'table',
        head: [cell('Pattern'), cell('Controller')],
        rows: [
          [cell('Batch'), cell('Job')],
          [cell('Daemon'), []],
        ],
      },
    ]);
  });
});
