#!/usr/bin/env bash
# The init container demos of the talk: fetch a page, fail, wait for a Service, mend a mistyped image.
#   podplay sh lessons/scripts/init-containers.sh --lesson init-containers
set -e
status() { kubectl get pod "$1" --no-headers | sed 's/  */ /g' | cut -d' ' -f3; }
until_status() { while ! status "$1" | grep -q "$2"; do sleep 1; done; echo "$1 is $(status "$1")"; }

kubectl apply -f init.yaml
until_status init-demo Running
kubectl exec init-demo -- head -3 /usr/share/nginx/html/index.html | grep title

kubectl apply -f init-error.yaml
until_status init-error-demo Init:CrashLoopBackOff
kubectl logs init-error-demo -c install

kubectl apply -f pod.yaml
until_status init Init:0/2
sleep 8
kubectl logs init -c init-mydb | tail -1
kubectl apply -f mydb.yaml
until_status init 'Init:.*ImagePull'
kubectl describe pod init | grep 'Failed to pull' | tail -1 | sed 's/.*Failed/Failed/' | cut -d: -f1
kubectl apply -f pod-correct.yaml
until_status init Running
kubectl exec init -- curl -s http://localhost
