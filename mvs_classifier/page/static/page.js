// Keys for correcting, and messages where a request fails. Everything else is forms.
"use strict";

const say = (text) => {
  document.getElementById("said").textContent = text;
};

document.addEventListener("keydown", (event) => {
  const part = event.target.closest("[data-keys]");
  if (!part || event.ctrlKey || event.metaKey || event.altKey) return;
  const button = part.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    button.focus();
    button.click();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const parts = [...document.querySelectorAll("[data-keys]")];
  const next = parts[parts.indexOf(part) + step];
  if (!next) return;
  event.preventDefault();
  next.querySelector("button[aria-pressed=true]").focus();
});

// The button that takes a correction back is gone afterwards; the focus stays on its line.
document.addEventListener("htmx:afterSwap", () => {
  if (document.activeElement !== document.body || !last) return;
  document.getElementById(last)?.closest("[data-keys]")?.querySelector("button[aria-pressed=true]").focus();
});

let last = "";
document.addEventListener("focusin", (event) => {
  const part = event.target.closest("[data-keys]");
  last = part ? part.querySelector("button").id : "";
});

document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.responseText));
document.addEventListener("htmx:sendError", () => say(document.body.dataset.noAnswer));

// A file is sent as it is, so that its name never has to be taken apart.
const upload = document.getElementById("upload");
upload?.addEventListener("change", async () => {
  const [file] = upload.files;
  if (!file) return;
  upload.disabled = true;
  say(upload.dataset.reading);
  try {
    const headers = { "Content-Type": "application/octet-stream", "HX-Request": "true" };
    const answer = await fetch(`/file?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file, headers });
    const text = await answer.text();
    if (answer.ok) location.assign(text);
    else say(text);
  } catch {
    say(document.body.dataset.noAnswer);
  }
  upload.value = "";
  upload.disabled = false;
});
if (upload?.files.length) upload.dispatchEvent(new Event("change")); // chosen before this script was there

// A file may be dropped anywhere on that page; elsewhere the browser would open it and leave.
for (const kind of upload ? ["dragover", "drop"] : []) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    if (kind === "dragover" || upload.disabled || !event.dataTransfer.files.length) return;
    upload.files = event.dataTransfer.files;
    upload.dispatchEvent(new Event("change"));
  });
}
