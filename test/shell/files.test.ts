import { describe, expect, it } from 'vitest';
import { Files } from '../../src/shell/files';

function listened(record: Record<string, string>) {
  const files = new Files(record);
  const heard: [string, string | undefined][] = [];
  const stop = files.subscribe((path, text) => heard.push([path, text]));
  return { files, heard, stop };
}

describe('the files of the learner', () => {
  it('keeps what was written and lists paths in order', () => {
    const { files } = listened({ 'web.yaml': 'a' });
    files.write('app/db.yaml', 'b');
    expect(files.list()).toEqual(['app/db.yaml', 'web.yaml']);
    expect(files.all()).toEqual({ 'app/db.yaml': 'b', 'web.yaml': 'a' });
    expect(files.read('nowhere')).toBeUndefined();
  });

  it('tells of changes only, a deletion as undefined', () => {
    const { files, heard } = listened({ a: '1' });
    files.write('a', '1');
    files.write('a', '2');
    files.delete('a');
    files.delete('a');
    expect(heard).toEqual([
      ['a', '2'],
      ['a', undefined],
    ]);
  });

  it('tells only what differs when everything is replaced', () => {
    const { files, heard } = listened({ same: '1', changed: '1', gone: '1' });
    files.load({ same: '1', changed: '2', new: '3' });
    expect(heard).toEqual([
      ['gone', undefined],
      ['changed', '2'],
      ['new', '3'],
    ]);
    expect(files.list()).toEqual(['changed', 'new', 'same']);
  });

  it('stops telling who stopped listening', () => {
    const { files, heard, stop } = listened({});
    stop();
    files.write('a', '1');
    expect(heard).toEqual([]);
  });

  it('does not take a file named like a property of objects for one it has', () => {
    const { files } = listened({ toString: 'x' });
    files.load({});
    expect(files.list()).toEqual([]);
  });
});
