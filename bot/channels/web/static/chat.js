// The page: one or two phones, each with its own line, log, composer and attachments.

import { Attachments } from "./attachments.js";
import { Composer } from "./composer.js";
import { Line, newKey } from "./line.js";
import { Log } from "./log.js";

const settings = JSON.parse(document.getElementById("settings").textContent);
const { words, language } = settings;
// Two tabs that open the same new conversation begin it once, because they use the same key.
const FIRST = "00000000-0000-0000-0000-000000000000";

class Phone {
  constructor(place) {
    this.root = place.querySelector(".phone");
    this.door = this.root.dataset.door;
    this.payload = settings.starts[this.door] || "";
    this.log = new Log(this.root, words, language, (button) => this.tap(button));
    this.line = new Line(this.door, {
      frame: (frame) => this.hear(frame),
      online: (yes) => this.show(yes),
      stranger: () => this.renew(),
    });
    const say = (text) => this.say(text);
    this.composer = new Composer(this.root, this.door, settings.longest, say);
    this.attachments = new Attachments(this.root, this.door, words, (file) => this.attach(file));
    place.querySelector(".fresh").addEventListener("click", () => this.begin());
    for (const { frame } of this.line.queued()) this.log.pending(frame);
    if (settings.by_link) this.follow();
    this.line.connect();
  }

  // A link's payload is said once: the address bar forgets it, so that a reload does not repeat it.
  follow() {
    this.line.send({ type: "start", key: newKey(), payload: this.payload });
    history.replaceState(null, "", location.pathname);
  }

  say(text) {
    this.post({ type: "say", key: newKey(), text });
  }

  tap(button) {
    this.post({ type: "tap", key: newKey(), data: button.data, label: button.label });
  }

  attach({ receipt, caption, picture }) {
    this.post({ type: "file", key: newKey(), file: receipt, caption }, picture);
  }

  post(frame, picture) {
    this.log.pending(frame, picture);
    this.line.send(frame);
  }

  hear(frame) {
    if (frame.type === "mine") this.log.mine(frame);
    else if (frame.type === "message") this.log.message(frame);
    else if (frame.type === "strip") this.log.strip(frame.id);
    else if (frame.type === "change") this.log.change(frame);
    else if (frame.type === "typing") this.log.typing();
    else if (frame.type === "trouble") this.log.trouble(frame);
    else if (frame.type === "ready") this.ready(frame.begun);
  }

  ready(begun) {
    this.log.caughtUp();
    const waiting = this.line.queued().some(({ frame }) => frame.type === "start");
    if (!begun && !waiting) this.line.begin({ type: "start", key: FIRST, payload: this.payload });
  }

  show(online) {
    this.root.querySelector(".banner").hidden = online;
    this.root.dataset.online = online ? "yes" : "no";
  }

  // The cookie is gone or too old: a fresh page brings a new one, but never in a circle.
  renew() {
    const tried = sessionStorage.getItem("sangkien:renewed");
    sessionStorage.setItem("sangkien:renewed", "yes");
    if (!tried) location.reload();
    else this.log.trouble({ text: words.stranger });
  }

  async begin() {
    const answer = await fetch(`/demo/new?door=${this.door}`, { method: "POST" }).catch(() => null);
    if (!answer || !answer.ok) return this.show(false);
    this.payload = (await answer.json()).start;
    this.line.forget();
    this.log.clear();
    this.attachments.clear();
    this.composer.clear();
    this.line.connect();
  }
}

// Where the on-screen keyboard covers the page instead of shrinking it, the page shrinks itself.
const view = window.visualViewport;
view?.addEventListener("resize", () => {
  if (view.scale === 1) document.documentElement.style.setProperty("--tall", `${view.height}px`);
});

for (const place of document.querySelectorAll(".place")) new Phone(place);

const main = document.querySelector("main");
for (const tab of document.querySelectorAll(".tab")) {
  tab.addEventListener("click", () => {
    main.dataset.shown = tab.dataset.shows;
    for (const other of document.querySelectorAll(".tab")) {
      other.setAttribute("aria-pressed", String(other === tab));
    }
  });
}
