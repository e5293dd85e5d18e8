import { select } from 'd3-selection';
import type { Chart } from './chart';
import './statechart.css';

/** Draw a statechart: where it stands is lit, and the ways out of there are dark. */
export function drawChart(svg: SVGSVGElement, chart: Chart, current: string, choose: (state: string) => void): void {
  const root = select(svg)
    .attr('class', 'statechart')
    .attr('viewBox', `0 0 ${chart.width} ${chart.height}`)
    .attr('width', chart.width)
    .attr('height', chart.height);
  const marker = `arrow-${chart.states[0]?.name ?? ''}-${chart.states.length}`;
  root
    .selectAll('defs')
    .data([marker])
    .join((enter) => {
      const defs = enter.append('defs');
      const head = defs
        .append('marker')
        .attr('viewBox', '0 0 8 8')
        .attr('refX', 7)
        .attr('refY', 4)
        .attr('markerWidth', 7)
        .attr('markerHeight', 7)
        .attr('orient', 'auto');
      head.append('path').attr('d', 'M0,0 L8,4 L0,8z').attr('fill', 'context-stroke');
      return defs;
    })
    .select('marker')
    .attr('id', marker);
  root
    .selectAll<SVGPathElement, Chart['edges'][number]>('path.edge')
    .data(chart.edges, ({ from, to }) => `${from} ${to}`)
    .join('path')
    .attr('class', 'edge')
    .attr('d', ({ path }) => path)
    .attr('marker-end', `url(#${marker})`)
    .attr('data-next', ({ from }) => (from === current ? 'true' : null));
  const states = root
    .selectAll<SVGGElement, Chart['states'][number]>('g.state')
    .data(chart.states, ({ name }) => name)
    .join((enter) => {
      const group = enter.append('g').attr('class', 'state');
      group.append('rect').attr('rx', 6);
      group.append('text').attr('text-anchor', 'middle').attr('dy', '0.36em');
      return group;
    })
    .attr('transform', ({ x, y }) => `translate(${x},${y})`)
    .attr('data-current', ({ name }) => (name === current ? 'true' : null))
    .on('pointerenter click', (_, { name }) => choose(name));
  states
    .select('rect')
    .attr('width', ({ width }) => width)
    .attr('height', ({ height }) => height);
  states
    .select('text')
    .attr('x', ({ width }) => width / 2)
    .attr('y', ({ height }) => height / 2)
    .text(({ name }) => name);
}
