// Turning one message into what stands in the chat.

import { accountAvatar, avatar, el, icon } from "./dom.js";

const LINK = /<a\s+[^>]*?href\s*=\s*["']([^"']+)["'][^>]*>([\s\S]*?)<\/a>|(https?:\/\/[^\s，。；！？、）)」』<>"']+)/gi;
const TAP = "weixin://bizmsgmenu?";

/** Text with its links as real links; anything else in it stays text. */
export function linked(text, phone, links = true) {
  const nodes = [];
  let done = 0;
  for (const found of links ? text.matchAll(LINK) : []) {
    const [whole, href, label, bare] = found;
    nodes.push(text.slice(done, found.index));
    done = found.index + whole.length;
    const address = (href || bare).replaceAll("&amp;", "&");
    if (address.startsWith(TAP)) nodes.push(reply(address, label, phone));
    else if (/^https?:\/\//i.test(address)) nodes.push(link(address, href ? label : bare, phone));
    else nodes.push(label || "");
  }
  nodes.push(text.slice(done));
  return nodes;
}

function link(address, label, phone) {
  return el("a", {
    href: address,
    data: { role: "link" },
    on: { click: (event) => { event.preventDefault(); phone.open(address); } },
  }, label);
}

function reply(address, label, phone) {
  const query = new URLSearchParams(address.slice(TAP.length));
  const content = query.get("msgmenucontent") || label;
  return el("button", {
    type: "button", class: "tap inline", data: { role: "tap" },
    on: { click: () => phone.say(content, query.get("msgmenuid") || "") },
  }, label);
}

const BODIES = {
  text: (message, phone) => el("div", { class: "bubble" }, ...linked(message.payload.text, phone)),
  image: ({ payload }, phone) => {
    const source = `/_media/${payload.media_id}`;
    return el("button", { type: "button", class: "picture", "aria-label": "看大图", on: { click: () => phone.show(source) } },
      el("img", { src: source, alt: "图片（已过期或打不开）", loading: "lazy", on: { load: () => phone.settleScroll() } }));
  },
  voice: ({ payload }) => {
    const seconds = payload.seconds || 1;
    const bubble = el("button", { type: "button", class: "bubble voice", "aria-label": `语音 ${seconds} 秒，点按播放` },
      icon("waves"), `${seconds}″`);
    bubble.style.width = `${Math.min(72 + seconds * 7, 200)}px`;
    bubble.addEventListener("click", () => play(bubble, payload.media_id));
    return payload.recognition
      ? el("div", {}, bubble, el("div", { class: "heard" }, payload.recognition))
      : bubble;
  },
  video: ({ payload }) => el("video", { class: "film", controls: true, preload: "metadata", src: `/_media/${payload.media_id}`, "aria-label": "视频" }),
  location: ({ payload }) => el("div", { class: "spot" },
    el("strong", {}, payload.label || "位置"),
    el("small", {}, `${payload.latitude.toFixed(4)}, ${payload.longitude.toFixed(4)}`),
    el("div", { class: "map" }, icon("place"))),
  link: ({ payload }, phone) => pageCard({ title: payload.title || payload.url, description: payload.description || payload.url, url: payload.url }, phone),
  news: ({ payload }, phone) => pageCard(payload.articles[0], phone),
  menu: ({ payload }, phone) => el("div", { class: "bubble" },
    ...linked(payload.head, phone),
    el("ul", { class: "answers" }, ...payload.list.map((choice) => el("li", {},
      el("button", { type: "button", class: "tap", data: { role: "tap" }, on: { click: () => phone.say(choice.content, choice.id) } }, choice.content)))),
    ...linked(payload.tail, phone)),
  card: ({ payload }, phone) => noticeCard(payload, phone),
  work: ({ payload }, phone) => workCard(payload, phone),
};
BODIES.shortvideo = BODIES.video;

function pageCard(page, phone) {
  return el("button", { type: "button", class: "page-card", data: { role: "link" }, on: { click: () => phone.open(page.url) } },
    el("strong", {}, page.title),
    page.picture ? el("img", { src: page.picture, alt: "" }) : null,
    page.description ? el("span", {}, page.description) : null);
}

function noticeCard(payload, phone) {
  const from = payload.form === "subscription" ? "订阅通知" : "服务通知";
  const inside = [
    el("header", {}, accountAvatar(), `${phone.account} · ${from}`),
    el("h4", {}, payload.title),
    el("dl", {}, ...payload.fields.flatMap(({ name, value }) => [el("dt", {}, name), el("dd", {}, value)])),
  ];
  if (!payload.url) return el("div", { class: "notice-card", data: { role: "card", template: payload.template_id } }, ...inside);
  return el("button", {
    type: "button", class: "notice-card", data: { role: "card", template: payload.template_id, url: payload.url },
    on: { click: () => phone.open(payload.url) },
  }, ...inside, el("footer", {}, "查看详情"));
}

function workCard({ form, content, replaced }, phone) {
  const title = content.title || content.main_title?.title || "";
  const words = content.content || content.description || content.main_title?.desc || content.sub_title_text || "";
  const rows = content.horizontal_content_list || [];
  const url = content.url || content.card_action?.url || "";
  return el("div", { class: "notice-card", data: { role: "work-card", form } },
    el("header", {}, "企业微信"),
    title ? el("h4", {}, title) : el("h4", {}, "应用消息"),
    words ? el("p", {}, ...linked(words, phone)) : null,
    rows.length ? el("dl", {}, ...rows.flatMap((row) => [el("dt", {}, row.keyname || ""), el("dd", {}, row.value || "")])) : null,
    url ? el("p", {}, link(url, "查看详情", phone)) : null,
    replaced ? el("span", { class: "replaced" }, replaced) : null);
}

const player = new Audio();
let playing = null;

function play(bubble, mediaId) {
  playing?.classList.remove("playing");
  if (playing === bubble && !player.paused) { player.pause(); playing = null; return; }
  playing = bubble;
  player.src = `/_media/${mediaId}?play=1`;
  bubble.classList.add("playing");
  player.onended = () => bubble.classList.remove("playing");
  player.play().catch(() => bubble.classList.remove("playing"));
}

function below(message) {
  if (message.side === "user" && message.state === "failed") return "没有送到服务";
  if (message.side === "account" && message.latency_ms !== null) return `${message.latency_ms} 毫秒答复`;
  return "";
}

/** One message as a list item. */
export function render(message, phone) {
  const { id, side, kind, state } = message;
  const data = { role: "message", id, side, kind, state };
  if (side === "system") return el("li", { class: "message", data }, el("span", {}, message.payload.text));
  const body = (BODIES[kind] || BODIES.text)(message, phone);
  const note = below(message);
  return el("li", { class: "message", data },
    side === "user" ? avatar(phone.person) : accountAvatar(),
    el("div", { class: "stack" }, body, note ? el("span", { class: "below", data: { role: "latency" } }, note) : null));
}

export function waiting() {
  return el("li", { class: "message", data: { side: "account", role: "typing" } }, accountAvatar(),
    el("div", { class: "stack" }, el("div", { class: "bubble", "aria-label": "对方正在输入" },
      el("span", { class: "waiting" }, el("i"), el("i"), el("i")))));
}
