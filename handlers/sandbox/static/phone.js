// One phone: chat, input, menu, built-in browser.

import { act, avatar, el, icon } from "./dom.js";
import { render, waiting } from "./messages.js";
import { profileSheet, strangerPage, tiles } from "./sheets.js";
import { clockTime, separatorTime } from "./times.js";

const GAP = 300; // seconds between messages from which the time is written again
const NEAR = 80; // pixels from the bottom that still count as reading the newest

export class Phone {
  constructor(person, desk) {
    this.desk = desk;
    this.person = person;
    this.openid = person.openid;
    this.account = document.body.dataset.account;
    this.intro = document.body.dataset.intro;
    this.messages = new Map();
    this.rows = new Map();
    this.node = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
    this.node.id = `phone-${person.openid}`;
    this.node.dataset.persona = person.openid;
    const part = (role) => this.node.querySelector(`[data-role="${role}"]`);
    this.chat = part("chat");
    this.input = part("input");
    this.sheet = part("sheet");
    this.panel = part("panel");
    this.plus = part("plus");
    this.hints = part("hints");
    this.menu = part("menu");
    this.writer = part("writer");
    this.stranger = part("stranger");
    this.webview = part("webview-panel");
    this.frame = part("webview");
    this.node.querySelector(".title-text").textContent = this.account;
    this.panel.append(...tiles(this));
    this.listen(part);
    this.reading = true; // the newest message is in view
    this.chat.addEventListener("scroll", () => { this.reading = this.atEnd(); });
    new ResizeObserver(() => { if (this.reading) this.toEnd(); }).observe(this.chat);
    this.update(person, null);
  }

