/* Files: sent one by one with progress, sent again when the connection breaks, looked at in the page.
   Without it the form sends all files at once, and a preview opens in a window of its own. */
(function () {
  "use strict";

  var WAITS = [2, 5, 10];  /* seconds before each automatic repeat */

  function element(tag, text, parent) {
    var made = document.createElement(tag);
    made.textContent = text || "";
    if (parent) { parent.append(made); }
    return made;
  }

  function page() {
    return fetch(location.href, { credentials: "same-origin" }).then(function (answer) {
      return answer.text().then(function (text) {
        return { away: new URL(answer.url).pathname !== location.pathname, text: text };
      });
    }).then(function (got) {
      got.document = new DOMParser().parseFromString(got.text, "text/html");
      return got;
    });
  }

  /* The lists of files as they are now; boxes that somebody fills stay as they are. */
  function renew() {
    page().then(function (got) {
      document.querySelectorAll("[data-evidence]").forEach(function (part) {
        var fresh = got.document.querySelector('[data-evidence="' + part.dataset.evidence + '"]');
        if (fresh) { part.replaceWith(document.adoptNode(fresh)); }
      });
    }).catch(function () { /* the list stays as it was */ });
  }

  function said(answer) {
    if ((answer.getResponseHeader("Content-Type") || "").indexOf("application/json") === 0) {
      return JSON.parse(answer.responseText).files.map(function (file) { return file.text; }).filter(Boolean).join("；");
    }
    if (answer.status === 401) { return "登录已失效。在新窗口中重新登录，再回到这里按“重试”，文件不用重新选择。"; }
    var main = new DOMParser().parseFromString(answer.responseText, "text/html").querySelector("main");
    var lines = main ? Array.from(main.querySelectorAll("h1, .lead-text, .reasons li")) : [];
    return lines.map(function (line) { return line.textContent.trim(); }).join("。") || "没有上传成功（" + answer.status + "）。";
  }

  function Line(form, file, done) {
    this.form = form;
    this.file = file;
    this.done = done;
    this.tries = 0;
    this.row = element("li", "", form.querySelector("[data-progress]"));
    element("bdi", file.name, this.row);
    this.row.append("　");
    this.bar = element("progress", "", this.row);
    this.bar.max = 100;
    this.text = element("span", "等待上传", this.row);
  }

  Line.prototype.tell = function (text, state) {
    this.text.textContent = text;
    this.row.className = state || "";
  };

  Line.prototype.send = function () {
    var line = this, request = new XMLHttpRequest(), boxes = new FormData(line.form);
    if (line.file.size > Number(line.form.dataset.limit)) {
      line.fail("“" + line.file.name + "”有 " + (line.file.size / 1048576).toFixed(1) + " MB，超过一个文件 " + line.form.dataset.limitText + " 的上限：压缩图片或拆成几个文件后再上传。", false);
      return;
    }
    boxes.delete("file");
    boxes.append("file", line.file, line.file.name);
    request.open("POST", line.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", function (event) {
      if (!event.lengthComputable) { return; }
      line.bar.value = 100 * event.loaded / event.total;
      line.tell(event.loaded < event.total ? "已上传 " + Math.floor(line.bar.value) + "%" : "已送达，正在检查和保存");
    });
    request.addEventListener("load", function () {
      if (request.status < 300) {
        line.bar.value = 100;
        line.tell("已保存", "file-done");
        line.done(true);
      } else {
        line.fail(said(request), request.status === 401 || request.status === 400 || request.status >= 500);
      }
    });
    request.addEventListener("error", function () { line.broken(); });
    request.addEventListener("timeout", function () { line.broken(); });
    request.send(boxes);
  };

  /* The same content for the same item answers the same row: sending again does no harm. */
  Line.prototype.broken = function () {
    var line = this, wait = WAITS[line.tries];
    line.tries += 1;
    if (wait === undefined) {
      line.fail("连接中断，已自动重试 " + WAITS.length + " 次，仍没有送达。检查网络后按“重试”。", true);
      return;
    }
    line.tell("连接中断，" + wait + " 秒后自动重试（第 " + line.tries + " 次）", "file-waits");
    setTimeout(function () { line.send(); }, wait * 1000);
  };

  Line.prototype.fail = function (text, again) {
    var line = this;
    line.bar.value = 0;
    line.tell(text, "file-wrong");
    if (again) {
      var button = element("button", "重试", line.row);
      button.type = "button";
      button.className = "btn btn-outline-primary btn-sm";
      button.addEventListener("click", function () {
        button.remove();
        line.tries = 0;
        line.tell("正在重试");
        line.refresh().then(function () { line.send(); }, function () { line.broken(); });
      });
    }
    line.done(false);
  };

  /* A new log-in has a new token: the form takes it before it is sent again. */
  Line.prototype.refresh = function () {
    var form = this.form;
    return page().then(function (got) {
      var token = got.document.querySelector('input[name="csrf_token"]');
      if (!got.away && token) { form.querySelector('input[name="csrf_token"]').value = token.value; }
    });
  };

  function upload(form) {
    var box = form.querySelector('input[type="file"]'), button = form.querySelector('button[type="submit"]');
    form.addEventListener("submit", function (event) {
      var files = Array.from(box.files), most = Number(form.dataset.atOnce);
      if (!files.length) { return; }
      event.preventDefault();
      form.querySelector("[data-progress]").replaceChildren();
      var left = files.slice(0, most).map(function (file) { return new Line(form, file, next); });
      files.slice(most).forEach(function (file) {
        new Line(form, file, function () {}).fail("“" + file.name + "”没有收：一次最多 " + most + " 个文件，其余的再选一次。", false);
      });
      button.disabled = true;
      var kept = true;
      function next(saved) {
        if (saved) { renew(); } else { kept = false; }
        begin();
      }
      /* What was refused stays chosen: what is wrong beside it is mended, and it is sent again. */
      function begin() {
        var line = left.shift();
        if (line) { line.send(); return; }
        button.disabled = false;
        if (kept) { box.value = ""; }
      }
      begin();
    });
  }

  /* A picture or a PDF over the page; everything else has no such link. */
  function preview(link) {
    var box = document.createElement("dialog");
    box.className = "preview-box";
    var close = element("button", "关闭预览", box);
    close.type = "button";
    close.className = "btn btn-outline-primary btn-sm";
    close.addEventListener("click", function () { box.close(); });
    var shown = element(link.dataset.preview === "image" ? "img" : "iframe", "", box);
    shown.src = link.href;
    shown[link.dataset.preview === "image" ? "alt" : "title"] = "预览";
    shown.addEventListener("error", function () { element("p", "这个文件打不开，下载后核对；仍打不开的联系系统管理员。", box); });
    box.addEventListener("close", function () { box.remove(); link.focus(); });
    document.body.append(box);
    box.showModal();
  }

  document.querySelectorAll("[data-upload]").forEach(upload);
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-preview]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && window.HTMLDialogElement) {
      event.preventDefault();
      preview(link);
    }
  });
})();
