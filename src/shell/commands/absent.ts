import type { ShellCommand } from '../command';

/** What learners reach for and what is not here: an honest word, and the nearest thing that is. */
const ABSENT: Readonly<Record<string, string>> = {
  wget: "your terminal is outside the cluster's network. Ask from a Pod inside: kubectl exec POD -- curl http://SERVICE",
  ping: "your terminal is outside the cluster's network. Ask from a Pod inside: kubectl exec POD -- curl http://SERVICE",
  nslookup: "the cluster's names are known inside it only. Ask from a Pod: kubectl exec POD -- nslookup SERVICE",
  ssh: 'the nodes are simulated and have no shell. See one with: kubectl describe node NODE; stop one with: fault stop-node NODE',
  minikube: 'a cluster is running already. See it with: kubectl get nodes; add a node with: fault add-node NAME',
  kind: 'a cluster is running already. See it with: kubectl get nodes; add a node with: fault add-node NAME',
  docker: 'containers run on the nodes of the cluster, through Kubernetes. Run one with: kubectl run NAME --image=IMAGE',
  helm: 'there are no charts here. Apply manifests with: kubectl apply -f FILE',
  git: 'there are no repositories here. Your files are beside the terminal; list them with: ls',
  sudo: 'you may do everything here already; leave it out',
  apt: 'nothing can be installed here. See what there is with: help',
  less: 'there is no pager here. Show the file with: cat FILE',
  more: 'there is no pager here. Show the file with: cat FILE',
  top: 'see what Pods and nodes use with: kubectl top pods, kubectl top nodes',
  ps: 'processes run in Pods. See them with: kubectl get pods -A',
};

export const absent: readonly ShellCommand[] = Object.entries(ABSENT).map(([name, word]) => ({
  name,
  usage: name,
  run({ err }) {
    err(`${name}: not available here: ${word}\n`);
    // As for a command that is not found.
    return 127;
  },
}));
