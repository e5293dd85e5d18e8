import type { TableColumn } from '../cluster';
import type { Schema } from '../custom/schema';
import type { KubeObject, Manifest } from '../object';
import type { Decoded } from '../decode';
import type { Shape } from '../schema/shape';
import type { StatusCause } from '../status';

/** An object on its way into the store: still mutable. */
export type Draft<T extends KubeObject = KubeObject> = { -readonly [K in keyof T]: T[K] };

/** What a strategy step may know besides the object. */
export interface Surroundings {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** RFC 3339 of `now`. */
  readonly timestamp: string;
  /** Other stored objects, by resource and key (`namespace/name`). */
  find(resource: string, key: string): KubeObject | undefined;
  list(resource: string): readonly KubeObject[];
  /** Seeded chance: addresses, ports, suffixes. */
  readonly random: { int(below: number): number; suffix(length?: number): string; uuid(): string };
}

export interface Column<T extends KubeObject = KubeObject> extends Omit<TableColumn, 'priority'> {
  /** 1: shown with `-o wide` only. Default 0. */
  readonly priority?: number;
  /** @param now ms since the Unix epoch, for ages */
  cell(object: T, now: number): string | number | boolean | null;
}

/** Another version in which a kind is read and written; what is stored is the kind's own. */
export interface Face {
  readonly version: string;
  /** Name of its shape: what strict decoding goes by. */
  readonly shape: string;
  /** A stored object in this version. */
  show(object: KubeObject): KubeObject;
  /** What was written in this version, in the kind's own; `apiVersion` is left to the caller. */
  read(manifest: Manifest): Manifest;
}

/** How a version of a kind that a CustomResourceDefinition declares is read, stored and shown. */
export interface Custom {
  /** What server-side apply goes by. */
  readonly shape: Shape;
  /** Its schema, as OpenAPI tells it. */
  readonly schema: Schema;
  readonly served: boolean;
  /** Objects are stored in this version. */
  readonly storage: boolean;
  /** Names its lists. */
  readonly listKind: string;
  /** The definition is on its way out: nothing new is created. */
  readonly terminating: boolean;
  /** What was sent, without what the schema does not name and with its defaults. */
  read(manifest: Manifest): Decoded;
  /** A stored object in this version. */
  show(object: KubeObject): KubeObject;
  /** An object of this version in the one that is stored. */
  store(object: KubeObject): KubeObject;
}

/** A subresource through which a part of an object is written. */
export interface Part<T extends KubeObject = KubeObject> {
  /** What a write of it leaves as it was, in place. */
  keep(object: Draft<T>, old: T): void;
  validate(object: T, old: T): readonly StatusCause[];
}

/** Everything the API server knows about one kind. A new kind is one file that exports one of these,
 *  and one line in `kinds/index.ts`. */
export interface KindDefinition<T extends KubeObject = KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural: `deployments`. Unique over all kinds of Podplay's own: it names the store's table. */
  readonly resource: string;
  /** The store's table, where the plural does not name it: `crontabs.stable.example.com`. */
  readonly table?: string;
  /** Of a kind that a CustomResourceDefinition declares. */
  readonly custom?: Custom;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  readonly subresources?: readonly string[];
  /** Other versions that are served. */
  readonly faces?: readonly Face[];
  /** Name of its schema in the OpenAPI document: `io.k8s.api.apps.v1.Deployment`. */
  readonly schema: string;
  /** Metadata that a write of /status leaves alone. */
  readonly statusKeeps?: readonly ('labels' | 'annotations' | 'ownerReferences' | 'finalizers')[];
  /** Fill in defaults, in place. Source: the group's defaults.go. */
  defaults?(object: Draft<T>): void;
  /** What the registry strategy and admission do on create, in place: allocate, clear status, add labels. */
  prepareForCreate?(object: Draft<T>, around: Surroundings): void;
  /** The same on an update of everything but the status, in place. Status is carried over from `old` before this is called. */
  prepareForUpdate?(object: Draft<T>, old: T, around: Surroundings): void;
  /** What is written before an object may be deleted, once. */
  prepareForDelete?(object: T, timestamp: string): T;
  /** @param old present on update
   *  @returns upstream's causes, empty when valid */
  validate?(object: T, old?: T): readonly StatusCause[];
  /** Subresources that write a part of the object. */
  readonly parts?: Readonly<Record<string, Part<T>>>;
  /** Warnings the API server would send with a write. */
  warnings?(object: T): readonly string[];
  /** Does a change from `old` to `object` raise metadata.generation? Default: spec differs. `false`: never (Pods, ConfigMaps …). */
  readonly generation?: false | ((object: T, old: T) => boolean);
  /** Grace in seconds when deleted without one being asked for; 0 or absent: removed at once. */
  graceSeconds?(object: T): number;
  /** Who deletes one without a word on its dependents leaves them: `DefaultGarbageCollectionPolicy` of old kinds. */
  readonly orphansDependents?: true;
  /** Paths of the scale subresource. */
  readonly scale?: {
    readonly specReplicas: string;
    readonly statusReplicas: string;
    readonly selector?: string;
    /** Without a size it has no scale. */
    readonly required?: true;
    /** The selector is a plain map of labels. */ readonly labels?: true;
  };
  /** Fields that a field selector may name besides metadata.name and metadata.namespace. */
  readonly selectableFields?: Readonly<Record<string, (object: T) => string>>;
  readonly columns: readonly Column<T>[];
  /** Never reconciled, expires, or otherwise kept out of `all`… : a word for documentation only. */
  readonly note?: string;
}

/** Where objects of a kind are kept: what the store, changes and keys of work queues name them by. */
export const tableOf = (kind: Pick<KindDefinition, 'resource' | 'table'>): string => kind.table ?? kind.resource;

export type { Manifest };

/** A kind as the registry holds it: its own object type stays inside its file.
 *  (`generation` and `selectableFields` are properties, so TypeScript would not widen T by itself.) */
export function defineKind<T extends KubeObject>(definition: KindDefinition<T>): KindDefinition {
  return definition as unknown as KindDefinition;
}
