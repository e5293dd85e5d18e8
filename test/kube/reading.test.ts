import { describe, expect, it } from 'vitest';
import type { ListOptions, WatchEvent, WatchOptions } from '../../src/kube/cluster';
import { gauge, makeWidget, podManifest, ref, refusal, START, widget, world, type World } from './world';

const MERGE = 'application/merge-patch+json';
const named = ({ items }: { readonly items: readonly { readonly metadata: { readonly name: string } }[] }) =>
  items.map(({ metadata }) => metadata.name);

describe('a list', () => {
  const filled = () => {
    const { api } = world();
    api.create('namespaces', { metadata: { name: 'another' } });
    makeWidget(api, 'b', { metadata: { labels: { app: 'web' } }, spec: { color: 'red' } });
    makeWidget(api, 'a', { metadata: { labels: { app: 'db' } }, spec: { color: 'blue' } });
    makeWidget(api, 'c', { spec: { color: 'red' } }, { namespace: 'another' });
    return api;
  };

  it('is in creation order for components, in the order of keys for clients', () => {
    const api = filled();
    expect(named({ items: api.list('widgets') })).toEqual(['b', 'a', 'c']);
    expect(named(api.listObjects(widget))).toEqual(['c', 'a', 'b']);
    expect(api.listObjects(widget)).toMatchObject({ kind: 'WidgetList', apiVersion: 'test.dev/v1' });
  });

  it.each<[ListOptions, string[]]>([
    [{ namespace: 'default' }, ['a', 'b']],
    [{ labelSelector: 'app' }, ['a', 'b']],
    [{ labelSelector: 'app!=web' }, ['c', 'a']],
    [{ fieldSelector: 'spec.color=red' }, ['c', 'b']],
    [{ fieldSelector: 'metadata.name=a,metadata.namespace!=another' }, ['a']],
    [{ namespace: 'nowhere' }, []],
  ])('of %j is %j', (options, expected) => {
    expect(named(filled().listObjects(widget, options))).toEqual(expected);
  });

  it('refuses a field that cannot be asked for', () => {
    const api = filled();
    expect(refusal(() => api.listObjects(widget, { fieldSelector: 'spec.size=1' }))).toBe(
      '400 BadRequest: field label not supported: spec.size',
    );
    expect(refusal(() => api.listObjects(gauge, { fieldSelector: 'spec.size=1' }))).toBe(
      '400 BadRequest: "spec.size" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
  });

  it('prints as a table', () => {
    const api = filled();
    const table = api.table('widgets', api.listObjects(widget).items);
    expect(table.columns).toEqual([{ name: 'Name', type: 'string', format: 'name', priority: 0 }]);
    expect(table.rows.map(({ cells }) => cells)).toEqual([['c'], ['a'], ['b']]);
  });
});

describe('what depends on an owner or stands on a node', () => {
  const owner = (uid: string) => ({ ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'x', uid, controller: true }] });

  it('is found without a scan, in creation order', () => {
    const { api } = world();
    for (const name of ['a', 'b', 'c']) makeWidget(api, name, { metadata: owner('u1') });
    makeWidget(api, 'd');
    expect(named({ items: api.ownedBy('widgets', 'u1') })).toEqual(['a', 'b', 'c']);
    expect(api.ownedBy('widgets', 'nobody')).toEqual([]);
  });

  it('follows a change of owner, and keeps creation order when the oldest comes last', () => {
    const { api } = world();
    for (const name of ['a', 'b']) makeWidget(api, name, { metadata: owner('u1') });
    api.patch(ref('a'), MERGE, { metadata: { ownerReferences: null } });
    expect(named({ items: api.ownedBy('widgets', 'u1') })).toEqual(['b']);
    api.patch(ref('a'), MERGE, { metadata: owner('u1') });
    expect(named({ items: api.ownedBy('widgets', 'u1') })).toEqual(['a', 'b']);
  });

  it('stands in the same order after a load as before it', () => {
    const { api } = world();
    for (const name of ['a', 'b', 'c']) api.create('pods', podManifest(name));
    for (const name of ['c', 'a', 'b'])
      api.create('pods', { metadata: { name }, target: { name: 'n' } }, { subresource: 'binding', namespace: 'default' });
    const before = named({ items: api.podsOn('n') });
    api.load(api.save());
    expect([before, named({ items: api.podsOn('n') })]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });
});

