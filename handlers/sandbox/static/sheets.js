// What slides up over a phone: the + panel and its forms, the account's profile.

import { accountAvatar, act, el, icon, look, upload } from "./dom.js";

const TILES = [
  ["photo", "照片", (phone) => pick(phone, "image", "image/png,image/jpeg,image/gif")],
  ["video", "视频", (phone) => pick(phone, "video", "video/mp4")],
  ["voice", "语音", voiceSheet],
  ["place", "位置", placeSheet],
  ["scan", "扫一扫", scanSheet],
  ["link", "链接", linkSheet],
  ["idea", "例句", (phone) => phone.showHints(true)],
];

/** The tiles under the input field. */
export function tiles(phone) {
  return TILES.map(([name, label, open]) => el("button", {
    type: "button", data: { role: `send-${name}` },
    on: { click: () => { phone.togglePanel(false); open(phone); } },
  }, el("span", { class: "tile" }, icon(name)), label));
}

/** Let the user choose a file and send it. */
function pick(phone, kind, accept) {
  const input = el("input", { type: "file", accept, hidden: true, data: { role: `file-${kind}` } });
  input.addEventListener("change", async () => {
    const file = input.files[0];
    input.remove();
    if (!file) return;
    const mediaId = await upload(kind, file);
    if (mediaId) await act("send", { openid: phone.openid, kind, media_id: mediaId });
  });
  phone.node.append(input);
  input.click();
}

function open(phone, title, ...content) {
  const close = () => { phone.sheet.hidden = true; phone.sheet.replaceChildren(); phone.focusInput(); };
  const body = el("div", { class: "sheet-body", role: "dialog", "aria-modal": "true", "aria-label": title },
    el("h4", {}, title), ...content,
    el("button", { type: "button", class: "wide", data: { role: "sheet-close" }, on: { click: close } }, "关闭"));
  phone.sheet.replaceChildren(body);
  phone.sheet.hidden = false;
  phone.sheet.onclick = (event) => { if (event.target === phone.sheet) close(); };
  phone.sheet.onkeydown = (event) => { if (event.key === "Escape") close(); };
  body.querySelector("input, button")?.focus();
  return close;
}

function form(label, fields, submit) {
  const node = el("form", {}, ...fields,
    el("button", { type: "submit", class: "wide main", data: { role: "sheet-submit" } }, label));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(Object.fromEntries(new FormData(node)));
  });
  return node;
}

const field = (label, name, given = {}) =>
  el("label", {}, label, el("input", { name, autocomplete: "off", ...given }));

function voiceSheet(phone) {
  let close = () => {};
  const send = async (given) => {
    close();
    await act("send", { openid: phone.openid, kind: "voice", ...given });
  };
  const own = el("button", { type: "button", class: "wide", data: { role: "voice-file" } }, "用自己的录音（amr、mp3）");
  own.addEventListener("click", () => { close(); pick(phone, "voice", ".amr,.mp3"); });
  close = open(phone, "发语音",
    el("p", {}, "发一段现成的录音（13秒）。微信多半不再把语音转成文字；想看转好的样子，就把文字写在下面。"),
    form("发送录音", [field("转出来的文字（可以不填）", "recognition", { maxlength: 200 })],
      ({ recognition }) => send({ sample: true, ...(recognition ? { recognition } : {}) })),
    own);
}

function placeSheet(phone) {
  let close = () => {};
  const send = async (place) => {
    close();
    await act("send", { openid: phone.openid, kind: "location", latitude: place.latitude, longitude: place.longitude, label: place.label || place.name });
  };
  const list = phone.places().map((place) => el("li", {},
    el("button", { type: "button", data: { role: "place" }, on: { click: () => send(place) } }, place.name)));
  close = open(phone, "发送位置",
    list.length ? el("ul", { class: "choices" }, ...list) : null,
    form("发送这个位置", [
      field("地名", "label", { placeholder: "东坪村三组", maxlength: 60 }),
      el("div", { class: "pair" },
        field("纬度", "latitude", { inputmode: "decimal", placeholder: "30.5928", required: true }),
        field("经度", "longitude", { inputmode: "decimal", placeholder: "114.3055", required: true })),
    ], send));
}

export function scanSheet(phone) {
  let close = () => {};
  const send = async (given) => { close(); await act("scan", { openid: phone.openid, ...given }); };
  const list = phone.desk.codes.map(({ scene, ticket }) => el("li", {},
    el("button", { type: "button", data: { role: "code", scene }, on: { click: () => send({ code: ticket }) } }, scene)));
  close = open(phone, "扫一扫",
    list.length ? el("ul", { class: "choices" }, ...list) : el("p", {}, "公众号还没有生成二维码。"),
    form("扫这个码", [field("或者写上码里的场景值", "scene", { required: true, maxlength: 64 })],
      ({ scene }) => {
        const known = phone.desk.codes.some((code) => code.scene === scene.trim());
        return send(known || /^https?:/.test(scene) ? { code: scene.trim() } : { scene: scene.trim() });
      }));
}

function linkSheet(phone) {
  let close = () => {};
  close = open(phone, "发送链接", form("发送", [
    field("标题", "title", { required: true, maxlength: 60 }),
    field("网址", "url", { type: "url", required: true, placeholder: "https://" }),
  ], async (given) => { close(); await act("send", { openid: phone.openid, kind: "link", ...given }); }));
}

/** The account's page: notices, reception of messages, leaving. */
export async function profileSheet(phone) {
  const { templates } = await look("consents", { openid: phone.openid });
  let close = () => {};
  const toggle = (label, note, on, change, role) => {
    const box = el("input", { type: "checkbox", role: "switch", data: { role } });
    box.checked = on;
    box.addEventListener("change", () => change(box));
    return el("label", { class: "row" }, el("span", {}, label, note ? el("small", {}, ` ${note}`) : null), box);
  };
  const notices = templates.map((one) => one.term === "long"
    ? toggle(one.title, "长期订阅", one.left !== 0, (box) => act("consent", { openid: phone.openid, template_id: one.template_id, on: box.checked }), "consent-long")
    : el("button", {
      type: "button", class: "wide", data: { role: "consent-once" },
      on: { click: async (event) => {
        const answer = await act("consent", { openid: phone.openid, template_id: one.template_id });
        if (answer) event.target.textContent = `${one.title}：已同意 ${answer.consents[one.template_id]} 次`;
      } },
    }, `${one.title}：同意收 1 次${one.left ? `（还有 ${one.left} 次）` : ""}`));
  const leave = el("button", { type: "button", class: "wide danger", data: { role: "unsubscribe" } }, "不再关注");
  leave.addEventListener("click", async () => { close(); await act("unsubscribe", { openid: phone.openid }); });
  close = open(phone, phone.account,
    el("p", {}, phone.intro),
    toggle("接收消息", "关掉等于拒收模板消息", !phone.person.blocked, (box) => act("block", { openid: phone.openid, on: !box.checked }), "receive"),
    ...notices, leave);
}

/** What a phone shows of an account it does not follow. */
export function strangerPage(phone) {
  return [
    accountAvatar(), el("h4", {}, phone.account), el("p", {}, phone.intro),
    el("button", { type: "button", class: "wide main", data: { role: "subscribe" }, on: { click: () => act("subscribe", { openid: phone.openid }) } }, "关注公众号"),
    el("button", { type: "button", class: "wide", data: { role: "scan-subscribe" }, on: { click: () => scanSheet(phone) } }, "扫码关注"),
  ];
}

