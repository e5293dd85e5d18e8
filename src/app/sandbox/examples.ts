/** Manifests that lie ready in the sandbox: one for each pattern, none longer than a screen. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  'deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.9.1
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
`,
  'statefulset.yaml': `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
    app: db
  ports:
  - port: 5432
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
      - name: db
        image: postgres:16
        env:
        - name: POSTGRES_PASSWORD
          value: podplay
        volumeMounts:
        - name: data
          mountPath: /var/lib/postgresql/data
  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 1Gi
`,
  'daemonset.yaml': `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
      - name: agent
        image: prom/node-exporter
`,
  'job.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: work
spec:
  completions: 6
  parallelism: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: work
        image: busybox
        command: ["sh", "-c", "sleep 5; echo done"]
`,
  'picture.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: picture
spec:
  completions: 12
  parallelism: 3
  completionMode: Indexed
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: painter
        image: busybox
        command:
        - sh
        - -c
        # Each Pod works out one line of the Mandelbrot set, and hands it over.
        - |
          sleep 3
          y=$(( (JOB_COMPLETION_INDEX * 2 - 11) * 110 )) x=-2000 line=
          while [ $x -le 600 ]; do
            a=0 b=0 n=0
            while [ $n -lt 7 ] && [ $((a * a + b * b)) -lt 4000000 ]; do
              t=$(( (a * a - b * b) / 1000 + x ))
              b=$((2 * a * b / 1000 + y)) a=$t n=$((n + 1))
            done
            case $n in [0-2]) dot=" " ;; 3) dot=. ;; [4-6]) dot=+ ;; *) dot=@ ;; esac
            line="$line$dot" x=$((x + 110))
          done
          echo "$line" > /dev/termination-log
`,
};
