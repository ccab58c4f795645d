// The table: keeps all phones up to date, time, people, faults.

import { act, avatar, el, look, toast } from "./dom.js";
import { Phone } from "./phone.js";
import { fullTime, span } from "./times.js";

const NARROW = matchMedia("(max-width: 720px)");
const PAUSE = 1500; // ms before asking again after the sandbox did not answer

const desk = {
  phones: new Map(),
  codes: [],
  places: [],
  change: 0,
  moved: null,
  active: null,
  clock: { server: Date.now() / 1000, here: performance.now() },
  now() { return this.clock.server + (performance.now() - this.clock.here) / 1000; },
  activate,
};

const table = document.getElementById("table");
const people = document.getElementById("people");

function activate(openid, scroll = false) {
  const phone = desk.phones.get(openid);
  if (!phone) return;
  if (desk.active !== openid) {
    desk.active = openid;
    try { sessionStorage.setItem("active", openid); } catch { /* private window */ }
    for (const [id, one] of desk.phones) {
      one.node.classList.toggle("active", id === openid);
      one.chat.setAttribute("aria-live", id === openid ? "polite" : "off");
    }
    people.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-current", String(button.dataset.persona === openid));
    });
    if (NARROW.matches) phone.toEnd();
  }
  if (scroll) {
    const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    phone.node.scrollIntoView({ behavior: smooth, inline: "center", block: "nearest" });
  }
  read(phone);
}

function read(phone) {
  if (!phone.person.unread || document.hidden) return;
  phone.person.unread = 0;
  drawPeople();
  act("read", { openid: phone.openid });
}

function drawPeople() {
  const listed = [...desk.phones.values()].map(({ person }) => person);
  const key = JSON.stringify(listed.map(({ openid, name, role, avatar: face, unread }) => [openid, name, role, face, unread]));
  if (people.dataset.key === key) return;
  const focused = document.activeElement?.closest?.("#people button")?.dataset.persona;
  people.dataset.key = key;
  people.replaceChildren(...listed.map((person) => el("li", {}, el("button", {
    type: "button", "aria-current": String(person.openid === desk.active),
    data: { role: "switch", persona: person.openid },
    on: { click: () => activate(person.openid, true) },
  },
  avatar(person),
  el("span", { class: "who" }, person.name, el("small", {}, person.role)),
  person.unread ? el("span", { class: "badge", data: { role: "unread" }, "aria-label": `${person.unread} 条未读` }, person.unread > 99 ? "99+" : String(person.unread)) : null))));
  if (focused) people.querySelector(`[data-persona="${CSS.escape(focused)}"]`)?.focus();
}

function takeSurroundings(news) {
  desk.clock = { server: news.now, here: performance.now() };
  desk.codes = news.codes;
  desk.places = news.places;
  document.getElementById("forward").hidden = news.moved === null;
  document.getElementById("demo-moved").textContent = news.moved ? `比真实时间快 ${span(news.moved)}` : "";
  const listed = new Set(news.people.map(({ openid }) => openid));
  for (const [openid, phone] of desk.phones) {
    if (!listed.has(openid)) { phone.node.remove(); desk.phones.delete(openid); }
  }
  for (const person of news.people) {
    if (!desk.phones.has(person.openid)) {
      const phone = new Phone(person, desk);
      desk.phones.set(person.openid, phone);
      table.append(phone.node);
    }
    desk.phones.get(person.openid).update(person, news.menu);
  }
  drawFaults(news.faults);
}

function take(news) {
  const jumped = desk.moved !== null && news.moved !== null && Math.abs(news.moved - desk.moved) > 1;
  takeSurroundings(news);
  desk.moved = news.moved;
  for (const message of news.messages) {
    const phone = desk.phones.get(message.openid);
    if (!phone) continue;
    if (!phone.messages.has(message.id)) phone.chat.querySelector('[data-role="typing"]')?.remove();
    phone.take(message);
  }
  for (const phone of desk.phones.values()) {
    if (jumped) phone.redraw();
    phone.showHints();
    phone.drawTyping();
  }
  desk.change = news.change;
  const active = desk.phones.get(desk.active);
  if (active) read(active);
  drawPeople();
  tick();
}

function tick() {
  const now = desk.now();
  document.getElementById("demo-time").textContent = fullTime(now);
  for (const phone of desk.phones.values()) phone.tick(now);
}

// ---- faults

function drawFaults(faults) {
  const on = new Set(faults.map(({ kind }) => kind));
  document.querySelectorAll("[data-fault]").forEach((box) => { box.checked = on.has(box.dataset.fault); });
  const button = document.getElementById("faults-button");
  const count = document.getElementById("faults-count");
  count.hidden = !on.size;
  count.textContent = String(on.size);
  button.toggleAttribute("data-on", on.size > 0);
  button.title = faults.map(({ label }) => label).join("、");
}

async function showFaults(on) {
  const panel = document.getElementById("faults");
  panel.hidden = !on;
  document.getElementById("faults-button").setAttribute("aria-expanded", String(on));
  if (!on) return;
  const stats = await look("stats");
  const { p50, p95 } = stats.latency_ms;
  document.getElementById("stats").textContent =
    `推送 ${stats.pushes} 次：答复 ${stats.answered}，失败 ${stats.failed}，在途 ${stats.pending}。`
    + (p50 === null ? "" : `答复用时：一半在 ${p50} 毫秒内，95% 在 ${p95} 毫秒内。`);
}

function listen() {
  document.getElementById("faults-button").addEventListener("click", () => showFaults(document.getElementById("faults").hidden));
  document.getElementById("faults-close").addEventListener("click", () => showFaults(false));
  document.querySelectorAll("[data-fault]").forEach((box) => {
    box.addEventListener("change", () => act("fault", { kind: box.dataset.fault, on: box.checked }));
  });
  document.querySelectorAll("[data-forward]").forEach((button) => {
    button.addEventListener("click", async () => {
      button.disabled = true;
      await act("forward", JSON.parse(button.dataset.forward));
      button.disabled = false;
    });
  });
  document.getElementById("add-person").addEventListener("click", async () => {
    const answer = await act("person", { name: "新朋友", role: "群众" });
    if (!answer) return;
    const wait = setInterval(() => {
      if (!desk.phones.has(answer.openid)) return;
      clearInterval(wait);
      activate(answer.openid, true);
    }, 60);
  });
  const viewer = document.getElementById("viewer");
  viewer.addEventListener("click", () => viewer.close());
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") showFaults(false); });
  document.addEventListener("visibilitychange", () => {
    const active = desk.phones.get(desk.active);
    if (active) read(active);
  });
}

// ---- keeping up

async function fetchNews(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function run() {
  listen();
  let started = false;
  let lost = false;
  for (;;) {
    try {
      take(await fetchNews(started ? `/_phones/news?after=${desk.change}` : "/_phones/state"));
      if (!started) {
        document.getElementById("loading").remove();
        let before = null;
        try { before = sessionStorage.getItem("active"); } catch { /* private window */ }
        activate(desk.phones.has(before) ? before : desk.phones.keys().next().value);
        desk.phones.forEach((phone) => phone.toEnd());
        document.body.dataset.ready = "yes";
        setInterval(tick, 1000);
      }
      if (lost) toast("沙箱回来了");
      started = true;
      lost = false;
    } catch {
      if (started && !lost) toast("沙箱没有应答，正在等它回来…");
      lost = true;
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
  }
}

run();
