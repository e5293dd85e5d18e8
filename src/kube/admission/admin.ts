/** Whoever reaches the cluster, as kubeadm names the first one. */
export const ADMIN = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] } as const;
