import type { LogEntry } from '../kube/log';
import type { Beat } from './beats/beat';
import { beatsOf } from './beats/director';
import { Pace } from './beats/pace';
import { restText } from './beats/rest';
import { castOf } from './cast';
import { Effort } from './draw';
import type { Stage, StageFrame, StageOptions } from './frame';
import { withFuture, type Future } from './future';
import { sendParcel, sendRequests } from './journeys';
import { keyboard } from './keyboard';
import { layOut, SCHEDULER, type Layout } from './layout';
import { Picture } from './picture';
import { pointing } from './pointing';
import { Memory, sceneOf } from './scene';
import type { PodActor, Scene } from './scene/actors';
import { Chronicle } from './scene/chronicle';
import { shareScene } from './scene/sharing';
import { Slots } from './slots';
import './stage.css';

export type { Chosen, Stage, StageFrame, StageOptions } from './frame';
export type { Scene } from './scene/actors';

/** ms of a journey at 1×. */
const JOURNEY = 600;
/** At this speed and beyond the stage sums up. */
const SUMMARY = 4;
/** Real ms between two pictures when it sums up. */
const REFRESH = 220;
/** Real ms without a beat, after which the caption says how things stand. */
const REST = 2600;
/** A longer queue is behind: what waits is shown as done. */
const LONGEST_QUEUE = 6;
/** Of the time that pictures of very many may take. */
const SHARE = 1 / 4;
/** Real ms between two pictures of many, from the speed on at which nobody waits for beats: what moves goes on moving
 *  between them, in every frame. */
const MERGE = 60;
/** So many pods change in every frame while they roll. */
const MANY = 40;
/** Virtual ms between two pictures of nothing but requests. */
const STRIP = 500;
/** A crowd is not dimmed, nor is anything that changes faster than one reads: that would move more than it shows. */
const CROWD = 150;

/** Groups that one frame draws, and that move in it: of a crowd an eye follows few. */
const EFFORT = { most: 48, moves: 24, crowdMoves: 8 };

