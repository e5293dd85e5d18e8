import type * as core from 'kubernetes-types/core/v1';
import { goList } from './common';

/** `http-get http://:80/healthz delay=3s timeout=1s period=10s #success=1 #failure=3`. Source: describe.go DescribeProbe */
export function probeText(probe: core.Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 0, periodSeconds = 0, successThreshold = 0, failureThreshold = 0 } = probe;
  return `${actionText(probe)} delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
}

function actionText({ exec, httpGet, tcpSocket, grpc }: core.Probe): string {
  if (exec) return `exec ${goList(exec.command)}`;
  if (httpGet) {
    const path = httpGet.path && !httpGet.path.startsWith('/') ? `/${httpGet.path}` : (httpGet.path ?? '');
    return `http-get ${(httpGet.scheme ?? '').toLowerCase()}://${httpGet.host ?? ''}:${httpGet.port}${path}`;
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`;
  return grpc ? `grpc <pod>:${grpc.port} ${grpc.service ?? ''}` : 'unknown';
}
