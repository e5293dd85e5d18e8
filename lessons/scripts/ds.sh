#!/usr/bin/env bash
# The DaemonSet demo of the talk: one on every node, as nodes come and go, and by label.
#   podplay sh lessons/scripts/ds.sh --lesson daemon
set -e
running() { kubectl get pods -l demo="$1" --no-headers 2>/dev/null | grep -c Running || true; }
until_running() {
  while [ "$(running "$1")" -ne "$2" ]; do sleep 1; done
  echo "$1: $2"
}

kubectl apply -f daemon.yaml
until_running daemons 3
kubectl get pods -o wide | tail -n +2 | sed 's/  */ /g' | cut -d' ' -f7 | sort

echo "# a machine joins, and leaves"
fault add-node node-4 --zone zone-a
until_running daemons 4
fault remove-node node-4
until_running daemons 3

echo "# only where it is red"
kubectl apply -f daemon-red.yaml
node=$(kubectl get nodes -o name | tail -1 | cut -d/ -f2)
kubectl label node "$node" color=red
until_running red 1
kubectl get nodes -L color | grep red | cut -d' ' -f1
kubectl label node "$node" color-
until_running red 0
