/** The node side of the cluster: kubelets, heartbeats, traffic. */
import type { Component } from '../component';
import { traffic } from '../network/traffic';
import { kubelet } from './kubelet';

export const kubelets: readonly Component[] = [kubelet, traffic];

export { admitExec, execInPod } from './exec';
export { attachShell, isAttachable, openShell, promptOfShell, typeInto } from './shells';
export { logsOf } from './logs';
export { feedProcess } from './processes';
export { registerNode } from './node-object';