describe('a watch', () => {
  const watching = ({ api }: World, options: WatchOptions = {}) => {
    const heard: string[] = [];
    const events: WatchEvent[] = [];
    const stop = api.watchFrom(widget, options, (event) => {
      events.push(event);
      heard.push(`${event.type} ${event.object.metadata.name}`);
    });
    return { heard, events, stop };
  };

  it('begins with what exists and goes on with what happens, until it is stopped', () => {
    const of = world();
    makeWidget(of.api, 'b');
    makeWidget(of.api, 'a');
    const { heard, stop } = watching(of);
    of.api.patch(ref('a'), MERGE, { spec: { size: 2 } });
    of.api.create('gauges', { metadata: { name: 'g' } });
    of.api.delete('widgets', 'default/b');
    stop();
    makeWidget(of.api, 'c');
    expect(heard).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a', 'DELETED b']);
  });

  it('resumes after a version without missing or repeating anything', () => {
    const of = world();
    makeWidget(of.api, 'a');
    const { resourceVersion } = of.api.listObjects(widget).metadata;
    makeWidget(of.api, 'b');
    of.api.delete('widgets', 'default/a');
    const { heard } = watching(of, { resourceVersion });
    makeWidget(of.api, 'c');
    expect(heard).toEqual(['ADDED b', 'DELETED a', 'ADDED c']);
  });

  it('of a version that is no longer held is refused with 410', () => {
    const of = world();
    const { resourceVersion } = makeWidget(of.api, 'a').metadata;
    for (let i = 0; i < 2100; i++) of.api.patch(ref('a'), MERGE, { spec: { size: i } }, { trusted: true });
    expect(refusal(() => watching(of, { resourceVersion }))).toMatch(
      new RegExp(`^410 Expired: too old resource version: ${resourceVersion} \\(\\d+\\)$`),
    );
  });

  it('sees an object come into its selection and leave it', () => {
    const of = world();
    makeWidget(of.api, 'a', { metadata: { labels: { app: 'db' } } });
    const { heard, events } = watching(of, { labelSelector: 'app=web' });
    of.api.patch(ref('a'), MERGE, { metadata: { labels: { app: 'web' } } });
    of.api.patch(ref('a'), MERGE, { spec: { size: 2 } });
    const left = of.api.patch(ref('a'), MERGE, { metadata: { labels: { app: 'db' } } });
    of.api.delete('widgets', 'default/a');
    expect(heard).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
    expect(events[2]!.object.metadata).toMatchObject({ labels: { app: 'web' }, resourceVersion: left.metadata.resourceVersion });
  });

  it('of one namespace hears nothing of others', () => {
    const of = world();
    of.api.create('namespaces', { metadata: { name: 'other' } });
    const { heard } = watching(of, { namespace: 'default', fieldSelector: 'spec.color=red' });
    makeWidget(of.api, 'a', { spec: { color: 'red' } }, { namespace: 'other' });
    makeWidget(of.api, 'b', { spec: { color: 'red' } });
    makeWidget(of.api, 'c', { spec: { color: 'blue' } });
    expect(heard).toEqual(['ADDED b']);
  });
});

describe('saving and loading', () => {
  it('brings back the same world, whatever happened since', () => {
    const of = world();
    const { api, random } = of;
    for (const name of ['a', 'b', 'c']) makeWidget(api, name);
    const [state, chance] = [api.save(), random.save()];
    const go = () => {
      api.delete('widgets', 'default/b');
      api.create('widgets', { metadata: { generateName: 'd-' } });
      api.patch(ref('a'), MERGE, { spec: { size: 9 } });
      return JSON.stringify([api.list('widgets'), api.listObjects(widget)]);
    };
    const first = go();
    api.load(state);
    random.load(chance);
    expect(named({ items: api.list('widgets') })).toEqual(['a', 'b', 'c']);
    expect(go()).toBe(first);
  });

  it('shares its objects with the world: a save is a shallow copy', () => {
    const { api } = world();
    const made = makeWidget(api, 'a');
    const { keys, values } = api.save().tables.get('widgets')!;
    expect(values[keys.indexOf('default/a')]).toBe(made);
    expect(api.weight()).toBeGreaterThanOrEqual(2);
  });

  it('resumes watches from versions that the loaded past still holds', () => {
    const of = world();
    const { resourceVersion } = makeWidget(of.api, 'a').metadata;
    makeWidget(of.api, 'b');
    of.api.load(of.api.save());
    const heard: string[] = [];
    of.api.watchFrom(widget, { resourceVersion }, ({ object }) => void heard.push(object.metadata.name));
    expect(heard).toEqual(['b']);
  });
});

describe('the view', () => {
  it('has another version whenever anything is different, also after a seek', () => {
    const { api, clock } = world();
    const versions = [api.view().version];
    const state = api.save();
    makeWidget(api, 'a');
    versions.push(api.view().version);
    api.load(state);
    versions.push(api.view().version);
    makeWidget(api, 'b');
    versions.push(api.view().version);
    expect(new Set(versions).size).toBe(4);
    expect(api.view().version).toBe(api.view().version);
    clock.now = START + 1000;
    expect(api.view().now).toBe(START + 1000);
    expect(api.view().get('widgets', 'default/b')).toBe(api.view().list('widgets')[0]);
  });
});
