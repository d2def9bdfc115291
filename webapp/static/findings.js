// "再加一条" adds a row without a visit to the server; without this script the server adds it.
document.querySelectorAll("[data-more]").forEach((button) => {
  button.addEventListener("click", (event) => {
    const rows = document.querySelectorAll("fieldset.finding");
    const own = document.getElementById(button.dataset.more).querySelectorAll("fieldset.finding-blank");
    if (!own.length) return;
    event.preventDefault();
    const last = own[own.length - 1];
    const next = 1 + Math.max(...[...rows].map((row) => Number(row.dataset.row)));
    const copy = last.cloneNode(true);
    const renumber = (text) => text.replace(/^findings-\d+/, "findings-" + next);
    copy.dataset.row = next;
    copy.querySelectorAll("*").forEach((node) => {
      for (const name of ["id", "name", "for"]) {
        if (node.hasAttribute(name)) node.setAttribute(name, renumber(node.getAttribute(name)));
      }
      if (node.matches("input[type=radio], input[type=checkbox]")) node.checked = false;
      else if (node.matches("textarea, select, input:not([type=hidden])")) node.value = "";
    });
    last.after(copy);
    copy.querySelector("input:not([type=hidden])").focus();
  });
});
