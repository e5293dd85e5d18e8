import type { Reconciler } from '../../component';
import { establishingController } from './establishing';
import { customResourceFinalizer } from './finalizer';
import { namesController } from './names';

/** What looks after CustomResourceDefinitions. */
export const customResources: readonly Reconciler[] = [namesController, establishingController, customResourceFinalizer];
