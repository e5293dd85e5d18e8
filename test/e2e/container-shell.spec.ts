import { expect, test } from '@playwright/test';

/** A shell in a container, in the terminal of the page: its prompt, its lines, and the way out. */
test('kubectl exec -it gives a shell that is typed into, and Ctrl-D leaves it', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('./#/sandbox');
  await expect(page.getByRole('heading', { name: 'A cluster of your own' })).toBeVisible();
  await page.keyboard.press('t');
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  const screen = page.locator('.xterm-rows');
  const enter = async (line: string) => {
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  };
  await enter('kubectl run box --image=nginx && kubectl wait --for=condition=Ready pod/box');
  await expect(screen).toContainText('condition met');
  await enter('kubectl exec -it box -- bash');
  await expect(screen).toContainText('root@box:/#');
  await enter('cd /usr/share/nginx/html');
  await expect(screen).toContainText('root@box:/usr/share/nginx/html#');
  await enter('echo hello > index.html; curl -s localhost');
  await expect(screen).toContainText('hello');
  await page.keyboard.press('Control+d');
  await enter('kubectl get pods');
  await expect(screen).toContainText('$ kubectl get pods');
  await expect(screen).toContainText('RESTARTS');
  await page.screenshot({ path: test.info().outputPath('shell.png') });
  expect(errors).toEqual([]);
});
