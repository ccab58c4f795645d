// Fetches the counts anew every half minute; says so if that fails. Without it the page reloads.
"use strict";
(() => {
  const say = (count) => count.toLocaleString("en-US");
  const fill = (id, rows) => {
    document.querySelector(`#${id} tbody`).replaceChildren(
      ...rows.map((cells) => {
        const row = document.createElement("tr");
        cells.forEach((cell, at) => {
          const one = document.createElement(at ? "td" : "th");
          if (!at) one.scope = "row";
          one.textContent = at ? say(cell) : cell;
          row.append(one);
        });
        return row;
      }),
    );
  };
  const at = document.getElementById("at");
  const look = async () => {
    try {
      const answer = await fetch(location.pathname + "/now", { cache: "no-store" });
      if (answer.status === 404) return location.reload();
      const shown = await answer.json();
      at.textContent = shown.at;
      document.querySelectorAll(".live").forEach((one, n) => { one.textContent = say(shown.numbers[n]); });
      fill("month-rows", shown.months);
      if (shown.topics.length) fill("topic-rows", shown.topics);
    } catch {
      if (!at.textContent.includes("连不上")) at.textContent += "（现在连不上，数是刚才的）";
    }
  };
  setInterval(look, 30000);
})();
