// Small helpers. Everything people write goes through text nodes, never through markup.

const SVG = "http://www.w3.org/2000/svg";

/** el("p", {class: "x", data: {role: "y"}, on: {click: f}}, child, "text"…) */
export function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "data") Object.assign(node.dataset, value);
    else if (key === "on") for (const [name, act] of Object.entries(value)) node.addEventListener(name, act);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/_assets/icons.svg#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

const COLOURS = ["#5b8c6e", "#b3744a", "#5a7fa8", "#8a6fa3", "#a8705f", "#4f8f92", "#97843f"];

/** A person's avatar: an emoji, or the first character of the name on a colour. */
export function avatar(person) {
  const given = person.avatar || "";
  const box = el("span", { class: "avatar", "aria-hidden": "true" });
  if (given && !given.startsWith("#")) {
    box.classList.add("emoji");
    box.textContent = given;
    return box;
  }
  const sum = [...person.openid].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  box.style.backgroundColor = given || COLOURS[sum % COLOURS.length];
  box.textContent = [...person.name][0] || "?";
  return box;
}

export function accountAvatar() {
  return el("span", { class: "avatar", "aria-hidden": "true" }, el("img", { src: "/_assets/account.svg", alt: "" }));
}

let toastTimer = 0;

/** One short line at the bottom, for what could not be done. */
export function toast(text) {
  const line = document.getElementById("toast");
  line.textContent = text;
  line.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { line.hidden = true; }, 3200);
}

/** POST to the control API; returns the answer, or null after saying what went wrong. */
export async function act(name, given = {}) {
  try {
    const response = await fetch(`/_control/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    toast(answer.error || "没有成功");
  } catch {
    toast("沙箱没有应答，请看它是否还在运行");
  }
  return null;
}

export async function look(name, query = {}) {
  const response = await fetch(`/_control/${name}?${new URLSearchParams(query)}`);
  return response.json();
}

export async function upload(kind, file) {
  const form = new FormData();
  form.append("kind", kind);
  form.append("file", file);
  try {
    const response = await fetch("/_control/upload", { method: "POST", body: form });
    const answer = await response.json();
    if (response.ok) return answer.media_id;
    toast(answer.error || "文件没有发出去");
  } catch {
    toast("文件没有发出去");
  }
  return null;
}
