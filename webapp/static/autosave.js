/* Saves an item while it is being filled. What is complete becomes the answer, what is not is kept as the
   visitor's draft. Nothing is put into the browser's own store: office computers are shared.

   One attempt is under way at a time. An attempt without an answer is repeated word for word, so that the
   server can tell it from other words about an older version; what was typed meanwhile follows. */
(function () {
  "use strict";

  var form = document.querySelector(".item-form[data-autosave]");
  if (!form) { return; }

  var TYPING = 4000, CHOSEN = 1000, PATIENCE = 20000, PAUSES = [2, 10, 20, 40, 60];
  var OWN = ["csrf_token", "version", "account"];
  var KEPT_ALIVE = 60000;
  var status = form.querySelector("[data-saved]");
  var trouble = form.querySelector("[data-trouble]");
  var dialog = document.querySelector("[data-log-in]");
  var person = document.querySelector("[data-account]").dataset;
  var account = person.account, holding = person.holding;
  var held = form.hasAttribute("data-unsaved") ? null : content();
  var asked = null, busy = false, stopped = false, renewed = false, failures = 0, leaving = null, discarding = null, timer;

  function content() {
    var boxes = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && !OWN.includes(name)) { boxes.append(name, value); }
    });
    return boxes.toString();
  }

  function clean() { return asked === null && content() === held; }
  function say(text) { if (status.textContent !== text) { status.textContent = text; } }
  function button(name) { return trouble.querySelector("[data-" + name + "]"); }

  function worry(text, way) {
    trouble.querySelector("[data-trouble-text]").textContent = text;
    button("again").hidden = way !== "again";
    button("compare").hidden = way !== "compare";
    trouble.hidden = false;
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  }

  function post(address, fields) {
    var body = new URLSearchParams(fields), waiting = new AbortController();
    var patience = setTimeout(function () { waiting.abort(); }, PATIENCE);
    var alive = document.hidden && body.toString().length < KEPT_ALIVE;
    var options = { method: "POST", body: body, credentials: "same-origin", keepalive: alive, signal: waiting.signal };
    return fetch(address, options).finally(function () { clearTimeout(patience); });
  }

  function read(response) {
    return response.text().then(function (text) { return new DOMParser().parseFromString(text, "text/html"); });
  }

  function token(page) {
    var box = page.querySelector("input[name=csrf_token][value]");
    return box ? box.value : "";
  }

  function send() {
    clearTimeout(timer);
    if (busy || stopped || dialog.open) { return; }
    if (clean()) { leave(); return; }
    asked = asked === null ? content() : asked;
    var fields = new URLSearchParams(asked);
    OWN.forEach(function (name) { fields.append(name, form.elements[name].value); });
    busy = true;
    say("正在保存");
    post(form.dataset.autosave, fields).then(function (response) {
      return read(response).then(function (page) { over(function () { answered(response, page); }); });
    }).catch(function () { over(function () { unreachable("网络不通"); }); });
  }

  /* An attempt has ended; whoever gives the text up has waited for that, so that no draft comes after it. */
  function over(then) {
    busy = false;
    if (discarding) { discarding.submit(); } else { then(); }
  }

  function answered(response, page) {
    var told = page.querySelector("[data-autosaved]");
    if (told) { taken(told); }
    else if (response.status === 401) { askLogIn(page); }
    else if (response.status >= 500) { unreachable("系统暂时不能保存"); }
    else if (response.status === 400 && !renewed) { renewed = true; renew(); }
    else { refused(page); }
  }

  function taken(told) {
    var worried = told.querySelector("[data-trouble]");
    held = asked;
    asked = null;
    failures = 0;
    renewed = false;
    form.elements.version.value = told.dataset.version;
    put(told, "[data-mark]");
    put(told, "[data-state]");
    put(told, "[data-done]");
    say(told.querySelector("[data-status]").textContent.trim());
    trouble.hidden = true;
    if (worried) { worry(worried.textContent, "compare"); }
    if (clean()) { leave(); } else { say("未保存"); later(leaving ? 0 : TYPING); }
  }

  function put(told, part) {
    var fresh = told.querySelector(part), old = document.querySelector(part);
    if (!fresh || !old) { return; }
    var opened = old.querySelector("details[open]"), folded = fresh.querySelector("details");
    if (opened && folded) { folded.open = true; }
    old.replaceWith(fresh);
  }

  function unreachable(what) {
    var pause = PAUSES[Math.min(failures, PAUSES.length - 1)];
    failures += 1;
    leaving = null;
    say("未保存");
    if (failures > 1) { worry(what + "，内容还在本页，" + pause + " 秒后再试", "again"); }
    later(pause * 1000);
  }

  function halt(text) {
    stopped = true;
    asked = null;
    leaving = null;
    say("未保存");
    worry(text, "again");
  }

  /* Whether a page was made for somebody else: then nothing is sent, and it is said. */
  function foreign(page) {
    var found = page.querySelector("[data-account]");
    if (!found || found.dataset.account === account) { return false; }
    halt("本页内容由账号“" + account + "”填写，现在登录的是“" + found.dataset.account + "”，没有保存。用账号“" + account + "”登录后再试。");
    return true;
  }

  function refused(page) {
    if (foreign(page)) { return; }
    var heading = page.querySelector("main h1");
    page.querySelectorAll("main .lifted").forEach(function (who) { who.replaceWith("（" + who.textContent + "）"); });
    var reasons = Array.from(page.querySelectorAll("main .reasons li, main .lead-text"));
    var told = reasons.map(function (reason) { return reason.textContent.trim().replace(/。$/, ""); }).join("；");
    halt((heading ? heading.textContent : "没有保存") + (told ? "：" + told : "") + "。您填写的内容还在本页。");
  }

  /* The log-in has lapsed: it is renewed over the page, by the same person. */

  function askLogIn(page) {
    say("登录已过期，未保存");
    dialog.querySelector("[name=csrf_token]").value = token(page);
    if (!dialog.open) { dialog.showModal(); }
    dialog.querySelector("[name=password]").focus();
  }

  function wrong(text) {
    var place = dialog.querySelector("[data-wrong]");
    place.textContent = text;
    place.hidden = !text;
  }

  function logIn(event) {
    var fields = new URLSearchParams(new FormData(event.target));
    var named = fields.get("username").normalize("NFKC").trim().toLowerCase();
    event.preventDefault();
    if (named !== account) {
      wrong("本页内容由账号“" + account + "”填写，只能用这个账号登录后保存。换人办理的，在另一个页面登录。");
      return;
    }
    wrong("");
    post(event.target.action, fields).then(function (response) {
      return read(response).then(function (page) {
        var problems = Array.from(page.querySelectorAll(".summary li"));
        dialog.querySelector("[name=csrf_token]").value = token(page);
        if (response.ok) { dialog.querySelector("[name=password]").value = ""; dialog.close("renewed"); renew(); }
        else { wrong(problems.map(function (problem) { return problem.textContent.trim(); }).join("；") || "没有登录成功，再试一次。"); }
      });
    }).catch(function () { wrong("网络不通，稍后再试。"); });
  }

  /* Take the tokens of the log-in that there is now, if it is still the same account. */
  function renew() {
    fetch(location.pathname, { credentials: "same-origin" }).then(read).then(function (page) {
      var found = page.querySelector("[data-account]");
      if (!found) { askLogIn(page); return; }
      if (foreign(page)) { return; }
      document.querySelectorAll("input[name=csrf_token]").forEach(function (box) { box.value = token(page); });
      return found.dataset.holding === holding ? send() : takePost().then(send);
    }).catch(function () { unreachable("网络不通"); });
  }

  function takePost() {
    return post(dialog.dataset.post, { csrf_token: form.elements.csrf_token.value, holding_id: holding });
  }

  /* Leaving the page: the button's own way, once the server holds everything. */

  function leave() {
    var by = leaving;
    leaving = null;
    if (by) { form.requestSubmit(by); }
  }

  function again() {
    stopped = false;
    trouble.hidden = true;
    send();
  }

  form.addEventListener("input", function () {
    if (clean()) { return; }
    if (!busy) { say("未保存"); }
    later(TYPING);
  });
  form.addEventListener("change", function () { if (!clean()) { later(CHOSEN); } });
  form.addEventListener("submit", function (event) {
    if (clean() && !busy) { return; }
    event.preventDefault();
    leaving = event.submitter;
    again();
  });
  document.querySelectorAll("form[data-discard]").forEach(function (other) {
    other.addEventListener("submit", function (event) {
      stopped = true;
      discarding = other;
      if (busy) { event.preventDefault(); }
    });
  });
  document.addEventListener("keydown", function (event) {
    var next = form.querySelector("[data-next]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && next) {
      event.preventDefault();
      next.click();
    }
  });
  button("again").addEventListener("click", again);
  button("compare").addEventListener("click", function () { form.requestSubmit(form.querySelector("[data-stay]")); });
  dialog.querySelector("form").addEventListener("submit", logIn);
  dialog.querySelector("[data-later]").addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("close", function () {
    if (dialog.returnValue !== "renewed") { halt("登录已过期，没有保存，您填写的内容还在本页。"); }
    dialog.returnValue = "";
  });
  document.addEventListener("visibilitychange", function () { if (document.hidden && !clean()) { send(); } });
  window.addEventListener("blur", function () { if (!clean()) { send(); } });
  window.addEventListener("online", function () { if (failures) { send(); } });
  window.addEventListener("beforeunload", function (event) { if (!clean() && !discarding) { event.preventDefault(); } });
  form.querySelectorAll("[data-keys]").forEach(function (hint) { hint.hidden = false; });
  if (held === null) { later(CHOSEN); }
})();
