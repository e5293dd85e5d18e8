import type { KindDefinition } from '../kinds/kind';
import { shapeOf, type Shape } from './shape';

/** The fields of a kind; undefined for one that nothing describes. */
export const shapeOfKind = (kind: KindDefinition): Shape | undefined => kind.custom?.shape ?? shapeOf(kind.kind);
