import type { PodActor } from '../scene';
import type { Glyph } from './glyph';

/** A rounded tile: hue is the generation, shape and texture the state, the word is kubectl's. */
export const pod: Glyph<PodActor> = {
  name: 'pod',
  draw(group) {
    group.append('rect').attr('class', 'tile').attr('rx', 10);
    group.append('rect').attr('class', 'fill').attr('rx', 10);
    group.append('path').attr('class', 'mark');
    group.append('text').attr('class', 'pod-name').attr('text-anchor', 'middle');
    group.append('text').attr('class', 'pod-status').attr('text-anchor', 'middle');
  },
  update(group, data, { width, height }) {
    const tile = { width, height: height - 24 * (width / 88) };
    const small = width < 60;
    group.attr('data-look', data.look).attr('data-hue', data.hue);
    group.select('.tile').attr('width', tile.width).attr('height', tile.height);
    // A container that is being made fills the tile from below.
    const share = data.look === 'creating' ? 0.45 : 1;
    group
      .select('.fill')
      .attr('width', tile.width)
      .attr('height', tile.height * share)
      .attr('y', tile.height * (1 - share));
    group.select('.mark').attr('d', mark(data.look, tile.width, tile.height));
    group
      .select('.pod-name')
      .attr('x', tile.width / 2)
      .attr('y', tile.height / 2 + 5)
      .text(small ? '' : short(data.label));
    const word = data.restarts && data.look === 'crashing' ? `${data.status} ${data.restarts}` : data.status;
    group
      .select('.pod-status')
      .attr('x', tile.width / 2)
      .attr('y', tile.height + 16)
      .text(small || data.look === 'ready' ? '' : short(word, 17));
  },
  label: ({ name, status, node, look }) =>
    `Pod ${name}: ${status}${look === 'ready' ? ', ready' : ''}${node ? `, on ${node}` : ', without a node'}`,
};

const short = (text: string, length = 10) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** What tells states apart without colour. */
function mark(look: PodActor['look'], width: number, height: number): string {
  const [right, middle] = [width - 8, height / 2];
  if (look === 'ready') return `M${right - 14},10 l5,5 l9,-9`;
  if (look === 'unready') return [0.25, 0.5, 0.75].map((at) => `M${width * at},${height - 4} l16,-16`).join(' ');
  if (look === 'unpullable') return `M${right - 16},6 h16 v12 h-16 z m0,0 l16,12 m0,-12 l-16,12`;
  if (look === 'crashing') return `M0,${middle} l6,-8 l6,14 l6,-14 l6,8`;
  if (look === 'completed') return `M${right - 14},12 l5,5 l9,-9 M${width - 20},${height} l20,-20`;
  return look === 'failed' || look === 'terminating' ? `M${right - 10},6 l10,10 m0,-10 l-10,10` : '';
}
