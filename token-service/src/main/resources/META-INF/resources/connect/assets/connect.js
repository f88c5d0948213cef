// The page works without this. With it, progress shows without reloading, and the page's opener is told the outcome.
(() => {
  'use strict';

  const PAUSE = 1000;

  const tell = (main) => {
    const { outcome, tenant, openers } = main.dataset;
    if (!outcome) {
      return;
    }
    const listener = window.opener || (window.parent === window ? null : window.parent);
    // a browser hands it on only to a page of that origin
    openers.split(' ').filter(Boolean).forEach((origin) => {
      listener?.postMessage({ type: 'coupa-bridge.connect', tenant, outcome }, origin);
    });
  };

  const look = async (main) => {
    try {
      const answer = await fetch(location.pathname, { cache: 'no-store' });
      if (answer.status === 429 || answer.status >= 500) {
        // it passes, and says nothing of the progress
        return main;
      }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const next = page.querySelector('main');
      if (next && next.innerHTML !== main.innerHTML) {
        document.title = page.title;
        main.replaceWith(next);
        return next;
      }
    } catch {
      // the next look may find it
    }
    return main;
  };

  const follow = async (main) => {
    let shown = main;
    while (shown.dataset.asking === 'true') {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      shown = await look(shown);
    }
    if (shown !== main) {
      shown.querySelector('h1')?.focus();
    }
    tell(shown);
  };

  follow(document.querySelector('main'));
})();
