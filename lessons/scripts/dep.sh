#!/usr/bin/env bash
# The Deployment demo of the talk: create, ask, lose one, break a rollout, mend it, scale.
#   podplay sh lessons/scripts/dep.sh --lesson deployment
set -e
count() { kubectl get pods -l demo=deployment --no-headers | grep -c "$1" || true; }
until_running() { while [ "$(count Running)" -ne "$1" ] || [ "$(kubectl get pods -l demo=deployment --no-headers | wc -l)" -ne "$1" ]; do sleep 1; done; }

kubectl create namespace demo-dep
kubectl apply -f curl.yaml
kubectl apply -f svc.yaml
kubectl apply -f deployment.yaml
kubectl rollout status deployment/nginx
while [ "$(kubectl get pod curl --no-headers | grep -c Running)" -ne 1 ]; do sleep 1; done
kubectl exec curl -- curl -sI http://nginx | grep Server

echo "# lose one"
victim=$(kubectl get pods -l demo=deployment -o name | tail -1 | cut -d/ -f2)
kubectl delete pod "$victim"
until_running 3
kubectl get pods -l demo=deployment -L version

echo "# a version that does not exist"
sed 's/1.7.9/broken/g' deployment.yaml | kubectl apply -f -
while ! kubectl get pods -l demo=deployment | grep -q -E 'ErrImagePull|ImagePullBackOff'; do sleep 1; done
kubectl get pods -l demo=deployment --no-headers | sed 's/  */ /g' | cut -d' ' -f2,3 | sort
kubectl exec curl -- curl -sI http://nginx | grep Server

echo "# and one that does"
sed 's/1.7.9/1.9.1/g' deployment.yaml | kubectl apply -f -
kubectl rollout status deployment/nginx
# The last of the old Pods may still be in the endpoints: they follow a moment later.
sleep 1
kubectl exec curl -- curl -sI http://nginx | grep Server
kubectl scale deployment nginx --replicas=5
until_running 5
kubectl get deployment nginx
