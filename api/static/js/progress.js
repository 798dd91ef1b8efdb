// Follows a job: asks its address again and again, moves the bar, announces the text, leaves when it is over.

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10000;

function show(box, report) {
  const bar = box.querySelector("progress");
  if (report.percent === null) bar.removeAttribute("value");
  else bar.value = report.percent;
  say(box, report.text);
}

function say(box, text) {
  const line = box.querySelector(".progress-text");
  // Writing the same text again would make a screen reader say it again.
  if (line.textContent !== text) line.textContent = text;
}

async function follow(box) {
  box.querySelector(".progress-manual").hidden = true;
  let pause = FIRST_PAUSE_MS;
  while (box.isConnected) {
    try {
      const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const report = await answer.json();
      show(box, report);
      if (report.state !== "running") {
        if (report.next) window.location.assign(report.next);
        else window.location.reload();
        return;
      }
      pause = FIRST_PAUSE_MS;
    } catch (error) {
      console.warn("progress", error);
      say(box, box.dataset.unreachable);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function start(root) {
  for (const box of root.querySelectorAll("[data-progress-url]:not([data-followed])")) {
    box.dataset.followed = "";
    follow(box);
  }
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.target.parentNode));
