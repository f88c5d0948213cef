// What makes a page move: a tenant's page follows its runs, and waits count down. Every page works without it.
"use strict";

const live = document.getElementById("live");

function countDown() {
  for (const time of document.querySelectorAll("time[data-countdown]")) {
    const left = Math.round((new Date(time.dateTime) - Date.now()) / 1000);
    if (left > 0) {
      const minutes = Math.floor(left / 60);
      time.textContent = minutes > 0 ? `${minutes} min ${left % 60} s from now` : `${left} s from now`;
    } else {
      time.textContent = "now; it looks again";
    }
  }
}

// What an answer means that has no page's part: the session has ended, or the tenant is not to be seen any more.
const AGAIN = [401, 403, 404, 499];
const REPEAT_AFTER = 5000;
const FOLLOW_AFTER = 30000;
let stale = false;
let asking = false;
let changes = null;

function show(part) {
  const focused = live.contains(document.activeElement) ? document.activeElement.id : "";
  live.innerHTML = part;
  if (focused) {
    (document.getElementById(focused) || document.getElementById("main")).focus();
  }
  countDown();
}

// Whether the page is now as it was at some time after this call.
async function shown() {
  try {
    const answer = await fetch(live.dataset.part, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || AGAIN.includes(answer.status)) {
      location.reload();
      return true;
    }
    if (answer.ok) {
      show(await answer.text());
    }
    return answer.ok;
  } catch {
    return false;
  }
}

// One request at a time, so that an older answer never replaces a newer one; until one has succeeded.
async function showAgain() {
  stale = true;
  if (asking) {
    return;
  }
  asking = true;
  while (stale) {
    stale = false;
    if (!(await shown())) {
      stale = true;
      await new Promise((again) => setTimeout(again, REPEAT_AFTER));
    }
  }
  asking = false;
}

function follow() {
  if (changes || document.hidden) {
    return;
  }
  changes = new EventSource(`${live.dataset.follow}?version=${encodeURIComponent(live.dataset.version)}`);
  changes.addEventListener("changed", (event) => {
    live.dataset.version = event.lastEventId;
    showAgain();
  });
  changes.addEventListener("error", () => {
    // the browser comes back by itself unless it was refused
    if (changes && changes.readyState === EventSource.CLOSED) {
      changes = null;
      setTimeout(() => { showAgain(); follow(); }, FOLLOW_AFTER);
    }
  });
}

// Nobody looks at a hidden page. What it misses it is told when it asks again, by the version that it names.
function followWhileSeen() {
  if (!document.hidden) {
    follow();
  } else if (changes) {
    changes.close();
    changes = null;
  }
}

countDown();
setInterval(countDown, 1000);
if (live) {
  follow();
  document.addEventListener("visibilitychange", followWhileSeen);
}
