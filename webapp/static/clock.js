/* Says so when the clock of this computer is more than two minutes off: deadlines follow the server. */
(function () {
  "use strict";
  var warning = document.querySelector("[data-arrival]");
  var off = Math.abs(Date.now() - Date.parse(warning.dataset.arrival));
  warning.hidden = off <= 2 * 60 * 1000;
})();
