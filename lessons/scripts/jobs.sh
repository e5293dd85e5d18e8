#!/usr/bin/env bash
# The Job demo of the talk: ten completions, three at a time, some fail and are tried again.
#   podplay sh lessons/scripts/jobs.sh --lesson batch
set -e
pods() { kubectl get pods -l demo=jobs --no-headers 2>/dev/null | grep -c "$1" || true; }

kubectl apply -f job.yaml
most=0
while [ "$(kubectl get job jobs-demo -o 'jsonpath={.status.succeeded}')" != 10 ]; do
  now=$(pods Running)
  if [ "$now" -gt "$most" ]; then most=$now; fi
  sleep 1
done
echo "at most $most at a time"
echo "$(pods Completed) completed"
test "$(pods Error)" -ge 1 && echo "others failed, and were tried again"
kubectl get jobs --no-headers | sed 's/  */ /g' | cut -d' ' -f1-3
kubectl delete job jobs-demo
while [ "$(pods .)" -ne 0 ]; do sleep 1; done
echo "and they are gone"
