import { mount } from 'svelte';
import Embed from './app/embed/embed.svelte';

/** The entry of a figure in a post: `embed.html?lesson=…&step=…&start=view`. */
const asked = new URLSearchParams(location.search);
const theme = asked.get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

mount(Embed, {
  target: document.querySelector('#embed')!,
  props: { lesson: asked.get('lesson') ?? '', step: asked.get('step') ?? undefined, start: asked.get('start') ?? undefined },
});
