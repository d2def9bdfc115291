/* Whoever leaves a page on which a text was typed and not sent is asked first. A page that saves by itself
   asks on its own. Sending one form of a page does not send what stands in another. */
(function () {
  "use strict";

  var typed = new Set(), sending = null;

  document.addEventListener("input", function (event) {
    var form = event.target.matches("textarea") && event.target.form;
    if (form && form.method === "post" && !form.matches(".item-form")) { typed.add(form); }
  });
  /* What was refused stands in its box and nowhere else. */
  if (document.querySelector(".summary[role=alert]")) {
    document.querySelectorAll("form[method=post]:not(.item-form) textarea").forEach(function (box) { typed.add(box.form); });
  }
  /* A form whose answer is a file leaves the page where it is, and its text unsaved. */
  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented) { sending = event.target; }
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-gives-up]")) { typed.clear(); }
  });
  window.addEventListener("beforeunload", function (event) {
    var left = Array.from(typed).some(function (form) { return form !== sending; });
    sending = null;
    if (left) { event.preventDefault(); }
  });
})();
