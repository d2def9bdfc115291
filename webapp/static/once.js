// A form that is sent stays sent: pressed again while the answer is on its way, the browser would throw that answer
// away, and what it alone tells would be lost. Without this, the server does the deed once all the same.
"use strict";

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); }
    form.dataset.sent = "sent";
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });
}
