import type { Reconciler } from '../component';
import { ephemeralVolumeController } from './ephemeral';
import { volumeExpansion } from './expansion';
import { persistentVolumeController } from './persistent-volume-controller';
import { claimProtection, volumeProtection } from './protection';
import { volumeProvisioner } from './provisioner';

/** The controllers of storage. A new one is one file and one line here. */
export const storage: readonly Reconciler[] = [
  persistentVolumeController,
  volumeProvisioner,
  claimProtection,
  volumeProtection,
  volumeExpansion,
  ephemeralVolumeController,
];
