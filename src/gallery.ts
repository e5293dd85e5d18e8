import { mountStage } from './stage';
import { drawMarks } from './stage/draw-marks';
import { NAMESPACE, viewOf } from './stage/gallery/objects';
import { SCENES } from './stage/gallery/scenes';
import { pod } from './stage/glyphs/pod';
import { measure } from './stage/layout';
import { LOOKS, type PodActor, type PodLook } from './stage/scene/actors';

/** The entry of the gallery: every glyph in every state, and the scenes whose pictures the tests keep. */

const SVG = 'http://www.w3.org/2000/svg';
const root = document.querySelector<HTMLElement>('#gallery')!;
const asked = new URLSearchParams(location.search).get('theme');
if (asked) document.documentElement.dataset.theme = asked;

function section(title: string, name: string): SVGSVGElement {
  const part = root.appendChild(document.createElement('section'));
  part.className = name;
  part.appendChild(document.createElement('h2')).textContent = title;
  const svg = document.createElementNS(SVG, 'svg');
  const frame = part.appendChild(document.createElement('div'));
  // What scrolls must be reached by keys.
  frame.tabIndex = 0;
  frame.role = 'region';
  frame.ariaLabel = title;
  frame.appendChild(svg);
  return svg;
}

const STATUS: Readonly<Record<PodLook, string>> = {
  pending: 'Pending',
  creating: 'ContainerCreating',
  unready: 'Running',
  ready: 'Running',
  crashing: 'CrashLoopBackOff',
  unpullable: 'ImagePullBackOff',
  terminating: 'Terminating',
  completed: 'Completed',
  failed: 'Error',
  lost: 'Running',
};

const actor = (look: PodLook, hue: number): PodActor => ({
  uid: look,
  name: `web-786bbc779-${look}`,
  label: 'x7mzk',
  family: 'web',
  node: 'node-1',
  owner: 'web',
  hue,
  look,
  status: STATUS[look],
  restarts: look === 'crashing' ? 3 : 0,
  containers: [
    { name: 'init', part: 'init', state: look === 'pending' ? 'waiting' : 'done' },
    { name: 'main', part: 'app', state: look === 'ready' ? 'ready' : look === 'crashing' ? 'failed' : 'waiting' },
    { name: 'side', part: 'sidecar', state: look === 'ready' ? 'ready' : 'running' },
  ],
  claims: [],
});

/** Sizes of a tile, each with its level of detail. */
const SIZES = [
  { width: 138, height: 84 },
  { width: 116, height: 42 },
  { width: 62, height: 44 },
  { width: 26, height: 18 },
  { width: 9, height: 7 },
];

/** Looks across, sizes down. */
function drawSheet(): void {
  const svg = section('Pods: every state, every level of detail', 'sheet');
  const size = measure({ width: 1010, height: 510 });
  const height = SIZES.reduce((sum, one) => sum + one.height + 18, 24);
  const width = LOOKS.length * 152 + 16;
  svg.setAttribute('class', 'stage-picture');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.style.cssText = `--t: ${size.t}px; --s: ${size.s}px; width: ${width}px; height: ${height}px`;
  LOOKS.forEach((look, column) => {
    let y = 12;
    for (const box of SIZES) {
      const group = svg.appendChild(document.createElementNS(SVG, 'g'));
      const data = actor(look, (column % 5) + 1);
      group.setAttribute('class', 'pod');
      group.setAttribute('role', 'img');
      group.setAttribute('aria-label', pod.label(data));
      group.setAttribute('transform', `translate(${column * 152 + 12},${y})`);
      Object.assign(group.dataset, { look, hue: String(data.hue) });
      drawMarks(group, pod.marks(data, { x: 0, y: 0, ...box }, size));
      y += box.height + 18;
    }
  });
}

drawSheet();
for (const { title, objects, log } of SCENES) {
  const stage = mountStage(section(title, 'scene'), { mode: 'page', reducedMotion: () => true });
  stage.show({ view: viewOf(objects), log, at: log.at(-1)?.at ?? 0, playing: false, speed: 1, jump: true, namespace: NAMESPACE });
}
