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

async function showAgain() {
  const answer = await fetch(live.dataset.part, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (!answer.ok) {
    return;
  }
  const focused = live.contains(document.activeElement) ? document.activeElement.id : "";
  live.innerHTML = await answer.text();
  if (focused) {
    (document.getElementById(focused) || document.getElementById("main")).focus();
  }
  countDown();
}

function follow() {
  const changes = new EventSource(`${live.dataset.follow}?version=${encodeURIComponent(live.dataset.version)}`);
  changes.addEventListener("changed", showAgain);
  changes.addEventListener("error", () => {
    // the browser comes back by itself unless it was refused
    if (changes.readyState === EventSource.CLOSED) {
      setTimeout(() => { showAgain(); follow(); }, 30000);
    }
  });
}

countDown();
setInterval(countDown, 1000);
if (live) {
  follow();
}
