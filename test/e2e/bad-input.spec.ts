import { expect, test, type Page } from '@playwright/test';

/** Whatever a learner gets wrong: a clear error at the right place, and everything as it was. */

const screen = (page: Page) => page.locator('.xterm-rows');

/** What the terminal shows without spaces: it breaks long lines anywhere. */
const shown = async (page: Page) => (await screen(page).innerText()).replaceAll(/\s+/g, '');

async function open(page: Page): Promise<string[]> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('./#/sandbox');
  await expect(page.getByRole('heading', { name: 'A cluster of your own' })).toBeVisible();
  await page.keyboard.press('t');
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  return errors;
}

async function enter(page: Page, line: string): Promise<void> {
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, line);
  await page.keyboard.press('Enter');
}

const deployment = (change: string) => `sed '${change}' deployment.yaml | kubectl apply -f -`;

const wrong: Readonly<Record<string, { readonly line: string; readonly says: RegExp }>> = {
  'a manifest that is not YAML': {
    line: `printf 'kind: [Pod\\nmetadata: }' | kubectl apply -f -`,
    says: /error (converting YAML to JSON|parsing)/,
  },
  'a wrong field': { line: deployment('s/replicas: 3/replica: 3/'), says: /unknown field "spec\.replica"/ },
  'a wrong type': {
    line: deployment('s/replicas: 3/replicas: three/'),
    says: /cannot be handled as a Deployment|invalid|cannot unmarshal/,
  },
  'an unknown kind': {
    line: `printf 'apiVersion: v1\\nkind: Podd\\nmetadata: {name: a}' | kubectl apply -f -`,
    says: /no matches for kind "Podd" in version "v1"/,
  },
  'a missing namespace': { line: 'kubectl apply -n nowhere -f job.yaml', says: /namespaces "nowhere" not found/ },
  'a name that is too long': { line: `kubectl create deployment ${'a'.repeat(300)} --image=nginx`, says: /must be no more than (253|63)/ },
};

for (const [what, { line, says }] of Object.entries(wrong))
  test(`${what} is refused, and nothing changes`, async ({ page }) => {
    const errors = await open(page);
    await enter(page, line);
    await expect.poll(() => shown(page)).toMatch(new RegExp(says.source.replaceAll(' ', '')));
    await enter(page, 'clear; kubectl get all,deploy,jobs; echo over');
    await expect(screen(page)).toContainText(/No resources found in default namespace|service\/kubernetes/);
    await expect(screen(page)).not.toContainText('deployment.apps/');
    expect(errors).toEqual([]);
  });

test('an immutable field is refused, and the object stays as it was', async ({ page }) => {
  const errors = await open(page);
  await enter(page, 'kubectl apply -f deployment.yaml');
  await expect(screen(page)).toContainText('deployment.apps/web created');
  await enter(page, `clear; ${deployment('s/app: web/app: other/')}`);
  await expect.poll(() => shown(page)).toContain('fieldisimmutable');
  await enter(page, `clear; kubectl get deployment web -o jsonpath='{.spec.selector.matchLabels.app}'`);
  await expect(screen(page)).toContainText('web');
  expect(errors).toEqual([]);
});

test('a bomb of YAML aliases is refused at once', async ({ page }) => {
  const errors = await open(page);
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
  ];
  await enter(page, `printf '${bomb.join('\\n')}' > bomb.yaml; kubectl apply -f bomb.yaml; echo over`);
  await expect(screen(page)).toContainText('over');
  await expect(screen(page)).toContainText(/error/i);
  expect(errors).toEqual([]);
});

test('a paste of 5 MB into the editor does not stop the page', async ({ page }) => {
  const errors = await open(page);
  await page.getByRole('button', { name: 'job.yaml' }).first().click();
  await expect(page.locator('.monaco-editor .view-lines')).toContainText('kind');
  await page.locator('.monaco-editor .view-lines').click();
  await page.keyboard.press('Control+A');
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'x'.repeat(99).concat('\n').repeat(50_000));
    document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(screen(page)).toContainText(/error|too large/i, { timeout: 40_000 });
  await page.locator('.xterm').click();
  await enter(page, 'clear; kubectl get jobs');
  await expect(screen(page)).toContainText('No resources found');
  expect(errors).toEqual([]);
});
