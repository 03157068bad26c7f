(function () {
  "use strict";
  function rows() { return Array.prototype.slice.call(document.querySelectorAll(".md-content table tbody tr")); }
  function filter(field, count, extra) {
    var all = rows(), texts = all.map(function (row) { return row.textContent.toLowerCase(); });
    function apply() {
      var words = field.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
      all.forEach(function (row, i) {
        var ok = words.every(function (word) { return texts[i].indexOf(word) >= 0; }) && (!extra || extra(row));
        row.hidden = !ok;
        if (ok) shown += 1;
      });
      document.querySelectorAll(".md-content h2").forEach(function (head) {
        var table = head.nextElementSibling;
        while (table && !table.querySelector("table") && table.tagName !== "H2" && table.tagName !== "TABLE") table = table.nextElementSibling;
        var any = table && table.tagName !== "H2" && table.querySelector("tbody tr:not([hidden])");
        head.hidden = !any;
        if (table && table.tagName !== "H2") table.hidden = !any;
      });
      count.textContent = shown + " of " + all.length;
    }
    field.closest(".filters").hidden = false;
    field.addEventListener("input", apply);
    apply();
    return apply;
  }
  function start() {
    var rule = document.getElementById("rule-filter"), error = document.getElementById("error-filter");
    if (rule) {
      var tag = document.getElementById("rule-tag"), severity = document.getElementById("rule-severity");
      var apply = filter(rule, document.getElementById("rule-count"), function (row) {
        return (!tag.value || row.cells[3].textContent.split(" ").indexOf(tag.value) >= 0) &&
          (!severity.value || row.cells[1].textContent.indexOf(severity.value) === 0);
      });
      tag.addEventListener("change", apply);
      severity.addEventListener("change", apply);
    }
    if (error) filter(error, document.getElementById("error-count"));
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
