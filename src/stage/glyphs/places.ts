import type { Generation, ServiceActor, Tray, Workload } from '../scene';
import type { Glyph } from './glyph';

/** Controllers are squares, nodes trays, Services doorways. */

type Named = Glyph<{ readonly name: string; readonly title: string }>;

const clip = (text: string, width: number, size = 8) =>
  text.length * size > width ? `${text.slice(0, Math.max(1, Math.floor(width / size) - 1))}…` : text;

/** A controller: it glows while it acts. */
export const controller: Named = {
  name: 'controller',
  draw(group) {
    group.append('rect').attr('class', 'square').attr('rx', 4);
    group.append('text').attr('class', 'title').attr('text-anchor', 'middle');
  },
  update(group, { title }, { width, height }) {
    group.select('.square').attr('width', width).attr('height', height);
    group
      .select('.title')
      .attr('x', width / 2)
      .attr('y', height / 2 + 5)
      .text(clip(title, width, 8.5));
  },
  label: ({ title }) => title,
};

/** A workload with what it wants and what there is. */
export const workload: Glyph<Workload> = {
  name: 'workload',
  draw(group) {
    group.append('rect').attr('class', 'lane').attr('rx', 8);
    group.append('text').attr('class', 'kind').attr('x', 16).attr('y', 30);
    group.append('text').attr('class', 'title').attr('x', 16).attr('y', 56);
    group.append('text').attr('class', 'pair').attr('x', 16).attr('y', 88);
  },
  update(group, { kind, name, desired, ready }, { width, height }) {
    group.attr('data-met', desired === ready);
    group.select('.lane').attr('width', width).attr('height', height);
    group.select('.kind').text(kind);
    group.select('.title').text(clip(name, 240, 10));
    group.select('.pair').text(`wants ${desired}, has ${ready} ready`);
  },
  label: ({ kind, name, desired, ready }) => `${kind} ${name}: wants ${desired}, has ${ready} ready`,
};

/** A ReplicaSet: one generation of the workload. */
export const generation: Glyph<Generation> = {
  name: 'generation',
  draw(group) {
    group.append('rect').attr('class', 'square').attr('rx', 4);
    group.append('rect').attr('class', 'flag').attr('width', 10);
    group.append('text').attr('class', 'kind').attr('x', 24).attr('y', 24);
    group.append('text').attr('class', 'title').attr('x', 24).attr('y', 46);
    group.append('text').attr('class', 'pair').attr('x', 24).attr('y', 68);
  },
  update(group, { hue, image, desired, current }, { width, height }) {
    group.attr('data-hue', hue).attr('data-idle', desired === 0 && current === 0);
    group.select('.square').attr('width', width).attr('height', height);
    group.select('.flag').attr('height', height);
    group.select('.kind').text('ReplicaSet');
    group.select('.title').text(clip(image, width - 32, 9));
    group.select('.pair').text(`${current} of ${desired}`);
  },
  label: ({ name, image, desired, current }) => `ReplicaSet ${name} for ${image}: ${current} of ${desired} Pods`,
};

/** A doorway. */
export const service: Glyph<ServiceActor> = {
  name: 'service',
  draw(group) {
    group.append('path').attr('class', 'door');
    group.append('text').attr('class', 'kind').attr('text-anchor', 'middle');
    group.append('text').attr('class', 'title').attr('text-anchor', 'middle');
  },
  update(group, { name, ready }, { width, height }) {
    group.attr('data-open', ready.length > 0);
    group.select('.door').attr('d', `M0,${height} V${height * 0.4} Q0,0 ${width / 2},0 Q${width},0 ${width},${height * 0.4} V${height} Z`);
    group
      .select('.kind')
      .attr('x', width / 2)
      .attr('y', height * 0.42)
      .text('Service');
    group
      .select('.title')
      .attr('x', width / 2)
      .attr('y', height * 0.42 + 22)
      .text(clip(name, width - 16, 10));
  },
  label: ({ name, ready }) => `Service ${name}: ${ready.length} Pods behind it`,
};

/** A node: a tray with fixed slots. */
export const node: Glyph<Tray> = {
  name: 'node',
  draw(group) {
    group.append('rect').attr('class', 'tray').attr('rx', 10);
    group.append('text').attr('class', 'title').attr('x', 16).attr('y', 30);
    group.append('text').attr('class', 'zone').attr('text-anchor', 'end').attr('y', 30);
  },
  update(group, { name, zone, status }, { width, height }) {
    group.attr('data-status', status === 'Ready' ? 'ready' : 'away');
    group.select('.tray').attr('width', width).attr('height', height);
    group.select('.title').text(status === 'Ready' ? name : `${name} (${status})`);
    group
      .select('.zone')
      .attr('x', width - 16)
      .text(zone);
  },
  label: ({ name, zone, status }) => `Node ${name}: ${status}${zone ? `, in ${zone}` : ''}`,
};
