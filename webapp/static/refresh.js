// A page that shows how far something has come looks again by itself; without this, its link does it.
"use strict";

const progressing = document.querySelector("[data-refresh]");
if (progressing) {
  setTimeout(() => location.reload(), Number(progressing.dataset.refresh) * 1000);
}
