#!/usr/bin/env bash
# The StatefulSet demo of the talk: names, claims, ZooKeeper, a partitioned update, and a member that is killed.
#   podplay sh lessons/scripts/stateful.sh --lesson stateful
set -e
cpus() { kubectl get pods -o custom-columns-file=template.txt | tail -n +2 | sed 's/  */ /g' | cut -d' ' -f1,3; }
ready() { kubectl get pods --no-headers 2>/dev/null | grep -c '1/1 *Running' || true; }
until_ready() { while [ "$(ready)" -ne "$1" ]; do sleep 1; done; }

kubectl apply -f zookeeper.yaml
until_ready 3
for i in 0 1 2; do kubectl exec zk-$i -- hostname -f; done
kubectl get pvc --no-headers | sed 's/  */ /g' | cut -d' ' -f1,2

echo "# write on one, read on another"
sleep 5
kubectl exec zk-0 -- zkCli.sh create /hello world | tail -1
kubectl exec zk-1 -- zkCli.sh get /hello | grep world

echo "# half a CPU, from zk-1 upwards"
kubectl get statefulset -o custom-columns-file=template-sts.txt
kubectl patch statefulset zk --type=json -p='[{"op":"replace","path":"/spec/template/spec/containers/0/resources/requests/cpu","value":"0.5"}]'
while [ "$(cpus | grep -c 500m)" -ne 2 ]; do sleep 1; done
until_ready 3
cpus

echo "# kill the first"
before=$(kubectl get pod zk-0 -o 'jsonpath={.metadata.uid}')
kubectl delete pod zk-0
until_ready 3
after=$(kubectl get pod zk-0 -o 'jsonpath={.metadata.uid}')
test "$before" != "$after" && echo "another Pod, with the same name"
sleep 5
kubectl exec zk-0 -- zkCli.sh get /hello | grep world
kubectl scale statefulset zk --replicas=1
until_ready 1
kubectl get pvc --no-headers | wc -l
