/** `podplay-lesson.js`: one classic script that a post includes. It defines `<podplay-lesson lesson="…" step="…">`:
 *  a picture of the step, and the figure in a frame once the poster is pressed, or seen (`start="view"`).
 *  Small, alone, and without a word to the page around it. */
{
  const script = document.currentScript as HTMLScriptElement | null;
  /** Where this script lies, there lies the site. */
  const site = new URL('.', script?.src ?? location.href).href;

  const STYLE = `:host{display:block;aspect-ratio:16/11;min-height:320px;contain:content;border:1px solid #8886;border-radius:12px;overflow:hidden;background:light-dark(#fffdf7,#1d2331);color:light-dark(#211d17,#f0ebdf)}
    iframe{display:block;width:100%;height:100%;border:0}
    div{display:flex;flex-flow:row wrap;place-content:center;place-items:center;gap:4px 16px;box-sizing:border-box;height:100%;padding:0 0 8px;font:600 18px/1.3 Georgia,serif;text-align:center}
    img{width:100%;height:calc(100% - 52px);object-fit:contain}
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
      poster.append(this.#picture(), title, button);
      root.append(style, poster);
      if (this.getAttribute('start') === 'view') this.#openWhenSeen();
    }

    disconnectedCallback(): void {
      this.#watch?.disconnect();
    }

    /** What the stage looks like at that step. Where the page around it lets no picture in, the words stand alone. */
    #picture(): HTMLImageElement {
      const picture = document.createElement('img');
      picture.alt = '';
      picture.loading = 'lazy';
      picture.onerror = () => picture.remove();
      // A picture that is told nothing follows the system, not the page around it.
      const scheme = getComputedStyle(this).colorScheme;
      picture.style.colorScheme = this.getAttribute('theme') ?? (scheme === 'normal' ? 'light' : scheme);
      picture.src = new URL(`posters/${this.getAttribute('lesson')}/${this.getAttribute('step') ?? 'start'}.svg`, site).href;
      return picture;
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
