// What happens without a press of a button where there is script: a form that goes back to the client, and the
// way on after the frames of a sign-out have loaded.
"use strict";

document.querySelector("form[data-submit]")?.submit();

const way = document.querySelector("a[data-follow]");
if (way) {
  const frames = [...document.querySelectorAll("iframe")];
  const loaded = frames.map((frame) => new Promise((done) => frame.addEventListener("load", done)));
  const enough = new Promise((done) => setTimeout(done, 3000));
  Promise.race([Promise.all(loaded), enough]).then(() => location.replace(way.href));
}