/** Draw a cluster inside an <svg>, and own what is inside it from now on. */
export function mountStage(svg: SVGSVGElement, options: StageOptions): Stage {
  svg.setAttribute('class', 'stage-picture');
  svg.setAttribute('data-mode', options.mode);
  svg.setAttribute('role', 'group');
  svg.setAttribute('aria-label', 'The cluster');
  const picture = new Picture(svg);
  const { journeys } = picture;
  const slots = new Slots();
  const chronicle = new Chronicle();
  const memory = new Memory();
  const pace = new Pace();
  let frame: StageFrame | undefined;
  let scene: Scene | undefined;
  /** The scene with the ghosts of what is foreseen. */
  let staged: Scene | undefined;
  let layout: Layout | undefined;
  /** Real size of the picture, px; it is not asked for while anything moves. */
  let room = { width: 0, height: 0 };
  const observer = new ResizeObserver(() => (room = sizeOf(svg)));
  /** What is left to draw of the last picture. */
  let rest: (() => boolean) | undefined;
  let shown = { version: -1, logged: 0, width: 0, height: 0, namespace: '', strip: -1, drawn: 0 };
  let foreseen: Future | undefined;
  let quiet = 0;
  /** ms that the last picture took. */
  let cost = 0;
  const keys = keyboard(picture, (key) => layout?.boxes.get(key));
  const pointer = pointing(
    picture,
    options,
    (key) => layout?.boxes.get(key),
    familyOf,
    () => layout,
  );

  /** A workload with its generations, a DaemonSet with its slots on the nodes. */
  function familyOf(key: string): string[] {
    const own = scene?.workloads.find(({ uid }) => uid === key);
    if (!own) return [];
    const seats =
      own.kind === 'DaemonSet'
        ? (scene?.nodes ?? []).flatMap(({ daemons }) => daemons.filter((seat) => seat.key.startsWith(`${key}@`)))
        : [];
    return [...own.generations.map(({ uid }) => uid), ...seats.map((seat) => seat.key)];
  }

  function show(next: StageFrame): void {
    frame = next;
    if (next.jump) return jump(next);
    const now = performance.now();
    if (next.playing && now - shown.drawn < pauseOf(next)) return;
    refresh(next, now);
    cost = performance.now() - now;
  }

  /** Of what changes fast, and of very many, a picture now and then; what came between is in the next one.
   *  @returns real ms */
  function pauseOf({ speed }: StageFrame): number {
    if (speed > SUMMARY) return REFRESH;
    if (picture.pods.painted) return Math.max(REFRESH / 2, cost / SHARE);
    return speed === SUMMARY && scene && scene.pods.length > MANY ? MERGE : 0;
  }

  function jump(next: StageFrame): void {
    slots.clear();
    chronicle.forget();
    pace.clear();
    journeys.replaceChildren();
    shown = { ...shown, logged: next.log.length, version: -1 };
    refresh(next, performance.now());
    tell(restText(scene!));
    quiet = Infinity;
  }

  function refresh(next: StageFrame, now: number): void {
    const { view, log, at, namespace, speed } = next;
    if (!room.width) measureRoom();
    const { width, height } = room;
    const fresh = log.slice(Math.min(shown.logged, log.length));
    chronicle.read(log);
    const strip =
      fresh.some(({ type }) => type === 'request') || scene?.services.some(({ seconds }) => seconds.length) ? Math.floor(at / STRIP) : -1;
    const resized = width !== shown.width || height !== shown.height;
    const powered = fresh.some(({ type, object }) => type === 'machine' && object?.kind === 'Node');
    const changed =
      !scene ||
      next.foreseen !== foreseen ||
      view.version !== shown.version ||
      namespace !== shown.namespace ||
      strip !== shown.strip ||
      powered;
    if (changed || resized) {
      const before = scene;
      if (changed) scene = shareScene(next.jump ? undefined : scene, sceneOf(view, namespace, chronicle, at, memory));
      foreseen = next.foreseen;
      staged = withFuture(scene!, foreseen);
      layout = layOut(staged, slots, { width, height });
      if (changed) options.onScene?.(scene!);
      if (before && !next.jump && speed <= SUMMARY) pace.add(beatsOf(fresh, before, scene!, namespace), LONGEST_QUEUE);
      shown = { version: view.version, logged: log.length, width, height, namespace, strip, drawn: now };
      if (!advance(now)) paint(next.jump || resized || speed > SUMMARY, pace.beat, next.jump || resized ? Infinity : EFFORT.most);
    } else if (fresh.length) {
      if (speed <= SUMMARY) pace.add(beatsOf(fresh, scene!, scene!, namespace), LONGEST_QUEUE);
      shown = { ...shown, logged: log.length };
      advance(now);
    }
    ask(fresh, next);
    if (speed > SUMMARY && fresh.length) tell(restText(scene!));
  }

  /** Begin the next beat when the last one is over. */
  function advance(now: number): boolean {
    if (!frame || !pace.tick(now, Math.min(SUMMARY, Math.max(0.5, frame.speed)))) return false;
    const { beat } = pace;
    quiet = now + REST;
    paint(false, beat);
    if (beat) {
      tell(beat.caption);
      if (!options.reducedMotion()) sendParcel(journeys, beat.path, layout!, (beat.path.length > 2 ? 1 : 0.7) * speedUp(JOURNEY));
    }
    return true;
  }

  const speedUp = (ms: number) => ms / Math.max(1, frame?.speed ?? 1);

  /** @param most  groups that are drawn at once; the rest comes in the next frames */
  function paint(still: boolean, beat: Beat | undefined, most = EFFORT.most): void {
    if (!scene || !staged || !layout) return;
    const moves = beat?.subjects ?? [];
    const order = new Map(moves.map((key, i) => [key, i]));
    const motion = {
      journey: still || options.reducedMotion() ? 0 : speedUp(JOURNEY),
      measure: layout.measure,
      held: still ? NONE : pace.held,
      // More than eight move as one.
      delay: (key: string) => (moves.length > 8 ? 0 : 40 * (order.get(key) ?? 0)),
    };
    const [what, where] = [scene, layout];
    const cast = castOf(staged, layout, slots, originOf);
    const crowd = what.pods.length > CROWD;
    const led = beat && !crowd && (frame?.speed ?? 1) < SUMMARY;
    /** @returns true when all is drawn */
    const draw = (most: number): boolean => {
      const effort = new Effort(most, crowd ? EFFORT.crowdMoves : EFFORT.moves);
      picture.draw(cast, what, where, { ...motion, effort });
      picture.light(new Set(led ? [beat.actor, ...beat.subjects, ...beat.path] : []));
      pointer.refresh();
      keys.refresh();
      return !effort.behind;
    };
    rest = draw(most) ? undefined : () => draw(EFFORT.most);
  }

  /** A pod comes from the controller that made it; one without comes from the API server's door. */
  function originOf({ owner, seat }: PodActor) {
    const kind = seat
      ? 'daemonset-controller'
      : scene?.workloads.some(({ uid, kind }) => uid === owner && kind === 'StatefulSet')
        ? 'statefulset-controller'
        : undefined;
    return layout?.boxes.get(kind ?? pace.beat?.actor ?? '') ?? layout?.boxes.get(SCHEDULER);
  }

  function ask(fresh: readonly LogEntry[], { namespace, speed, jump }: StageFrame): void {
    if (!scene || !layout || jump || options.reducedMotion() || speed > SUMMARY) return;
    const { services, pods } = scene;
    const find = {
      service: (name: string) => services.find((one) => `${namespace}/${one.name}` === name)?.uid,
      pod: (name: string) => pods.find((one) => one.name === name)?.uid,
    };
    sendRequests(journeys, fresh, find, layout, speedUp(JOURNEY * 1.5));
  }

  function measureRoom(): void {
    room = sizeOf(svg);
    observer.observe(svg);
  }

  let told = '';
  function tell(sentence: string): void {
    if (sentence !== told) options.onCaption?.((told = sentence));
  }

  return {
    show,
    tick(now) {
      if (pace.busy) advance(now);
      else if (scene && now > quiet) {
        tell(restText(scene));
        quiet = Infinity;
      }
      if (rest?.()) rest = undefined;
      if (frame && (room.width !== shown.width || room.height !== shown.height)) refresh(frame, now);
    },
    get busy() {
      return pace.busy;
    },
    highlight: (key) => pointer.highlight(key),
    destroy() {
      keys.stop();
      pointer.stop();
      observer.disconnect();
      picture.stop();
    },
  };
}

const NONE: ReadonlySet<string> = new Set();

const sizeOf = (svg: SVGSVGElement) => ({ width: svg.clientWidth || 1600, height: svg.clientHeight || 900 });
