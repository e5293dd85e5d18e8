import { mount } from 'svelte';
import App from './app/app.svelte';

/** The entry of the page. */
const target = document.querySelector<HTMLElement>('#app')!;
target.replaceChildren();
mount(App, { target });
