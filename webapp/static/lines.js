// A box whose text is told by lines says in which line the cursor stands; without this, the numbered list does.
"use strict";

for (const box of document.querySelectorAll("[data-line-shown]")) {
  const shown = document.getElementById(box.dataset.lineShown);
  const show = () => {
    shown.querySelector("span").textContent = box.value.slice(0, box.selectionStart).split("\n").length;
  };
  shown.hidden = false;
  for (const happening of ["click", "keyup", "input", "select"]) {
    box.addEventListener(happening, show);
  }
  show();
}
