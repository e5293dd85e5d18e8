import { mount } from 'svelte';
import App from './app/app.svelte';
import { keepForOffline } from './app/offline';

/** The entry of the page. */
const target = document.querySelector<HTMLElement>('#app')!;
target.replaceChildren();
mount(App, { target });
keepForOffline();
