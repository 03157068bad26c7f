(function () {
  "use strict";
  var root = document.documentElement, list = document.getElementById("list");
  root.classList.add("js");
  var theme = document.getElementById("theme");
  theme.hidden = false;
  theme.addEventListener("click", function () {
    var dark = root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (each) { each.open = true; });
  });
  function opened() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") target.open = true;
  }
  addEventListener("hashchange", opened);
  opened();
  if (!list) return;
  var search = document.getElementById("q"), rule = document.getElementById("rule"),
    by = document.getElementById("by"), fixable = document.getElementById("fixable"),
    count = document.getElementById("count"), none = document.getElementById("none"),
    buttons = Array.prototype.slice.call(document.querySelectorAll("[data-sev]")),
    items = Array.prototype.slice.call(list.querySelectorAll(".f")),
    files = Array.prototype.slice.call(list.querySelectorAll(".group")),
    homes = items.map(function (item) { return item.parentNode; }),
    texts = null, rules = null;
  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0, off = {};
    if (words.length && !texts) {
      texts = items.map(function (item) { return (item.textContent + " " + item.dataset.p).toLowerCase(); });
    }
    buttons.forEach(function (each) {
      if (each.getAttribute("aria-pressed") !== "true") off[each.dataset.sev] = true;
    });
    items.forEach(function (item, i) {
      var ok = !off[item.className.slice(2)] && (!rule.value || item.dataset.r === rule.value) &&
        (!fixable.checked || item.hasAttribute("data-x")) &&
        words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      item.hidden = !ok;
      if (ok) shown += 1;
    });
    groups().forEach(function (group) {
      var left = group.querySelectorAll(".f:not([hidden])").length;
      group.hidden = !left;
      group.querySelector(".k").textContent = left;
    });
    count.textContent = shown + " of " + items.length + " shown";
    none.hidden = shown > 0;
  }
  function groups() { return by.value === "rule" && rules ? rules : files; }
  function byRule() {
    var found = {};
    rules = [];
    items.forEach(function (item) {
      var id = item.dataset.r, group = found[id];
      if (!group) {
        group = found[id] = files[0].cloneNode(false);
        var head = document.createElement("h3"), number = document.createElement("span"),
          inner = document.createElement("ol");
        head.textContent = id + " " + rule.querySelector('option[value="' + CSS.escape(id) + '"]').dataset.n + " ";
        number.className = "k soft";
        head.appendChild(number);
        inner.className = "list";
        group.append(head, inner);
        rules.push(group);
      }
      group.lastChild.appendChild(item);
    });
    rules.sort(function (a, b) { return a.firstChild.textContent < b.firstChild.textContent ? -1 : 1; });
    list.replaceChildren.apply(list, rules);
  }
  by.addEventListener("change", function () {
    if (by.value === "rule") byRule();
    else {
      items.forEach(function (item, i) { homes[i].appendChild(item); });
      list.replaceChildren.apply(list, files);
    }
    apply();
  });
  search.addEventListener("input", apply);
  rule.addEventListener("change", apply);
  fixable.addEventListener("change", apply);
  buttons.forEach(function (each) {
    each.addEventListener("click", function () {
      each.setAttribute("aria-pressed", each.getAttribute("aria-pressed") !== "true");
      apply();
    });
  });
  addEventListener("keydown", function (event) {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
    }
  });
  apply();
})();
