import { expect, test, type Page } from '@playwright/test';

/** What a beginner gets wrong on the way through a lesson: each is told, and none is a dead end. */

const title = (page: Page) => page.locator('.say h1');
const screen = (page: Page) => page.locator('.xterm-rows');
const next = (page: Page) => page.getByRole('button', { name: 'Next', exact: true });

async function type(page: Page, line: string): Promise<void> {
  await title(page).click();
  await page.keyboard.press('t');
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

test('a command with a slip of the finger names what was meant, and the step is still open', async ({ page }) => {
  await page.goto('./#/lesson/deployment');
  await type(page, 'kubectl craete namespace demo-dep');
  await expect(screen(page)).toContainText('unknown command "craete" for "kubectl"');
  await expect(screen(page)).toContainText('create');
  await type(page, 'kubectl create namespace demodep');
  await expect(screen(page)).toContainText('namespace/demodep created');
  await expect(page.getByText('There is no namespace called demo-dep yet.')).toBeVisible();
  await type(page, 'kubectl create namespace demo-dep');
  await expect(next(page)).toBeVisible();
});

test('the right command before its time is done when its step comes', async ({ page }) => {
  await page.goto('./#/lesson/deployment');
  await type(page, 'kubectl create namespace demo-dep; kubectl apply -f curl.yaml -f svc.yaml');
  await expect(screen(page)).toContainText('service/nginx created');
  await next(page).click();
  await expect(title(page)).toHaveText('Somebody who asks');
  await page.locator('fieldset button').first().click();
  await expect(next(page)).toBeVisible();
  await next(page).click();
  await expect(title(page)).toHaveText('One name in front');
  await expect(next(page)).toBeVisible();
});

test('what a step needs was deleted: it says what is missing, and a later step brings it back', async ({ page }) => {
  await page.goto('./#/lesson/deployment/ask');
  await expect(title(page)).toHaveText('Ask for a page');
  await type(page, 'kubectl delete pod curl --now');
  await expect(screen(page)).toContainText('pod "curl" deleted');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(screen(page)).toContainText('pods "curl" not found');
  await expect(page.getByText('Nobody has asked http://nginx from the Pod called curl yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Skip this step' }).click();
  await expect(title(page)).toHaveText('Look at the labels');
  await type(page, 'clear; kubectl get pod curl');
  await expect(screen(page)).toContainText('Running');
});

test('a link to a step that there is not opens the lesson', async ({ page }) => {
  await page.goto('./#/lesson/deployment/scal');
  await expect(title(page)).toHaveText('A place of its own');
  await expect(page.getByRole('status').filter({ hasText: 'no step called “scal”' })).toBeVisible();
});

test('a broken file is refused where it is broken, and the cluster stays as it was', async ({ page }) => {
  await page.goto('./#/lesson/deployment/deployment');
  await expect(title(page)).toHaveText('Three copies, please');
  await type(page, `sed -i 's/replicas: 3/replicas: [3/' deployment.yaml`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(screen(page)).toContainText('error parsing deployment.yaml');
  await expect(page.getByText('Three Pods with nginx 1.7.9 must be ready.')).toBeVisible();
  await page.locator('.tabs').getByRole('button', { name: 'deployment.yaml', exact: true }).click();
  await expect(page.locator('.problems')).not.toBeEmpty();
});
