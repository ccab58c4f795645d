// Draws each table as a picture, from the numbers that stand in it: without this file the tables
// are there as they are. A click on a bar goes where the name in the table goes.
"use strict";
(() => {
  if (!window.Chart) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const colors = ["#0a6b3d", "#c98a1b", "#35618f", "#8a5a9c"];
  const shades = { lights: ["#b3261e", "#d9a31a", "#0a6b3d"], said: ["#0a6b3d", "#d9a31a", "#b3261e"] };
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 14;
  Chart.defaults.color = "#3c4541";
  for (const figure of document.querySelectorAll("figure.chart")) {
    const table = figure.querySelector("table");
    const heads = [...table.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent);
    const rows = [...table.querySelectorAll("tbody tr")];
    const names = rows.map((row) => row.cells[0].textContent.trim());
    const links = rows.map((row) => row.cells[0].querySelector("a"));
    const kind = figure.dataset.kind;
    const flat = figure.dataset.key === "topics" || figure.dataset.key === "areas" || figure.dataset.key === "lights";
    const inside = document.createElement("div");
    inside.className = "drawn";
    if (flat) inside.style.height = `${Math.max(160, 70 + rows.length * (kind === "stacked" ? 34 : 44))}px`;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", figure.querySelector("figcaption").textContent.trim() + "，数字在下面的表里");
    inside.append(canvas);
    figure.querySelector("figcaption").after(inside);
    const fold = figure.querySelector("details");
    if (fold) fold.open = false;
    const stacked = kind === "stacked";
    const counts = { beginAtZero: true, stacked, ticks: { precision: 0 } };
    const named = { stacked, grid: { display: false } };
    new Chart(canvas, {
      type: "bar",
      data: {
        labels: names,
        datasets: heads.map((head, at) => ({
          label: head,
          data: rows.map((row) => Number(row.cells[at + 1].textContent.replaceAll(",", ""))),
          backgroundColor: (shades[figure.dataset.key] || colors)[at],
          maxBarThickness: 34,
        })),
      },
      options: {
        animation: calm ? false : { duration: 300 },
        indexAxis: flat ? "y" : "x",
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false, axis: flat ? "y" : "x" },
        scales: flat ? { x: counts, y: named } : { x: named, y: counts },
        onClick: (_event, found) => {
          const link = found.length && links[found[0].index];
          if (link) location.href = link.href;
        },
        onHover: (event, found) => {
          canvas.style.cursor = found.length && links[found[0].index] ? "pointer" : "default";
        },
      },
    });
  }
})();
