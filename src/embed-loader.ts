/** `podplay-lesson.js`: one classic script that a post includes. It defines `<podplay-lesson lesson="…" step="…">`:
 *  a poster of a few lines, and the figure in a frame once the poster is pressed, or seen (`start="view"`).
 *  Small, alone, and without a word to the page around it. */
{
  const script = document.currentScript as HTMLScriptElement | null;
  /** Where this script lies, there lies the site. */
  const site = new URL('.', script?.src ?? location.href).href;

  const STYLE = `:host{display:block;aspect-ratio:16/11;min-height:320px;contain:content;border:1px solid #8886;border-radius:12px;overflow:hidden;background:light-dark(#fffdf7,#1d2331);color:light-dark(#211d17,#f0ebdf)}
    iframe{display:block;width:100%;height:100%;border:0}
    div{display:grid;place-content:center;justify-items:center;gap:12px;height:100%;padding:16px;font:600 20px/1.3 Georgia,serif;text-align:center}
    button{min-height:44px;padding:0 20px;border:1.5px solid #211d17;border-radius:6px;background:#f8cf45;color:#211d17;font:600 16px/1 system-ui,sans-serif;cursor:pointer}
    button:focus-visible{outline:3px solid #0a5a93;outline-offset:2px}`;

  class PodplayLesson extends HTMLElement {
    #watch: IntersectionObserver | undefined;

    connectedCallback(): void {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: 'open' });
      const style = document.createElement('style');
      style.textContent = STYLE;
      const poster = document.createElement('div');
      const title = document.createElement('span');
      title.textContent = this.label;
      const button = document.createElement('button');
      button.textContent = 'Play';
      button.onclick = () => this.#open();
      poster.append(title, button);
      root.append(style, poster);
      if (this.getAttribute('start') === 'view') this.#openWhenSeen();
    }

    disconnectedCallback(): void {
      this.#watch?.disconnect();
    }

    get label(): string {
      return this.getAttribute('label') ?? `Podplay: ${this.getAttribute('lesson') ?? ''}`;
    }

    #openWhenSeen(): void {
      this.#watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && this.#open(), { threshold: 0.4 });
      this.#watch.observe(this);
    }

    #open(): void {
      this.#watch?.disconnect();
      const address = new URL('embed.html', site);
      address.searchParams.set('start', 'now');
      for (const name of ['lesson', 'step', 'theme']) {
        const value = this.getAttribute(name);
        if (value) address.searchParams.set(name, value);
      }
      const frame = document.createElement('iframe');
      frame.src = address.href;
      frame.title = this.label;
      // Its own scripts, and a link that opens the lesson; nothing of the page around it.
      frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox');
      this.shadowRoot?.querySelector('div')?.replaceWith(frame);
    }
  }

  if (!customElements.get('podplay-lesson')) customElements.define('podplay-lesson', PodplayLesson);
}
