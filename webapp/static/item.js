/* The form of one item: shows the boxes that the answer asks for, adds lines, warns of unsaved text.
   Without it every box is shown, and the form works the same. */
(function () {
  "use strict";

  function filled(box) { return box.value.trim() !== ""; }

  function asks(component) {
    var figure = component.querySelector("[data-figure]");
    var chosen = component.querySelector("input[data-asks]:checked");
    if (chosen) { return [chosen.dataset.asks]; }
    if (Array.from(component.querySelectorAll("[data-measure]")).some(filled)) { return ["line", "note"]; }
    if (!figure || !filled(figure)) { return []; }
    return Number(figure.value.normalize("NFKC")) >= Number(figure.dataset.figure) ? ["note"] : ["line"];
  }

  function toggle(part, shown) {
    part.hidden = !shown;
    part.querySelectorAll("input, select, textarea").forEach(function (box) { box.disabled = !shown; });
  }

  /* The amount and the circumstances of a line are those of its cause; a single cause needs no choice. */
  function fit(line) {
    var cause = line.querySelector("select");
    if (!cause || line.closest("[hidden]")) { return; }
    var amount = line.querySelector("[data-amount]");
    if (amount) {
      toggle(amount, cause.selectedOptions[0].hasAttribute("data-ranged"));
      amount.querySelectorAll("[data-cause]").forEach(function (hint) { hint.hidden = hint.dataset.cause !== cause.value; });
    }
    line.querySelectorAll("[data-causes]").forEach(function (tick) {
      toggle(tick, tick.dataset.causes.split(" ").includes(cause.value));
    });
  }

  function show(component) {
    var wanted = asks(component);
    component.querySelectorAll("[data-part]").forEach(function (part) {
      var shown = wanted.includes(part.dataset.part) || part.dataset.part === "lines" || part.querySelector(".wrong");
      toggle(part, shown);
    });
    component.querySelectorAll("[data-line]").forEach(fit);
  }

  function offerLines(part) {
    var blanks = Array.from(part.querySelectorAll("[data-blank]"));
    blanks.slice(part.querySelector(".line:not([data-blank])") ? 0 : 1).forEach(function (line) { line.hidden = true; });
    var more = document.createElement("button");
    more.type = "button";
    more.className = "btn btn-outline-primary btn-sm";
    more.textContent = "再加一条";
    more.addEventListener("click", function () {
      var next = part.querySelector("[data-blank][hidden]") || grow(part);
      next.hidden = false;
      next.querySelector("select, textarea").focus();
    });
    part.append(more);
  }

  function grow(part) {
    var all = part.querySelectorAll(".line");
    var last = all[all.length - 1];
    var line = last.cloneNode(true);
    line.querySelectorAll("[id], [for], [name]").forEach(function (box) {
      ["id", "for", "name"].forEach(function (name) {
        if (box.hasAttribute(name)) {
          box.setAttribute(name, box.getAttribute(name).replace(/-lines-\d+-/, "-lines-" + all.length + "-"));
        }
      });
      if (box.type === "checkbox") { box.checked = false; } else if ("value" in box) { box.value = ""; }
    });
    var label = line.querySelector(".line-case label");
    label.textContent = label.textContent.replace(/\d+/, all.length + 1);
    fit(line);
    last.after(line);
    return line;
  }

  /* Whoever rates many units picks what is amiss by hand; the points left open are without fault at once. */
  function offerRest(button) {
    if (!button) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      form.querySelectorAll("[data-clean]").forEach(function (choice) {
        var component = choice.closest("[data-component]");
        if (component.querySelector("[data-asks]:checked")) { return; }
        choice.checked = true;
        choice.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
  }

  var form = document.querySelector(".item-form");
  var changed = false;
  form.querySelectorAll("[data-component]").forEach(function (component) {
    show(component);
    component.addEventListener("input", function () { show(component); });
  });
  form.querySelectorAll("[data-part=lines]").forEach(offerLines);
  offerRest(form.querySelector("[data-rest]"));
  if (form.hasAttribute("data-autosave")) { return; }
  form.addEventListener("input", function () {
    changed = true;
    form.querySelector("[data-saved]").textContent = "有改动，还没有保存";
  });
  form.addEventListener("submit", function () { changed = false; });
  window.addEventListener("beforeunload", function (event) {
    if (changed) { event.preventDefault(); }
  });
})();
