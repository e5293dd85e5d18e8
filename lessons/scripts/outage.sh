#!/usr/bin/env bash
# The story the talk opened with: half of the nodes are lost at once, and four patterns react.
#   podplay sh lessons/scripts/outage.sh --lesson outage
set -e
there() { kubectl get pods -l app="$1" -o wide --no-headers 2>/dev/null; }
here() { there "$1" | grep -E 'node-3|node-4' | grep -c Running || true; }
notready() { kubectl get nodes --no-headers | grep -c NotReady || true; }

kubectl apply -f mails.yaml
sleep 20
fault stop-zone zone-a
while [ "$(notready)" -ne 2 ]; do sleep 1; done
echo "two nodes are NotReady"
while [ "$(here web)" -ne 4 ]; do sleep 1; done
echo "the Deployment has four Pods in the other zone"
sleep 20
test "$(there diary | grep -c Terminating)" -ge 1 && echo "the StatefulSet waits"
kubectl get daemonset agent --no-headers | sed 's/  */ /g' | cut -d' ' -f1,2,4
fault start-zone zone-a
while [ "$(notready)" -ne 0 ]; do sleep 1; done
while [ "$(there diary | grep -c Running)" -ne 3 ]; do sleep 1; done
echo "the zone is back, and the StatefulSet is whole"
while [ "$(kubectl get job mails -o 'jsonpath={.status.succeeded}')" != 30 ]; do sleep 5; done
echo "the Job is done"
