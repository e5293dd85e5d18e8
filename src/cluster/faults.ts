export type { Fault } from '../kube/fault';