  listen(part) {
    this.node.addEventListener("pointerdown", () => this.desk.activate(this.openid));
    this.node.addEventListener("focusin", () => this.desk.activate(this.openid));
    this.writer.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
    });
    this.plus.addEventListener("click", () => this.togglePanel());
    part("profile").addEventListener("click", () => profileSheet(this));
    part("webview-close").addEventListener("click", () => this.closePage());
    part("webview-reload").addEventListener("click", () => this.frame.contentWindow?.location.reload());
    this.frame.addEventListener("load", () => this.nameOfPage());
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { this.closeMenus(); this.togglePanel(false); }
    });
  }

  // ---- what the platform says about this person

  update(person, menu) {
    const followed = this.person.following !== person.following;
    this.person = person;
    this.node.querySelector(".owner-avatar").replaceChildren(avatar(person));
    this.node.querySelector(".owner-name").textContent = person.name;
    this.node.querySelector(".owner-role").textContent = person.role;
    this.node.setAttribute("aria-label", `${person.name}的手机`);
    this.writer.hidden = this.chat.hidden = !person.following;
    this.stranger.hidden = person.following;
    if (!person.following && (followed || !this.stranger.childElementCount)) {
      this.stranger.replaceChildren(...strangerPage(this));
    }
    if (!person.following) { this.panel.hidden = this.menu.hidden = true; this.hints.hidden = true; }
    else this.drawMenu(menu);
    this.showHints();
    this.drawTyping();
  }

  places() {
    return this.person.places.length ? this.person.places : this.desk.places;
  }

  showHints(wanted = false) {
    const spoke = [...this.messages.values()].some((message) => message.side === "user");
    const key = `${wanted || !spoke}|${this.person.hint.join("|")}`;
    this.hints.hidden = !this.person.following || !(wanted || !spoke || this.hintsWanted);
    if (wanted) this.hintsWanted = true;
    if (this.hints.dataset.key === key) return;
    this.hints.dataset.key = key;
    this.hints.replaceChildren(...this.person.hint.map((sentence) => el("button", {
      type: "button", title: sentence, data: { role: "hint" },
      on: { click: () => { this.input.value = sentence; this.typed(); this.input.focus(); } },
    }, sentence)));
  }

  // ---- the chat

  take(message) {
    const isNew = !this.messages.has(message.id);
    const atEnd = this.reading || this.atEnd();
    this.messages.set(message.id, message);
    const row = render(message, this);
    if (isNew) {
      const before = this.last;
      if (!before || message.at - before.at > GAP) this.chat.append(this.separator(message));
      this.chat.append(row);
      this.last = message;
    } else {
      this.rows.get(message.id).replaceWith(row);
    }
    this.rows.set(message.id, row);
    if (atEnd || (isNew && message.side === "user")) this.toEnd();
  }

  separator(message) {
    return el("li", { class: "separator", data: { role: "time" } }, separatorTime(message.at, this.desk.now()));
  }

  /** Draw everything again, e.g. after the time was moved. */
  redraw() {
    const all = [...this.messages.values()].sort((a, b) => a.id - b.id);
    this.chat.replaceChildren();
    this.messages.clear();
    this.rows.clear();
    this.last = null;
    all.forEach((message) => this.take(message));
    this.drawTyping();
    this.toEnd();
  }

  atEnd() {
    return this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < NEAR;
  }

  toEnd() {
    this.chat.scrollTop = this.chat.scrollHeight;
    this.reading = true;
  }

  settleScroll() {
    if (this.reading) this.toEnd();
  }

  drawTyping() {
    const pending = [...this.messages.values()].some((message) => message.state === "sending");
    const typing = pending || this.person.typing_until > this.desk.now();
    const shown = this.chat.querySelector('[data-role="typing"]');
    if (!typing) shown?.remove();
    else if (!shown || this.chat.lastElementChild !== shown) {
      this.chat.append(shown || waiting());
      this.settleScroll();
    }
    const title = this.node.querySelector(".title-text");
    title.textContent = this.person.typing_until > this.desk.now() ? "对方正在输入…" : this.account;
  }

  tick(now) {
    this.node.querySelector(".status-time").textContent = clockTime(now);
    this.drawTyping();
  }

  // ---- writing

  typed() {
    const some = this.input.value.trim() !== "";
    this.node.querySelector('[data-role="send"]').hidden = !some;
    this.plus.hidden = some;
  }

  async submit() {
    const content = this.input.value.trim();
    if (!content) return;
    this.input.value = "";
    this.typed();
    const answer = await this.say(content);
    if (!answer && !this.input.value) { this.input.value = content; this.typed(); }
  }

  say(content, menuId = "") {
    this.hintsWanted = false;
    return act("send", { openid: this.openid, kind: "text", content, ...(menuId ? { menu_id: menuId } : {}) });
  }

  togglePanel(on = this.panel.hidden) {
    this.panel.hidden = !on;
    this.plus.setAttribute("aria-expanded", String(on));
    if (on) this.toEnd();
  }

  focusInput() {
    this.input.focus({ preventScroll: true });
  }

  show(source) {
    const viewer = document.getElementById("viewer");
    viewer.querySelector("img").src = source;
    viewer.showModal();
  }

  // ---- menu

  drawMenu(menu) {
    const buttons = menu?.button || [];
    const key = JSON.stringify(buttons);
    this.menu.hidden = !buttons.length;
    if (this.menu.dataset.key === key) return;
    this.menu.dataset.key = key;
    this.menu.replaceChildren(...buttons.map((button) => this.menuButton(button)));
  }

  menuButton(button) {
    const subs = button.sub_button?.length ? button.sub_button : null;
    if (!subs) return el("div", {}, this.leaf(button));
    const list = el("div", { class: "sub", hidden: true }, ...subs.map((sub) => this.leaf(sub)));
    const head = el("button", { type: "button", "aria-expanded": "false", data: { role: "menu-group" } }, icon("list"), button.name);
    head.addEventListener("click", () => {
      const wanted = list.hidden;
      this.closeMenus();
      list.hidden = !wanted;
      head.setAttribute("aria-expanded", String(wanted));
    });
    return el("div", {}, list, head);
  }

  leaf(button) {
    return el("button", {
      type: "button", data: { role: "menu-button", name: button.name },
      on: { click: () => { this.closeMenus(); this.choose(button); } },
    }, button.name);
  }

  closeMenus() {
    this.menu.querySelectorAll(".sub").forEach((list) => { list.hidden = true; });
    this.menu.querySelectorAll("[aria-expanded]").forEach((head) => head.setAttribute("aria-expanded", "false"));
  }

  choose(button) {
    if (button.type === "view") {
      act("view", { openid: this.openid, url: button.url });
      this.open(button.url);
    } else {
      act("click", { openid: this.openid, key: button.key, name: button.name });
    }
  }

  // ---- the built-in browser

  open(url) {
    this.webview.hidden = false;
    this.node.querySelector(".webview-title").textContent = "正在打开…";
    this.frame.src = `/_phone/${encodeURIComponent(this.openid)}/open?url=${encodeURIComponent(url)}`;
  }

  nameOfPage() {
    if (this.webview.hidden) return;
    let title = "";
    try { title = this.frame.contentDocument?.title || ""; } catch { title = ""; }
    this.node.querySelector(".webview-title").textContent = title || "网页";
    this.frame.title = title || "网页";
  }

  closePage() {
    this.webview.hidden = true;
    this.frame.src = "about:blank";
    this.focusInput();
  }
}
