import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../src/cli/scenario';
import { simulate } from '../../src/cli/simulation';

/** A port of the learner's own, and what answers behind it. */

const WEB = 'kubectl run web --image=nginx:1.27 --port=80 --expose > /dev/null; kubectl wait --for=condition=Ready pod/web > /dev/null\n';

async function said(script: string): Promise<string> {
  let shown = '';
  await simulate(scenarioOf(1, 1, {}), (text) => void (shown += text), false).run(WEB + script);
  return shown;
}

describe('kubectl port-forward', () => {
  it('leads curl to a Pod for as long as it runs', async () => {
    const shown = await said(
      'kubectl port-forward svc/web 8080:80 &\nsleep 1\ncurl -s localhost:8080 | grep title\ncurl -s -o /dev/null -w "%{http_code}\\n" localhost:8080/nope\nkill %1; wait\ncurl localhost:8080; echo $?',
    );
    expect(shown).toBe(
      'Forwarding from 127.0.0.1:8080 -> 80\nForwarding from [::1]:8080 -> 80\nHandling connection for 8080\n<title>Welcome to nginx!</title>\n' +
        "Handling connection for 8080\n404\ncurl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server\n7\n",
    );
  });

  it('takes no port twice, and ends when the Pod refuses a connection', async () => {
    const shown = await said(
      'kubectl port-forward pod/web 8080:81 &\nsleep 1\nkubectl port-forward pod/web 8080:80\ncurl -s localhost:8080; echo $?\nwait; curl -s localhost:8080; echo $?',
    );
    expect(shown).toContain('error: unable to listen on any of the requested ports: [{8080 80}]\n');
    expect(shown).toMatch(/error forwarding port 81 to pod web, uid \S+: dial tcp \S+:81: connect: connection refused\n/);
    expect(shown).toContain('error: lost connection to pod\n');
    expect(shown).toMatch(/\n52\n(.*\n)*7\n$/);
  });
});
